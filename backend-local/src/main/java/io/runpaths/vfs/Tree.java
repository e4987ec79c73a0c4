package io.runpaths.vfs;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.apache.commons.vfs2.provider.AbstractFileSystem;
import org.jspecify.annotations.Nullable;

/**
 * The files below a root, by their paths: each method is one step on a mount, asked of the store
 * anew and bounded by the mount's deadline. Paths have no slash at either end; the empty path is
 * the root itself. For the thread that borrowed the mount.
 */
final class Tree {
  private final Mount mount;

  Tree(Mount mount) {
    this.mount = mount;
  }

  /** What is there under a path. */
  @Nullable Node look(String path) throws IOException {
    return mount.call(() -> node(at(path), path));
  }

  /** What lies in a folder, in no order; empty if there is no such folder. */
  List<Node> children(String folder) throws IOException {
    return mount.call(
        () -> {
          FileObject file = at(folder);
          if (file.getType() != FileType.FOLDER || file.isSymbolicLink()) {
            return List.of();
          }
          List<Node> children = new ArrayList<>();
          for (FileObject child : file.getChildren()) {
            Node node = node(child, VfsNames.decoded(child.getName().getBaseName()));
            if (node != null) {
              children.add(node);
            }
          }
          return children;
        });
  }

  /** Where a symbolic link points, as a path below the root; null if that is outside. */
  @Nullable String target(String link) throws IOException {
    return mount.call(
        () -> {
          if (!(at(link) instanceof UnixFile file)) {
            return null;
          }
          String text = file.linkTarget();
          String folder = absolute(VfsNames.folder(link));
          return below(normal(text.startsWith("/") ? text : folder + "/" + text));
        });
  }

  /** The bytes of a file from an offset on. */
  InputStream read(String path, long offset) throws IOException {
    InputStream stream =
        mount.call(
            () -> {
              FileObject file = at(path);
              if (file instanceof UnixFile unix) {
                return unix.readFrom(offset);
              }
              InputStream whole = file.getContent().getInputStream();
              whole.skipNBytes(offset);
              return whole;
            });
    return timed(stream);
  }

  /** A new file, in a folder that exists. */
  OutputStream create(String path) throws IOException {
    OutputStream stream = mount.call(() -> at(path).getContent().getOutputStream());
    return timed(stream);
  }

  /** Gives a file another name, which takes the place of a file or link that has it. */
  void replace(String from, String to) throws IOException {
    mount.call(
        () -> {
          FileObject file = at(from);
          if (file instanceof UnixFile unix) {
            unix.replace(at(to));
          } else {
            // VFS forgets the data of a target that it removes itself in moveTo.
            at(to).delete();
            file.moveTo(at(to));
          }
          return true;
        });
  }

  /** Sets when a file was last written. */
  void stamp(String path, Instant modified) throws IOException {
    mount.call(
        () -> {
          at(path).getContent().setLastModifiedTime(modified.toEpochMilli());
          return true;
        });
  }

  /** The first time after another that the store can tell apart from it. */
  Instant after(Instant modified) {
    return modified.plusMillis(Math.max(1, (long) mount.files().getLastModTimeAccuracy()));
  }

  /**
   * Removes a file, link or other thing that is no folder.
   *
   * @return what was there and is gone, or the folder that was left; null if there was nothing
   */
  @Nullable Node deleteUnlessFolder(String path) throws IOException {
    return mount.call(
        () -> {
          FileObject file = at(path);
          Node node = node(file, path);
          if (node != null && !node.is(Node.Kind.FOLDER)) {
            file.delete();
          }
          return node;
        });
  }

  /** Removes a folder if it is there and empty; tells whether it did. */
  boolean deleteIfEmptyFolder(String path) throws IOException {
    return mount.call(
        () -> {
          FileObject file = at(path);
          return file.isFolder() && !file.isSymbolicLink() && file.delete();
        });
  }

  private @Nullable Node node(FileObject file, String path) throws IOException {
    FileType type = file.getType();
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (type == FileType.IMAGINARY) {
      return null;
    }
    Instant modified = Instant.ofEpochMilli(file.getContent().getLastModifiedTime());
    if (file.isSymbolicLink()) {
      return new Node(name, Node.Kind.LINK, 0, modified);
    }
    if (file instanceof UnixFile unix && unix.isSpecial()) {
      return new Node(name, Node.Kind.SPECIAL, 0, modified);
    }
    return type.hasContent()
        ? new Node(name, Node.Kind.FILE, file.getContent().getSize(), modified)
        : new Node(name, Node.Kind.FOLDER, 0, modified);
  }

  /** A file object of our own, never one that VFS or another thread knows already. */
  private FileObject at(String path) throws FileSystemException {
    AbstractFileSystem files = mount.files();
    AbstractFileName root = (AbstractFileName) files.getRootName();
    // The type says only how the name is shown; VFS wants one all the same.
    return files.resolveFile(
        root.createName(VfsNames.encoded("/" + strip(absolute(path))), FileType.FILE));
  }

  private String absolute(String path) {
    return path.isEmpty() ? mount.top() : mount.top() + "/" + path;
  }

  private static String strip(String absolute) {
    return absolute.startsWith("/") ? absolute.substring(1) : absolute;
  }

  private @Nullable String below(String absolute) {
    String top = mount.top();
    if (absolute.equals(top)) {
      return "";
    }
    return absolute.startsWith(top + "/") ? absolute.substring(top.length() + 1) : null;
  }

  /** An absolute path without {@code .}, {@code ..} and double slashes; empty for "/". */
  private static String normal(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        if (!segments.isEmpty()) {
          segments.remove(segments.size() - 1);
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return segments.isEmpty() ? "" : "/" + String.join("/", segments);
  }

  private InputStream timed(InputStream stream) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return mount.transfer(stream::read);
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return mount.transfer(() -> stream.read(target, offset, length));
      }

      @Override
      public void close() throws IOException {
        mount.transfer(closing(stream));
      }
    };
  }

  private OutputStream timed(OutputStream stream) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        mount.transfer(
            () -> {
              stream.write(source, offset, length);
              return true;
            });
      }

      @Override
      public void close() throws IOException {
        mount.transfer(closing(stream));
      }
    };
  }

  private static Callable<Boolean> closing(Closeable stream) {
    return () -> {
      stream.close();
      return true;
    };
  }

  /** Whether a failure says that a file or one of its folders is not there. */
  static boolean saysMissing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileNotFoundException
          || cause instanceof org.apache.commons.vfs2.FileNotFoundException) {
        return true;
      }
    }
    return false;
  }
}
