package io.runpaths.vfs;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.apache.commons.vfs2.provider.AbstractFileObject;
import org.jspecify.annotations.Nullable;

/**
 * A file on a server as a VFS file object that answers truly: a file that may not be looked at is
 * an error and not absent, a link is a link, names are literal, and reading may begin in the
 * middle.
 */
final class SftpFile extends AbstractFileObject<SftpVolume> implements UnixFile {
  /** Codes of later drafts of SFTP that servers send in version 3 too. */
  private static final int NO_SUCH_PATH = 10;

  private static final long MILLIS = 1000;
  private static final int MOST_LOOKS = 3;

  private final SftpVolume volume;
  private final String path;
  private @Nullable SftpATTRS attributes;
  private boolean looked;

  SftpFile(AbstractFileName name, SftpVolume volume) {
    super(name, volume);
    this.volume = volume;
    this.path = VfsNames.decoded(name.getPath());
  }

  // -- looking

  @Override
  protected FileType doGetType() throws Exception {
    SftpATTRS found = attributes();
    if (found == null) {
      return FileType.IMAGINARY;
    }
    if (!tellsKind(found)) {
      throw new IOException("The server does not tell what kind of file it is");
    }
    return found.isDir() ? FileType.FOLDER : FileType.FILE;
  }

  @Override
  protected boolean doIsSymbolicLink() throws Exception {
    SftpATTRS found = attributes();
    return found != null && found.isLink();
  }

  @Override
  public boolean isSpecial() throws IOException {
    SftpATTRS found = attributes();
    return found != null && !found.isReg() && !found.isDir() && !found.isLink();
  }

  @Override
  protected long doGetContentSize() throws Exception {
    return existing().getSize();
  }

  @Override
  protected long doGetLastModifiedTime() throws Exception {
    // An unsigned 32-bit number of seconds in the protocol.
    return Integer.toUnsignedLong(existing().getMTime()) * MILLIS;
  }

  @Override
  protected void doDetach() throws Exception {
    looked = false;
    attributes = null;
  }

  @Override
  public String linkTarget() throws IOException {
    return WireNames.text(told(() -> volume.channel().readlink(quoted())));
  }

  // -- folders

  @Override
  protected FileObject[] doListChildrenResolved() throws Exception {
    List<FileObject> children = new ArrayList<>();
    List<SftpFile> doubtful = new ArrayList<>();
    String folder = getName().getPath().equals("/") ? "" : getName().getPath();
    ChannelSftp.LsEntrySelector each =
        entry -> {
          String name = WireNames.text(entry.getFilename());
          if (!name.equals(".") && !name.equals("..")) {
            SftpFile child = child(folder + "/" + VfsNames.encoded(name));
            child.found(entry.getAttrs());
            children.add(child);
            if (volume.listsFollowLinks() && name.indexOf(VfsNames.UNDECODED) < 0) {
              doubtful.add(child);
            }
          }
          return ChannelSftp.LsEntrySelector.CONTINUE;
        };
    told(
        () -> {
          volume.channel().ls(quoted(), each);
          return true;
        });
    for (SftpFile child : doubtful) {
      child.doDetach();
    }
    return children.toArray(new FileObject[0]);
  }

  @Override
  protected void doCreateFolder() throws Exception {
    try {
      told(
          () -> {
            volume.channel().mkdir(WireNames.bytes(path));
            return true;
          });
    } catch (IOException e) {
      // Somebody else may have made it at the same moment.
      doDetach();
      SftpATTRS found = attributes();
      if (found == null || !found.isDir()) {
        throw e;
      }
    }
  }

  // -- content

  @Override
  public InputStream readFrom(long offset) throws IOException {
    InputStream stream = told(() -> volume.channel().get(quoted(), null, offset));
    return new WholeStream(stream, volume.channel());
  }

  @Override
  protected InputStream doGetInputStream(int bufferSize) throws Exception {
    return readFrom(0);
  }

  @Override
  protected OutputStream doGetOutputStream(boolean append) throws Exception {
    int mode = append ? ChannelSftp.APPEND : ChannelSftp.OVERWRITE;
    return told(() -> volume.channel().put(quoted(), mode));
  }

  @Override
  protected boolean doSetLastModifiedTime(long millis) throws Exception {
    return told(
        () -> {
          volume.channel().setMtime(quoted(), (int) (millis / MILLIS));
          looked = false;
          return true;
        });
  }

  // -- removing and replacing

  /** Removes this file or empty folder in one request; VFS would list a folder first. */
  @Override
  public boolean delete() throws FileSystemException {
    try {
      SftpATTRS found = attributes();
      if (found == null) {
        return false;
      }
      if (found.isDir()) {
        return removeFolder();
      }
      remove(quoted());
      return true;
    } catch (IOException e) {
      throw new FileSystemException("vfs.provider/delete.error", e, getName());
    }
  }

  /** Servers say no more than that it failed when a folder is not empty. */
  private boolean removeFolder() throws IOException {
    try {
      volume.channel().rmdir(quoted());
      return true;
    } catch (SftpException e) {
      if (e.id == ChannelSftp.SSH_FX_FAILURE && e.getCause() != null) {
        throw new IOException(e.toString(), e);
      }
      return false;
    }
  }

  private void remove(String wire) throws IOException {
    try {
      told(
          () -> {
            volume.channel().rm(wire);
            return true;
          });
    } catch (FileNotFoundException e) {
      // Somebody else removed it: gone is gone.
    }
  }

  @Override
  public void replace(FileObject other) throws IOException {
    SftpFile target = (SftpFile) other;
    if (volume.replacesAtOnce() || target.attributes() == null) {
      rename(quoted(), target.quoted());
      return;
    }
    // Plain SFTP cannot replace: what is there steps aside, and comes back if that fails.
    String aside = WireNames.quoted(VfsNames.temporaryBeside(target.path));
    rename(target.quoted(), aside);
    try {
      rename(quoted(), target.quoted());
    } catch (IOException e) {
      try {
        rename(aside, target.quoted());
      } catch (IOException lost) {
        e.addSuppressed(lost);
      }
      throw e;
    }
    remove(aside);
  }

  private void rename(String from, String to) throws IOException {
    told(
        () -> {
          volume.channel().rename(from, to);
          return true;
        });
  }

  @Override
  protected String[] doListChildren() {
    throw new IllegalStateException("Children are listed as files, not by name.");
  }

  // -- helpers

  private String quoted() {
    return WireNames.quoted(path);
  }

  private SftpFile child(String encoded) {
    AbstractFileName name = (AbstractFileName) getName();
    return volume.createFile((AbstractFileName) name.createName(encoded, FileType.FILE));
  }

  private void found(SftpATTRS known) {
    attributes = known;
    looked = true;
  }

  private SftpATTRS existing() throws IOException {
    SftpATTRS found = attributes();
    if (found == null) {
      throw new FileNotFoundException(path);
    }
    return found;
  }

  /** What the server tells of the name itself; of what a link points to only at the root. */
  private @Nullable SftpATTRS attributes() throws IOException {
    if (!looked) {
      try {
        ChannelSftp channel = volume.channel();
        Request<SftpATTRS> look =
            () -> volume.isAboveRoot(path) ? channel.stat(quoted()) : channel.lstat(quoted());
        SftpATTRS told = told(look);
        for (int n = 1; n < MOST_LOOKS && !tellsKind(told); n++) {
          // So do servers speak of a file that is just being removed: it is gone at the next look.
          told = told(look);
        }
        found(told);
      } catch (FileNotFoundException e) {
        looked = true;
        attributes = null;
      }
    }
    return attributes;
  }

  private static boolean tellsKind(SftpATTRS told) {
    return (told.getFlags() & SftpATTRS.SSH_FILEXFER_ATTR_PERMISSIONS) != 0;
  }

  private interface Request<T> {
    T send() throws SftpException;
  }

  private <T> T told(Request<T> request) throws IOException {
    try {
      return request.send();
    } catch (SftpException e) {
      if (e.getCause() == null
          && (e.id == ChannelSftp.SSH_FX_NO_SUCH_FILE || e.id == NO_SUCH_PATH)) {
        throw new FileNotFoundException(path);
      }
      throw new IOException(e.toString(), e);
    }
  }
}
