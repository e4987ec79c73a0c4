package io.runpaths.vfs;

import com.jcraft.jsch.ChannelSftp;
import java.util.Collection;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.apache.commons.vfs2.provider.AbstractFileSystem;

/** The files of a server as a VFS file system, with one channel for all that is done to them. */
final class SftpVolume extends AbstractFileSystem {
  private static final String POSIX_RENAME = "posix-rename@openssh.com";

  /** Version 3 of the protocol counts whole seconds. */
  private static final double TIME_UNIT_MILLIS = 1000;

  private final ChannelSftp channel;
  private final String top;
  private final boolean listsFollowLinks;

  SftpVolume(FileName root, ChannelSftp channel, String top, boolean listsFollowLinks) {
    super(root, null, new FileSystemOptions());
    this.channel = channel;
    this.top = top;
    this.listsFollowLinks = listsFollowLinks;
  }

  ChannelSftp channel() {
    return channel;
  }

  String top() {
    return top;
  }

  /** Whether a path is the root or lies above it: links are followed there. */
  boolean isAboveRoot(String path) {
    return path.equals("/") || path.equals(top) || top.startsWith(path + "/");
  }

  boolean listsFollowLinks() {
    return listsFollowLinks;
  }

  /** Whether the server has OpenSSH's rename, which replaces; that of plain SFTP fails instead. */
  boolean replacesAtOnce() {
    return "1".equals(channel.getExtension(POSIX_RENAME));
  }

  @Override
  public double getLastModTimeAccuracy() {
    return TIME_UNIT_MILLIS;
  }

  @Override
  protected void addCapabilities(Collection<Capability> capabilities) {
    capabilities.addAll(SftpVolumes.CAPABILITIES);
  }

  @Override
  protected SftpFile createFile(AbstractFileName name) {
    return new SftpFile(name, this);
  }
}
