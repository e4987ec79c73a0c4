package io.runpaths.cli;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A local file or folder in the making, beside its place under a name of its own. It is published
 * whole, and never over something that is there. What was not published is removed, also when the
 * process is interrupted.
 */
final class LocalDraft implements AutoCloseable {
  private final Path target;
  private final Path draft;
  private final boolean folder;
  private final Thread atExit;

  private LocalDraft(Path target, boolean folder) throws IOException {
    this.target = target;
    this.folder = folder;
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    this.draft = target.resolveSibling(".runpaths-" + HexFormat.of().formatHex(random) + ".part");
    this.atExit = new Thread(this::removeAtExit, "runpaths-draft");
    Runtime.getRuntime().addShutdownHook(atExit);
    if (folder) {
      Files.createDirectory(draft);
    } else {
      Files.createFile(draft);
    }
  }

  static LocalDraft file(Path target) throws IOException {
    return new LocalDraft(target, false);
  }

  static LocalDraft folder(Path target) throws IOException {
    return new LocalDraft(target, true);
  }

  /** Where to write. */
  Path path() {
    return draft;
  }

  /** A new file inside the folder; the folders above it are made. */
  Path inside(String name) throws IOException {
    Path file = draft.resolve(name).normalize();
    if (!file.startsWith(draft) || file.equals(draft)) {
      throw new IOException("The name " + name + " would leave " + target + "; it is refused.");
    }
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return Files.createFile(file);
  }

  /** Gives the draft its name; {@link FileAlreadyExistsException} if that is taken by now. */
  void publish() throws IOException {
    if (folder) {
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      try {
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(draft, target);
      }
      return;
    }
    try {
      // A link, unlike a rename, never takes the place of a file.
      Files.createLink(target, draft);
    } catch (FileAlreadyExistsException e) {
      throw new FileAlreadyExistsException(target.toString());
    } catch (UnsupportedOperationException | IOException e) {
      Files.move(draft, target);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook does what is to be done.
      return;
    }
    remove();
  }

  private void removeAtExit() {
    try {
      remove();
    } catch (IOException e) {
      System.err.println("runpaths: " + draft + " could not be removed; delete it by hand.");
    }
  }

  private void remove() throws IOException {
    if (!Files.exists(draft, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        draft,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
