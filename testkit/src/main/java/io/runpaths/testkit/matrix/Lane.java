package io.runpaths.testkit.matrix;

import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.Guard;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.testkit.faults.Gate;
import io.runpaths.testkit.proxy.Exchange;
import io.runpaths.testkit.proxy.FaultProxy;
import io.runpaths.testkit.proxy.WireFault;
import io.runpaths.testkit.proxy.WireRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Plays cells one after the other, on a proxy and with drivers of its own. For one thread. */
final class Lane implements AutoCloseable {
  private static final Duration PATIENT = Duration.ofSeconds(60);
  static final Duration HASTY = Duration.ofMillis(500);
  private static final int MOST_TRIES = 20;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final WiredStore store;
  private final StorageBackend clean;
  private final Path large;
  private final FaultProxy proxy;
  private final FaultProxy trap;
  private final Map<Duration, StorageBackend> drivers = new HashMap<>();

  /**
   * A lane.
   *
   * @param clean a guarded driver straight at the server
   * @param large a file of the size of large objects
   */
  Lane(WiredStore store, StorageBackend clean, Path large) throws IOException {
    this.store = store;
    this.clean = clean;
    this.large = large;
    this.proxy = FaultProxy.before(store.server());
    this.trap = FaultProxy.before(store.server());
    proxy.remember(request -> store.listings().contains(store.kind(request)));
  }

  /** Which requests an operation makes when all is well, in order, and how often each kind. */
  Map<WireRequest, String> rehearse(Trial trial, String folder) throws IOException {
    Verdict verdict = play(trial, folder, PATIENT, null);
    if (!verdict.damages().isEmpty()
        || !(verdict.succeeded() || trial.expects(failureOf(verdict)))) {
      throw new IllegalStateException(
          trial.name() + " fails without any fault: " + verdict.damages(), verdict.failure());
    }
    Map<WireRequest, String> requests = new LinkedHashMap<>();
    int number = 0;
    for (Exchange exchange : proxy.log().all()) {
      WireRequest request = exchange.request();
      // Two requests may be the same to the last byte; here each is one.
      WireRequest own =
          new WireRequest(request.method(), request.target() + "#" + number++, request.headers());
      requests.put(own, store.kind(request));
    }
    return requests;
  }

  /** Whether an operation that the store does not promise is refused in words, without effect. */
  boolean isRefused(Trial trial, String folder) throws IOException {
    Stage stage = new Stage(folder, driver(PATIENT), clean, large, () -> open(PATIENT));
    Trial.Act act;
    try {
      act = trial.on(stage);
    } catch (UnsupportedException e) {
      return true;
    }
    Verdict verdict = new Verdict(failureOf(act));
    act.judge(verdict);
    return verdict.failure() instanceof UnsupportedException && verdict.damages().isEmpty();
  }

  private static Throwable failureOf(Verdict verdict) {
    Throwable failure = verdict.failure();
    return failure == null ? new IllegalStateException("none") : failure;
  }

  /** Plays a cell; the damage found, and its mark. */
  Verdict play(Cell cell) throws IOException {
    Duration patience = cell.hangs() ? HASTY : PATIENT;
    return play(cell.row().trial(), cell.folder(), patience, cell);
  }

  /** Whether the fault of the last cell found something to strike. */
  boolean struck() {
    return proxy.log().all().stream().anyMatch(exchange -> exchange.fault().isPresent());
  }

  private Verdict play(Trial trial, String folder, Duration patience, @Nullable Cell cell)
      throws IOException {
    StorageBackend driver = driver(patience);
    Trial.Act act = staged(trial, new Stage(folder, driver, clean, large, () -> open(patience)));
    Gate gate = new Gate();
    proxy.log().clear();
    if (cell != null) {
      Row row = cell.row();
      WireFault fault = cell.column().fault().apply(gate, trap.uri());
      proxy.plan().always(cell.lasting().from(row.kind(), row.nth(), store::kind), fault);
    }
    Verdict verdict = new Verdict(failureOf(act));
    gate.open();
    proxy.plan().clear();
    proxy.setReachable(true);
    verdict.checkFailure(trial);
    awaitLate(verdict);
    try {
      act.judge(verdict);
    } catch (IOException e) {
      verdict.found(Damage.CORRUPT, "what is there cannot be read: " + e);
    }
    lookForUploads(folder, cell, verdict);
    if (trial.isLarge()) {
      clear(KeyPrefix.of(folder));
    }
    if (!trap.log().all().isEmpty()) {
      verdict.found(Damage.MISBEHAVED, "it followed a redirect to another host");
      trap.log().clear();
    }
    return verdict;
  }

  /** A hasty driver may need more than one try on a slow machine. */
  private static Trial.Act staged(Trial trial, Stage stage) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return trial.on(stage);
      } catch (UnavailableException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static @Nullable Throwable failureOf(Trial.Act act) {
    try {
      act.run();
      return Thread.interrupted() ? new IllegalStateException("it left an interrupt") : null;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return Thread.interrupted() ? new IllegalStateException("it left an interrupt", e) : e;
    }
  }

  /** What was held back arrives now, and must change nothing any more. */
  private void awaitLate(Verdict verdict) {
    long began = System.nanoTime();
    while (proxy.log().all().stream().anyMatch(Lane::isUnderWay)) {
      if (System.nanoTime() - began > LATE_NANOS) {
        verdict.found(Damage.MISBEHAVED, "a late request was never answered by the server");
        return;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static boolean isUnderWay(Exchange exchange) {
    return exchange.status() == 0
        && exchange.fault().filter(fault -> fault instanceof WireFault.Late).isPresent();
  }

  private void lookForUploads(String folder, @Nullable Cell cell, Verdict verdict)
      throws IOException {
    boolean any =
        proxy.log().count(request -> store.beginnings().contains(store.kind(request))) > 0;
    List<String> left = any ? store.unfinished(clean, KeyPrefix.of(folder)) : List.of();
    if (left.isEmpty()) {
      return;
    }
    if (cell == null || !isExcused(cell, verdict)) {
      verdict.found(Damage.LEAKED, "left behind: " + left);
    }
    store.giveBack(clean, KeyPrefix.of(folder));
  }

  /** What was played with is not kept: servers in memory would fill it. */
  private void clear(KeyPrefix folder) throws StorageException {
    List<ObjectKey> keys =
        clean.list(folder, Depth.ALL, Cursor.START, 1_000).entries().stream()
            .map(entry -> ObjectKey.of(entry.name()))
            .toList();
    if (!keys.isEmpty()) {
      clean.deleteAll(keys);
    }
  }

  /** What cannot be reached cannot be given back, and what begins unseen cannot be known. */
  private boolean isExcused(Cell cell, Verdict verdict) {
    boolean unreachable =
        cell.lasting() == Lasting.FROM_THERE_ON
            || cell.column().is(Column.Trait.DOWN)
            || (cell.lasting() == Lasting.AGAIN && store.cleanings().contains(cell.row().kind()));
    boolean unseen =
        cell.column().is(Column.Trait.LATE) && store.beginnings().contains(cell.row().kind());
    return unseen || (unreachable && !verdict.succeeded());
  }

  private StorageBackend driver(Duration patience) throws IOException {
    StorageBackend known = drivers.get(patience);
    if (known == null) {
      known = open(patience);
      drivers.put(patience, known);
      StorageBackend fresh = known;
      staged(
          new Warming(),
          new Stage("warm-" + proxy.uri().getPort(), fresh, clean, large, () -> fresh));
    }
    return known;
  }

  private StorageBackend open(Duration patience) throws StorageException {
    URI endpoint = proxy.uri();
    return Guard.over(store.open(endpoint, patience));
  }

  @Override
  public void close() throws IOException {
    for (StorageBackend driver : drivers.values()) {
      driver.close();
    }
    try {
      trap.close();
    } finally {
      proxy.close();
    }
  }
}
