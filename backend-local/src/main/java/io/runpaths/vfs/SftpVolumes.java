package io.runpaths.vfs;

import com.jcraft.jsch.ChannelSftp;
import java.util.Collection;
import java.util.List;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.provider.AbstractOriginatingFileProvider;

/** A VFS provider of {@code sftp:} over one channel of a session that is logged in already. */
final class SftpVolumes extends AbstractOriginatingFileProvider {
  static final List<Capability> CAPABILITIES =
      List.of(
          Capability.CREATE,
          Capability.DELETE,
          Capability.RENAME,
          Capability.GET_TYPE,
          Capability.LIST_CHILDREN,
          Capability.READ_CONTENT,
          Capability.WRITE_CONTENT,
          Capability.GET_LAST_MODIFIED,
          Capability.SET_LAST_MODIFIED_FILE);

  private final ChannelSftp channel;
  private final String top;
  private final boolean listsFollowLinks;

  /**
   * Provides one volume.
   *
   * @param top the absolute path of the root, without a slash at the end
   * @param listsFollowLinks whether the server's listings tell of what a link points to
   */
  SftpVolumes(ChannelSftp channel, String top, boolean listsFollowLinks) {
    this.channel = channel;
    this.top = top;
    this.listsFollowLinks = listsFollowLinks;
  }

  SftpVolume mount() throws FileSystemException {
    return (SftpVolume) getFileSystem(parseUri(null, "sftp:///"), new FileSystemOptions());
  }

  @Override
  protected SftpVolume doCreateFileSystem(FileName name, FileSystemOptions options) {
    return new SftpVolume(name, channel, top, listsFollowLinks);
  }

  @Override
  public Collection<Capability> getCapabilities() {
    return CAPABILITIES;
  }
}
