package io.runpaths.testkit.matrix;

import io.runpaths.spi.Guard;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.UnavailableException;
import io.runpaths.testkit.faults.Gate;
import io.runpaths.testkit.proxy.FaultProxy;
import io.runpaths.testkit.proxy.WireRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** The bad wire of a walk: two drivers behind a proxy, and what goes wrong there by chance. */
final class BadWire implements AutoCloseable {
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final int MOST_TRIES = 20;

  private final WiredStore store;
  private final Random random;
  private final List<Column> columns;
  private final FaultProxy proxy;
  private final FaultProxy trap;
  private final StorageBackend patient;
  private final StorageBackend hasty;

  /** Whether the driver of the step is one that does not wait long. */
  private boolean hangs;

  BadWire(WiredStore store, Random random) throws IOException {
    this.store = store;
    this.random = random;
    this.columns =
        Column.all(store).stream()
            .filter(column -> !column.is(Column.Trait.LATE) && !column.is(Column.Trait.LISTINGS))
            .toList();
    this.proxy = FaultProxy.before(store.server());
    this.trap = FaultProxy.before(store.server());
    this.patient = Guard.over(store.open(proxy.uri(), PATIENT));
    this.hasty = Guard.over(store.open(proxy.uri(), Lane.HASTY));
  }

  /** What drivers ask once is asked before anything goes wrong. */
  void warm(String folder, StorageBackend clean, Path large) throws IOException {
    for (StorageBackend driver : List.of(patient, hasty)) {
      warm(new Stage(folder, driver, clean, large, () -> driver));
    }
  }

  private static void warm(Stage stage) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        new Warming().on(stage).run();
        return;
      } catch (UnavailableException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Plans what goes wrong in the next step.
   *
   * @param lot whether it moves much, in many requests
   * @return what goes wrong, in words
   */
  String plan(boolean lot) {
    proxy.log().clear();
    trap.log().clear();
    hangs = false;
    StringBuilder words = new StringBuilder();
    int faults = random.nextInt(4);
    for (int i = 0; i < faults; i++) {
      Column column = columns.get(random.nextInt(columns.size()));
      boolean slow = column.is(Column.Trait.HANGS) || column.is(Column.Trait.MUCH);
      if (slow && (lot || random.nextInt(8) != 0)) {
        continue;
      }
      hangs |= column.is(Column.Trait.HANGS);
      int nth = random.nextBoolean() ? 1 : 1 + random.nextInt(lot ? 6 : 3);
      boolean lasts = column.is(Column.Trait.LASTS) && random.nextInt(6) == 0;
      Predicate<WireRequest> which = request -> shows(column, request);
      if (lasts) {
        proxy.plan().from(nth, which, column.fault().apply(new Gate(), trap.uri()));
      } else {
        proxy.plan().nth(nth, which, column.fault().apply(new Gate(), trap.uri()));
      }
      words.append("; ").append(nth).append(lasts ? " and on: " : ": ").append(column.words());
    }
    return words.toString();
  }

  /** Whether anybody on earth can notice what goes wrong. */
  private boolean shows(Column column, WireRequest request) {
    String kind = store.kind(request);
    if (column.is(Column.Trait.FLIPS_ANSWER)) {
      // Parts of objects have no checksum, nor have documents.
      return kind.equals("get") && request.header("Range").isEmpty();
    }
    if (column.is(Column.Trait.FLIPS_REQUEST)) {
      return kind.startsWith("put") || kind.startsWith("part") || kind.startsWith("chunk");
    }
    // A deletion leaves no trace of who did it.
    return column.strikes(request, store.listings().contains(kind))
        && !(column.is(Column.Trait.REPEATS) && kind.equals("delete"));
  }

  /** The driver for the step that was planned. */
  StorageBackend driver() {
    return hangs ? hasty : patient;
  }

  /** Whether it may lose patience where only the machine is slow. */
  boolean isHasty() {
    return hangs;
  }

  /** Whether anything went wrong in this step. */
  boolean struck() {
    return proxy.log().all().stream().anyMatch(exchange -> exchange.fault().isPresent());
  }

  /** Whether the driver went where a redirect of another host's led. */
  boolean isTrapped() {
    return !trap.log().all().isEmpty();
  }

  /** Lets all be well again. */
  void mend() throws IOException {
    proxy.plan().clear();
    proxy.setReachable(true);
  }

  @Override
  public void close() throws IOException {
    try (proxy;
        trap;
        patient;
        hasty) {
      mend();
    }
  }
}
