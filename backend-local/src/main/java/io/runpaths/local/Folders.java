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
 * Makes folders, and makes them durable with the first object that is published in or below them.
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

  private final boolean durable;
  private final Map<Path, Set<Path>> fresh = new ConcurrentHashMap<>();
  private final AtomicInteger freshCount = new AtomicInteger();

  Folders(boolean durable) {
    this.durable = durable;
  }

  /** Whether this made the folder and nobody has synced its name yet. */
  boolean isFresh(Path folder) {
    if (fresh.isEmpty()) {
      return false;
    }
    Set<Path> siblings = fresh.get(FileNames.folderOf(folder));
    return siblings != null && siblings.contains(folder);
  }

  /**
   * Makes a folder and those above it.
   *
   * @return true if this call made the folder itself
   * @throws FileSystemException if something else has its name
   */
  boolean create(Path folder) throws IOException {
    List<Path> made = new ArrayList<>(0);
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
   * @param made gets every folder that this call made, outermost first, also when it fails
   */
  void makeAll(Path folder, List<Path> made) throws IOException {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      try {
        Files.createDirectory(folder);
        made.add(folder);
        remember(folder);
        return;
      } catch (NoSuchFileException e) {
        makeAll(FileNames.folderOf(folder), made);
      } catch (FileAlreadyExistsException e) {
        if (Files.isDirectory(folder)) {
          return;
        }
        if (FileState.of(folder) != null) {
          throw new FileSystemException(folder.toString(), null, "Not a directory");
        }
      }
    }
    throw new FileSystemException(
        folder.toString(), null, "Its folders are removed again and again");
  }

  /** Removes folders that were made for a write that failed, as far as nobody uses them. */
  void remove(List<Path> made) throws IOException {
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
  void removeAfter(Exception why, List<Path> made) {
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
  boolean removeIfEmpty(Path folder) throws IOException {
    try {
      Files.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      return false;
    } catch (NoSuchFileException e) {
      forget(FileNames.folderOf(folder), Set.of(folder));
      return true;
    }
    forget(FileNames.folderOf(folder), Set.of(folder));
    return true;
  }

  /** Makes durable what was published in a folder, and the fresh folders above. */
  void syncFrom(Path folder) throws IOException {
    sync(folder);
    Path top = folder;
    while (isFresh(top)) {
      top = FileNames.folderOf(top);
      sync(top);
    }
  }

  private void sync(Path folder) throws IOException {
    Set<Path> covered = fresh.isEmpty() ? Set.of() : Set.copyOf(names(folder));
    if (durable) {
      force(folder);
    }
    forget(folder, covered);
  }

  private Set<Path> names(Path folder) {
    Set<Path> names = new HashSet<>();
    fresh.computeIfPresent(
        folder,
        (key, siblings) -> {
          names.addAll(siblings);
          return siblings;
        });
    return names;
  }

  private void remember(Path folder) throws IOException {
    Path above = FileNames.folderOf(folder);
    if (freshCount.incrementAndGet() > MAX_FRESH) {
      freshCount.decrementAndGet();
      if (durable) {
        force(above);
      }
      return;
    }
    fresh.compute(
        above,
        (key, siblings) -> {
          Set<Path> more = siblings == null ? ConcurrentHashMap.newKeySet(8) : siblings;
          if (!more.add(folder)) {
            freshCount.decrementAndGet();
          }
          return more;
        });
  }

  private void forget(Path above, Set<Path> folders) {
    if (folders.isEmpty()) {
      return;
    }
    fresh.computeIfPresent(
        above,
        (key, siblings) -> {
          for (Path folder : folders) {
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
  private static void force(Path folder) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
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
