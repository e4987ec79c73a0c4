package io.runpaths.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The local files that a put takes: files as they are named, folders with all regular files below
 * them. A symbolic link that a person names is followed; inside a folder one is followed only to a
 * file of that folder, and everything else that is no regular file is left out and told.
 */
final class LocalSources {
  private final List<Source> files = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  /**
   * One file.
   *
   * @param file where it lies
   * @param name its path below the folder that was named, or its own last name
   */
  record Source(Path file, String name) {}

  List<Source> files() {
    return files;
  }

  /** What was left out, each a sentence. */
  List<String> leftOut() {
    return leftOut;
  }

  /** Adds a file under a name. */
  void addFile(Path file, String name) {
    files.add(new Source(file, name));
  }

  /** Adds all files of a folder, their names below a prefix that is empty or ends in a slash. */
  void addFolder(Path folder, String prefix) throws IOException {
    addFolder(folder, folder.toRealPath(), prefix);
  }

  private void addFolder(Path folder, Path top, String prefix) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    }
    Collections.sort(children);
    for (Path child : children) {
      String name = prefix + child.getFileName();
      if (name.indexOf('\ufffd') >= 0) {
        leftOut.add("Left out " + child + ": its name is not UTF-8.");
      } else if (Files.isSymbolicLink(child)) {
        addLink(child, top, name);
      } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        addFolder(child, top, name + "/");
      } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
        addFile(child, name);
      } else {
        leftOut.add("Left out " + child + ": it is a pipe, socket or device.");
      }
    }
  }

  private void addLink(Path link, Path top, String name) throws IOException {
    try {
      Path real = link.toRealPath();
      if (real.startsWith(top) && Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
        addFile(real, name);
      } else {
        leftOut.add(
            "Left out "
                + link
                + ": it is a symbolic link to something that is no file of "
                + top
                + ".");
      }
    } catch (NoSuchFileException e) {
      leftOut.add("Left out " + link + ": it is a symbolic link to nothing.");
    }
  }
}
