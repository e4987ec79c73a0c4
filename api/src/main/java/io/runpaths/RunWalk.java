package io.runpaths;

import io.runpaths.layout.HashedId;
import io.runpaths.layout.StagedId;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.LocalFiles;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Page;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Walks the folders of a root in key order and gives those that are runs.
 *
 * <p>Runs lie directly below the root (hashed, or staged without a stage), below a stage, or below
 * the folder of a run id in the other order; each of the staged ones also below {@code debug}. A
 * folder whose name is that of a hashed run is never looked into once it is known to be one.
 */
final class RunWalk implements Iterator<RunEntry>, AutoCloseable {
  private static final int PAGE = 1000;

  /** Looks at once, where each is a request that is waited for. */
  private static final int REMOTE_LOOKS = 32;

  /** Looks at once on disk, which keep a processor busy. */
  private static final int LOCAL_LOOKS = Math.min(4, Runtime.getRuntime().availableProcessors());

  /** So few looks on disk are done before a thread is woken. */
  private static final int FEW = 64;

  private final StorageBackend backend;
  private final boolean checked;
  private final boolean remote;
  private @Nullable ExecutorService workers;
  private final Deque<Level> levels = new ArrayDeque<>();
  private @Nullable RunEntry next;

  /** One folder being listed. */
  private static final class Level {
    final String below;
    final int depth;
    Cursor cursor = Cursor.START;
    final Deque<Candidate> waiting = new ArrayDeque<>();

    Level(String below, int depth) {
      this.below = below;
      this.depth = depth;
    }
  }

  /** A folder that may be a run, and whether it is. */
  private record Candidate(String path, boolean run, boolean lookInside) {}

  private RunWalk(StorageBackend backend, boolean checked) {
    this.backend = backend;
    this.checked = checked;
    this.remote = backend.extension(LocalFiles.class).isEmpty();
  }

  static Stream<RunEntry> stream(StorageBackend backend, ListRequest request)
      throws StorageException {
    RunWalk walk = new RunWalk(backend, request.checked());
    try {
      walk.enter("", 0);
    } catch (StorageException e) {
      walk.close();
      throw e;
    }
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                walk, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL),
            false)
        .onClose(walk::close);
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null && !levels.isEmpty()) {
        advance();
      }
    } catch (StorageException e) {
      close();
      throw new UncheckedIOException(e);
    }
    if (next == null) {
      close();
    }
    return next != null;
  }

  @Override
  public RunEntry next() {
    if (!hasNext()) {
      throw new NoSuchElementException("There are no more runs.");
    }
    RunEntry entry = next;
    next = null;
    if (entry == null) {
      throw new NoSuchElementException("There are no more runs.");
    }
    return entry;
  }

  @Override
  public void close() {
    levels.clear();
    if (workers != null) {
      workers.shutdownNow();
    }
  }

  private void advance() throws StorageException {
    Level level = levels.getLast();
    Candidate candidate = level.waiting.poll();
    if (candidate == null) {
      if (level.cursor == Cursor.END) {
        levels.removeLast();
      } else {
        fill(level);
      }
      return;
    }
    if (candidate.lookInside()) {
      enter(candidate.path() + "/", level.depth + 1);
    }
    if (candidate.run()) {
      next = new RunEntry(candidate.path());
    }
  }

  private void enter(String below, int depth) throws StorageException {
    Level level = new Level(below, depth);
    fill(level);
    levels.addLast(level);
  }

  private void fill(Level level) throws StorageException {
    Page page = backend.list(KeyPrefix.of(level.below), Depth.CHILDREN, level.cursor, PAGE);
    level.cursor = page.next();
    List<String> names = new ArrayList<>();
    for (ListEntry entry : page.entries()) {
      if (entry instanceof ListEntry.PrefixEntry prefix) {
        String path = prefix.name().substring(0, prefix.name().length() - 1);
        String name = path.substring(level.below.length());
        if (!name.startsWith(RunNames.CONTROL)
            && (level.depth == 0 || !RunNames.FOLDERS.contains(name))) {
          names.add(path);
        }
      }
    }
    level.waiting.addAll(candidates(level, names));
  }

  /** Looks at many names, in parts at a time; the calling thread takes the first part itself. */
  private List<Candidate> candidates(Level level, List<String> paths) throws StorageException {
    int size = paths.size();
    int parts = !checked ? 1 : remote ? size : size < FEW ? 1 : LOCAL_LOOKS;
    List<Future<List<Candidate>>> others = new ArrayList<>();
    for (int part = 1; part < parts; part++) {
      List<String> some = paths.subList(size * part / parts, size * (part + 1) / parts);
      others.add(workers().submit(() -> inTurn(level, some)));
    }
    List<Candidate> all = inTurn(level, paths.subList(0, parts == 0 ? 0 : size / parts));
    for (Future<List<Candidate>> other : others) {
      all.addAll(await(other));
    }
    return all;
  }

  private List<Candidate> inTurn(Level level, List<String> paths) throws StorageException {
    List<Candidate> candidates = new ArrayList<>(paths.size());
    for (String path : paths) {
      candidates.add(candidate(level, path));
    }
    return candidates;
  }

  private ExecutorService workers() {
    ExecutorService present = workers;
    if (present == null) {
      present =
          Executors.newFixedThreadPool(
              remote ? REMOTE_LOOKS : LOCAL_LOOKS - 1,
              task -> {
                Thread thread = new Thread(task, "runpaths-list");
                thread.setDaemon(true);
                return thread;
              });
      workers = present;
    }
    return present;
  }

  private Candidate candidate(Level level, String path) throws StorageException {
    String name = path.substring(level.below.length());
    boolean debug = level.depth == 0 && name.equals(RunNames.DEBUG);
    if (debug) {
      return new Candidate(path, false, true);
    }
    boolean inDebug = level.below.startsWith(RunNames.DEBUG + "/");
    int inner = level.depth - (inDebug ? 1 : 0);
    boolean hashedName = HashedId.looksLike(name);
    if (checked) {
      boolean run = isRun(path);
      return new Candidate(path, run, inner == 0 && !(run && hashedName));
    }
    if (hashedName && level.depth == 0) {
      return new Candidate(path, true, false);
    }
    if (inner == 0) {
      // A stage, or a run id: only a look tells, and there are few of them.
      return new Candidate(path, isRun(path), true);
    }
    // Below a stage the names of run ids are taken as they are, as is all below a run id.
    boolean idAbove = StagedId.looksLike(lastSegment(level.below));
    return new Candidate(path, StagedId.looksLike(name) || idAbove || isRun(path), false);
  }

  private static String lastSegment(String below) {
    String path = below.substring(0, below.length() - 1);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private boolean isRun(String path) throws StorageException {
    return backend.exists(ObjectKey.of(path + "/" + RunNames.RUN_JSON));
  }

  private static <T> T await(Future<T> future) throws StorageException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Interrupts.during("list", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StorageException failure) {
        throw failure;
      }
      throw new IllegalStateException("Looking at a run failed", e.getCause());
    }
  }
}
