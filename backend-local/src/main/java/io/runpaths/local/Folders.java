package io.runpaths.local;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the folders below one root, and makes them durable with the first object that is published
 * in or below them. Folders are named by their keys; the empty text is the root.
 *
 * <p>A folder that was made here is <em>fresh</em> until its own folder is synced. Whoever
 * publishes an object syncs its folder and those of every fresh folder above it; so the seven
 * folders of a run cost two syncs and not eight. A fresh folder is also known to be no symbolic
 * link. Safe for use by several threads.
 */
final class Folders {
  private static final int MAX_FRESH = 10_000;
  private static final int MAX_ATTEMPTS = 1_000;
  private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);

  private final Path root;
  private final boolean durable;

  /** The fresh folders by the key of the folder that they lie in. */
  private final Map<String, Set<String>> fresh = new ConcurrentHashMap<>();

  private final AtomicInteger freshCount = new AtomicInteger();

  Folders(Path root, boolean durable) {
    this.root = root;
    this.durable = durable;
  }

  /** The key of the folder in which something lies. */
  static String above(String key) {
    int slash = key.lastIndexOf('/');
    return slash < 0 ? "" : key.substring(0, slash);
  }

  Path path(String folder) {
    return folder.isEmpty() ? root : FileNames.resolve(root, folder);
  }

  /** Whether this made the folder and nobody has synced its name yet. */
  boolean isFresh(String folder) {
    Set<String> siblings = folder.isEmpty() ? null : fresh.get(above(folder));
    return siblings != null && siblings.contains(folder);
  }

  /**
   * Makes a folder and those above it.
   *
   * @return true if this call made the folder itself
   * @throws FileSystemException if something else has its name
   */
  boolean create(String folder) throws IOException {
    List<String> made = new ArrayList<>(1);
    try {
      makeAll(folder, made);
    } catch (IOException | RuntimeException e) {
      removeAfter(e, made);
      throw e;
    }
    return !made.isEmpty() && made.get(made.size() - 1).equals(folder);
  }

  /**
   * Makes a folder and those above it that are missing, however often others remove them meanwhile.
   *
   * @param made gets every folder below the root that this call made, outermost first, also when it
   *     fails
   */
  void makeAll(String folder, List<String> made) throws IOException {
    Path path = path(folder);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      try {
        Files.createDirectory(path);
        made.add(folder);
        remember(folder);
        return;
      } catch (NoSuchFileException e) {
        if (folder.isEmpty()) {
          makeAboveRoot(path.getParent());
        } else {
          makeAll(above(folder), made);
        }
      } catch (FileAlreadyExistsException e) {
        if (isFolder(path)) {
          return;
        }
      }
    }
    throw new FileSystemException(path.toString(), null, "Its folders are removed again and again");
  }

  /** The folders above a root are its user's, and stay whatever happens next. */
  private void makeAboveRoot(@Nullable Path folder) throws IOException {
    if (folder != null && !Files.isDirectory(folder)) {
      makeAboveRoot(folder.getParent());
      try {
        Files.createDirectory(folder);
        force(FileNames.folderOf(folder));
      } catch (FileAlreadyExistsException e) {
        isFolder(folder);
      }
    }
  }

  /** True for a folder, false if it has just gone; anything else is an error. */
  private static boolean isFolder(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return true;
    }
    if (FileState.of(path) != null) {
      throw new FileSystemException(path.toString(), null, "Not a directory");
    }
    return false;
  }

  /** Removes folders that were made for a write that failed, as far as nobody uses them. */
  void remove(List<String> made) throws IOException {
    @Nullable IOException failed = null;
    for (int i = made.size() - 1; i >= 0; i--) {
      try {
        removeIfEmpty(made.get(i));
      } catch (IOException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  /** The same after a failure that is thrown on, which gets what fails here beside it. */
  void removeAfter(Exception why, List<String> made) {
    try {
      remove(made);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /**
   * Removes a folder if it is empty.
   *
   * @return true if it is gone, false if it is not empty
   */
  boolean removeIfEmpty(String folder) throws IOException {
    try {
      Files.deleteIfExists(path(folder));
    } catch (DirectoryNotEmptyException e) {
      return false;
    }
    forget(above(folder), Set.of(folder));
    return true;
  }

  /** Makes durable what was published in a folder, and the fresh folders above. */
  void syncFrom(String folder) throws IOException {
    sync(folder);
    String top = folder;
    while (isFresh(top)) {
      top = above(top);
      sync(top);
    }
  }

  private void sync(String folder) throws IOException {
    Set<String> covered = freshIn(folder);
    force(path(folder));
    forget(folder, covered);
  }

  /** A copy: what is made while the folder is being synced is not covered by that. */
  private Set<String> freshIn(String folder) {
    Set<String> siblings = fresh.get(folder);
    return siblings == null ? Set.of() : new HashSet<>(siblings);
  }

  private void remember(String folder) throws IOException {
    if (folder.isEmpty()) {
      force(FileNames.folderOf(root));
      return;
    }
    String above = above(folder);
    if (freshCount.incrementAndGet() > MAX_FRESH) {
      freshCount.decrementAndGet();
      force(path(above));
      return;
    }
    fresh.compute(
        above,
        (key, siblings) -> {
          Set<String> more = siblings == null ? ConcurrentHashMap.newKeySet(8) : siblings;
          if (!more.add(folder)) {
            freshCount.decrementAndGet();
          }
          return more;
        });
  }

  private void forget(String above, Set<String> folders) {
    if (folders.isEmpty()) {
      return;
    }
    fresh.computeIfPresent(
        above,
        (key, siblings) -> {
          for (String folder : folders) {
            if (siblings.remove(folder)) {
              freshCount.decrementAndGet();
            }
          }
          return siblings.isEmpty() ? null : siblings;
        });
  }

  /**
   * Syncs a folder to the device. An interrupt does not end it, since what it makes durable is
   * visible already; the thread stays interrupted.
   */
  private void force(Path folder) throws IOException {
    boolean interrupted = false;
    try {
      while (durable) {
        interrupted |= Thread.interrupted();
        try (FileChannel channel = FileChannel.open(folder, READ)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          // Again: the next turn takes the interrupt away first.
        } catch (IOException e) {
          if (cannotBeSynced(e)) {
            return;
          }
          throw e;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Some FUSE and network file systems have no sync of folders and answer with EINVAL. */
  private static boolean cannotBeSynced(IOException e) {
    String said = FileErrors.sentence(e);
    return said.contains("Invalid argument") || said.contains("not supported");
  }
}
