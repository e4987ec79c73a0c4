package io.runpaths.testkit.matrix;

import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ListEntry.ObjectEntry;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Page;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import io.runpaths.testkit.matrix.Believed.There;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One walk, with keys and a bad wire of its own. For one thread. */
final class Walker {
  private static final List<String> NAMES =
      List.of("alpha", "alpha-beta", "gamma/delta", "gamma/epsilon one", "gamma/zeta/eta");
  private static final int MOST_PAGES = 100;
  private static final int TRAIL = 12;

  private final WiredStore store;
  private final StorageBackend clean;
  private final Path large;
  private final String folder;
  private final Random random;
  private final BadWire wire;
  private final Believed believed;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();

  /** The last steps. */
  private final Deque<String> trail = new ArrayDeque<>();

  private final ScheduledExecutorService interrupter =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "walk-interrupter");
            thread.setDaemon(true);
            return thread;
          });
  private int step;
  private int struck;

  /** What the step is, and what goes wrong in it. */
  private String words = "";

  private boolean interrupted;

  /** An operation under test. */
  private interface Act<T> {
    T run(StorageBackend driver) throws IOException;
  }

  private Walker(
      WiredStore store,
      StorageBackend clean,
      Path large,
      String folder,
      Random random,
      BadWire wire) {
    this.store = store;
    this.clean = clean;
    this.large = large;
    this.folder = folder;
    this.random = random;
    this.wire = wire;
    this.believed = new Believed(clean, this::found);
  }

  /**
   * Walks.
   *
   * @param clean a guarded driver straight at the server
   * @param large a file of the size of large objects
   * @param folder where; nothing is there
   * @param random decides what happens
   */
  static FaultWalk.Report walk(
      WiredStore store, StorageBackend clean, Path large, String folder, Random random, int steps)
      throws IOException {
    try (BadWire wire = new BadWire(store, random)) {
      wire.warm(folder + "-warm", clean, large);
      Walker walker = new Walker(store, clean, large, folder, random, wire);
      try {
        for (int i = 0; i < steps; i++) {
          walker.take(i);
        }
      } finally {
        walker.interrupter.shutdownNow();
      }
      return new FaultWalk.Report(steps, walker.struck, walker.outcomes, walker.findings);
    }
  }

  private void take(int number) throws IOException {
    step = number;
    believed.settle();
    boolean lot = random.nextInt(30) == 0;
    words = wire.plan(lot);
    switch (lot ? random.nextInt(2) : 2 + random.nextInt(10)) {
      case 0, 2, 3, 4 -> write(lot);
      case 1, 5 -> upload(lot);
      case 6, 7 -> read();
      case 8 -> copy();
      case 9 -> list();
      case 10 -> delete();
      default -> deleteMany();
    }
    if (wire.isTrapped()) {
      found("it followed a redirect to another host");
    }
    if (lot) {
      store.giveBack(clean, KeyPrefix.of(folder));
    }
  }

  private ObjectKey someKey() {
    return ObjectKey.of(folder + "/" + NAMES.get(random.nextInt(NAMES.size())));
  }

  private byte[] someBytes(boolean lot) throws IOException {
    return lot
        ? Files.readAllBytes(large)
        : Contents.noise(random.nextLong(), 2_000 + random.nextInt(4_000));
  }

  /** The version that is there, or one that was. */
  private Optional<Version> someVersion(ObjectKey key) {
    Optional<Version> former = believed.formerly(key);
    return former.isPresent() && random.nextBoolean()
        ? former
        : believed.at(key).map(now -> now.stat().version());
  }

  /** How to put, under a condition that the store promises. */
  private PutOptions someOptions(ObjectKey key) throws StorageException {
    Capabilities promised = clean.capabilities();
    Optional<Version> version = someVersion(key);
    Precondition condition =
        switch (random.nextInt(3)) {
          case 0 ->
              promised.has(Capability.PUT_IF_ABSENT) ? Precondition.IF_ABSENT : Precondition.NONE;
          case 1 ->
              promised.has(Capability.PUT_IF_VERSION) && version.isPresent()
                  ? Precondition.ifVersion(version.get())
                  : Precondition.NONE;
          default -> Precondition.NONE;
        };
    boolean kept = promised.has(Capability.METADATA);
    return new PutOptions(
        condition, "text/x-walk", kept ? Map.of("step", Integer.toString(step)) : Map.of());
  }

  private void write(boolean lot) throws IOException {
    ObjectKey key = someKey();
    PutOptions options = someOptions(key);
    byte[] bytes = someBytes(lot);
    Body body = lot ? Body.ofFile(large) : Body.of(bytes);
    Came<ObjectStat> came =
        tried("put " + key + " " + options.precondition(), it -> it.put(key, body, options));
    explain(came, believed.isOpen(key) || !believed.holds(key, options.precondition()));
    believed.wrote(key, bytes, options, came);
  }

  private void upload(boolean lot) throws IOException {
    ObjectKey key = someKey();
    PutOptions options = someOptions(key);
    byte[] bytes = someBytes(lot);
    int half = bytes.length / 2;
    boolean commit = random.nextInt(4) != 0;
    Came<Optional<ObjectStat>> came =
        tried(
            (commit ? "upload " : "abandon ") + key + " " + options.precondition(),
            it -> {
              try (Upload upload = it.upload(key, options)) {
                upload.output().write(bytes, 0, half);
                upload.output().write(bytes, half, bytes.length - half);
                return commit ? Optional.of(upload.commit()) : Optional.empty();
              }
            });
    explain(came, believed.isOpen(key) || !believed.holds(key, options.precondition()));
    if (commit) {
      Optional<ObjectStat> stat = came.result();
      believed.wrote(
          key, bytes, options, new Came<>(stat == null ? null : stat.orElse(null), came.failure()));
    } else {
      believed.wroteNothing(key);
    }
  }

  private void copy() throws IOException {
    ObjectKey from = someKey();
    ObjectKey key = someKey();
    There source = believed.at(from).orElse(null);
    if (source == null || from.equals(key) || !clean.capabilities().has(Capability.COPY)) {
      read();
      return;
    }
    Came<ObjectStat> came =
        tried(
            "copy " + from + " to " + key,
            it ->
                it.copyFrom(
                    clean.root().resolve(from), source.stat().version(), key, PutOptions.REPLACE));
    explain(came, believed.isOpen(from));
    boolean kept = clean.capabilities().has(Capability.METADATA);
    believed.wrote(
        key,
        source.bytes(),
        PutOptions.REPLACE
            .withContentType(source.stat().contentType().orElse(""))
            .withMetadata(kept ? source.stat().metadata() : Map.of()),
        came);
  }

  private void read() throws IOException {
    ObjectKey key = someKey();
    There now = believed.at(key).orElse(null);
    int size = now == null ? 3_000 : now.bytes().length;
    int from = random.nextInt(size);
    int length = 1 + random.nextInt(size - from);
    boolean whole = random.nextBoolean();
    ReadOptions range = whole ? ReadOptions.ALL : ReadOptions.of(ByteRange.of(from, length));
    Optional<Version> version =
        clean.capabilities().has(Capability.READ_IF_VERSION) && random.nextBoolean()
            ? someVersion(key)
            : Optional.empty();
    ReadOptions options = version.map(range::withVersion).orElse(range);
    Came<There> came =
        tried(
            "read " + key + " " + range.range() + version.map(it -> " of " + it).orElse(""),
            it -> {
              try (ObjectContent content = it.read(key, options)) {
                return new There(content.stat(), content.stream().readAllBytes());
              }
            });
    boolean fits = now != null && version.filter(it -> !it.equals(now.stat().version())).isEmpty();
    There result = came.result();
    if (believed.settle()) {
      // What came meanwhile may have come before it was read.
      return;
    }
    explain(came, !fits);
    if (result == null) {
      return;
    }
    if (now == null || !fits) {
      found("it read what is not there");
      return;
    }
    byte[] bytes = whole ? now.bytes() : Arrays.copyOfRange(now.bytes(), from, from + length);
    if (!Arrays.equals(result.bytes(), bytes)) {
      found("it gave other bytes than the object has");
    } else if (!result.stat().version().equals(now.stat().version())
        || result.stat().size() != size) {
      found("it told " + result.stat() + " of " + now.stat());
    }
  }

  private void list() throws IOException {
    int limit = 1 + random.nextInt(4);
    Depth depth = random.nextBoolean() ? Depth.ALL : Depth.CHILDREN;
    Came<List<String>> came =
        tried("list " + depth + " by " + limit, it -> listed(it, depth, limit));
    explain(came, false);
    Set<String> expected = new LinkedHashSet<>();
    believed.forEach(
        (key, object) -> {
          String name = key.value();
          int slash = depth == Depth.ALL ? -1 : name.indexOf('/', folder.length() + 1);
          expected.add(
              slash < 0 ? name + " " + object.bytes().length : name.substring(0, slash + 1));
        });
    List<String> result = came.result();
    if (result != null && !result.equals(List.copyOf(expected)) && !believed.settle()) {
      found("it listed " + result + " where there is " + expected);
    }
  }

  private List<String> listed(StorageBackend driver, Depth depth, int limit) throws IOException {
    List<String> names = new ArrayList<>();
    Cursor cursor = Cursor.START;
    for (int pages = 0; cursor != Cursor.END && pages < MOST_PAGES; pages++) {
      Page page = driver.list(KeyPrefix.of(folder), depth, cursor, limit);
      for (ListEntry entry : page.entries()) {
        names.add(
            entry instanceof ObjectEntry object
                ? object.name() + " " + object.size()
                : entry.name());
      }
      cursor = page.next();
    }
    return names;
  }

  private void delete() throws IOException {
    ObjectKey key = someKey();
    Precondition condition =
        clean.capabilities().has(Capability.DELETE_IF_VERSION) && random.nextBoolean()
            ? someVersion(key).map(Precondition::ifVersion).orElse(Precondition.NONE)
            : Precondition.NONE;
    Came<Boolean> came =
        tried(
            "delete " + key + " " + condition,
            it -> {
              it.delete(key, condition);
              return true;
            });
    explain(came, believed.isOpen(key) || !believed.holds(key, condition));
    believed.deleted(key, condition, came);
  }

  private void deleteMany() throws IOException {
    List<ObjectKey> keys = new ArrayList<>();
    for (String name : NAMES) {
      if (random.nextInt(3) == 0) {
        keys.add(ObjectKey.of(folder + "/" + name));
      }
    }
    Came<Map<ObjectKey, StorageException>> came =
        tried("delete all of " + keys, it -> it.deleteAll(keys));
    explain(came, false);
    Map<ObjectKey, StorageException> failures = came.result();
    for (ObjectKey key : keys) {
      // Of a whole that failed nobody knows how far it came.
      Came<Boolean> one = failures == null ? null : new Came<>(null, failures.get(key));
      if (one != null) {
        explain(one, false);
      }
      believed.deleted(key, Precondition.NONE, one);
    }
  }

  /** Tries an operation, which is perhaps interrupted; then all is well again. */
  private <T> Came<T> tried(String what, Act<T> act) throws IOException {
    interrupted = random.nextInt(12) == 0;
    words = what + words + (interrupted ? "; interrupted" : "");
    Thread self = Thread.currentThread();
    int after = random.nextInt(6_000);
    Future<?> interrupt =
        interrupted ? interrupter.schedule(self::interrupt, after, TimeUnit.MICROSECONDS) : null;
    Came<T> came;
    try {
      came = new Came<>(act.run(wire.driver()), null);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      came = new Came<>(null, e);
    }
    if (interrupt != null) {
      awaitEnd(interrupt);
    }
    if (Thread.interrupted() && !interrupted) {
      found("it left an interrupt");
    }
    trail.add(step + " " + words + ": " + (came.succeeded() ? "done" : came.failure()));
    if (trail.size() > TRAIL) {
      trail.remove();
    }
    boolean hit = wire.struck();
    struck += hit ? 1 : 0;
    outcomes.merge(came.word(), 1, Integer::sum);
    boolean slow = wire.isHasty() && came.failure() instanceof UnavailableException;
    if (!came.succeeded() && !hit && !interrupted && !came.isRefusal() && !slow) {
      found("nothing went wrong, and it failed with " + came.failure());
    }
    wire.mend();
    return came;
  }

  /** Waits until it cannot interrupt any more. */
  private void awaitEnd(Future<?> interrupt) {
    interrupt.cancel(false);
    try {
      interrupter.submit(() -> {}).get();
    } catch (InterruptedException e) {
      // It was meant for the operation.
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A failure must be one that the wire explains or, where that can be, what is there. */
  private void explain(Came<?> came, boolean refusable) {
    // Of a refusal whose words were cut off the status alone is left.
    boolean cut = (interrupted || wire.struck()) && came.failure() instanceof UnsupportedException;
    boolean explained = came.isOfTheWire() || cut || (refusable && came.isRefusal());
    if (!came.succeeded() && !explained) {
      found((came.isRefusal() ? "a false conflict: " : "it failed with ") + came.failure());
    }
  }

  private void found(String what) {
    findings.add(
        folder
            + ", step "
            + step
            + ", "
            + words
            + ": "
            + what
            + "; what came before:\n  "
            + String.join("\n  ", trail));
  }
}
