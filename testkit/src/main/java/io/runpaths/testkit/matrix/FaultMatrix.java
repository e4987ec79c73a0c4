package io.runpaths.testkit.matrix;

import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.Guard;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Page;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.proxy.WireRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;

/** Plays every operation against every fault. */
public final class FaultMatrix {
  private static final int LANES = 4;

  /** Where a fault makes the driver wait, many can wait at once. */
  private static final int WAITING_LANES = 12;

  private final WiredStore store;
  private final StorageBackend clean;
  private final Path large;
  private final List<Column> columns;
  private final BiPredicate<? super String, ? super String> wanted;
  private final List<String> refused = new ArrayList<>();

  private FaultMatrix(
      WiredStore store,
      StorageBackend clean,
      Path large,
      BiPredicate<? super String, ? super String> wanted) {
    this.store = store;
    this.clean = clean;
    this.large = large;
    this.columns = Column.all(store);
    this.wanted = wanted;
  }

  /**
   * Runs the whole matrix.
   *
   * @param store how the store is reached
   * @return what came out
   * @throws IOException if the server cannot be reached without any fault
   * @throws InterruptedException if interrupted
   */
  public static MatrixReport run(WiredStore store) throws IOException, InterruptedException {
    return run(store, (operation, kind) -> true);
  }

  /**
   * Runs some rows of the matrix.
   *
   * @param store how the store is reached
   * @param wanted which rows, by the operation's name and the kind of the request
   * @return what came out
   * @throws IOException if the server cannot be reached without any fault
   * @throws InterruptedException if interrupted
   */
  public static MatrixReport run(
      WiredStore store, BiPredicate<? super String, ? super String> wanted)
      throws IOException, InterruptedException {
    Path large = Files.createTempFile("runpaths-matrix", ".bin");
    try (StorageBackend clean = Guard.over(store.open(store.server(), Duration.ofSeconds(60)))) {
      Files.write(large, Contents.noise(4, store.largeBytes()));
      MatrixReport report = new FaultMatrix(store, clean, large, wanted).play();
      clear(clean);
      return report;
    } finally {
      Files.deleteIfExists(large);
    }
  }

  private static void clear(StorageBackend clean) throws IOException {
    Cursor cursor = Cursor.START;
    while (cursor != Cursor.END) {
      Page page = clean.list(KeyPrefix.ROOT, Depth.ALL, cursor, 1_000);
      clean.deleteAll(page.entries().stream().map(entry -> ObjectKey.of(entry.name())).toList());
      cursor = page.next();
    }
  }

  private MatrixReport play() throws IOException, InterruptedException {
    List<Row> rows;
    try (Lane lane = new Lane(store, clean, large)) {
      rows = rows(lane);
    }
    MatrixReport report = new MatrixReport(rows, columns, refused);
    List<Cell> cells = cells(rows);
    Queue<Cell> quick = new ConcurrentLinkedQueue<>();
    Queue<Cell> waiting = new ConcurrentLinkedQueue<>();
    cells.forEach(cell -> (cell.hangs() ? waiting : quick).add(cell));
    ExecutorService threads = Executors.newFixedThreadPool(LANES + WAITING_LANES);
    try {
      List<Callable<Void>> lanes = new ArrayList<>();
      for (int i = 0; i < Math.min(LANES, quick.size()); i++) {
        lanes.add(() -> play(quick, report));
      }
      for (int i = 0; i < Math.min(WAITING_LANES, waiting.size()); i++) {
        lanes.add(() -> play(waiting, report));
      }
      for (Future<Void> lane : threads.invokeAll(lanes)) {
        lane.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("The matrix could not be played to its end.", e);
    } finally {
      threads.shutdownNow();
    }
    return report;
  }

  /** All that are played; those that take longest come first. */
  private List<Cell> cells(List<Row> rows) {
    List<Cell> cells = new ArrayList<>();
    for (Row row : rows) {
      for (Column column : columns) {
        for (Lasting lasting : lastings(row, column)) {
          cells.add(new Cell(cells.size(), row, column, lasting));
        }
      }
    }
    cells.sort(Comparator.comparing(cell -> !store.slow().contains(cell.row().kind())));
    return cells;
  }

  private Void play(Queue<Cell> cells, MatrixReport report) throws IOException {
    try (Lane lane = new Lane(store, clean, large)) {
      for (Cell cell = cells.poll(); cell != null; cell = cells.poll()) {
        Verdict verdict = lane.play(cell);
        report.add(cell, verdict, lane.struck());
      }
    }
    return null;
  }

  private List<Row> rows(Lane lane) throws IOException {
    List<Row> rows = new ArrayList<>();
    int number = 0;
    for (Trial trial : Trials.all()) {
      String folder = "rehearsal-" + number++;
      if (!trial.isPromised(clean.capabilities())) {
        if (!lane.isRefused(trial, folder)) {
          throw new IllegalStateException(
              trial.name() + " is not promised, and not refused in words either.");
        }
        refused.add(trial.name());
        continue;
      }
      Map<WireRequest, String> requests = lane.rehearse(trial, folder);
      Map<String, Integer> seen = new HashMap<>();
      requests.forEach(
          (request, kind) -> {
            int of = Collections.frequency(requests.values(), kind);
            int nth = seen.merge(kind, 1, Integer::sum);
            boolean last = seen.values().stream().mapToInt(n -> n).sum() == requests.size();
            Row row = new Row(trial, kind, nth, of, last, request);
            if (wanted.test(trial.name(), kind)) {
              rows.add(row);
            }
          });
    }
    return rows;
  }

  /** How long the fault lasts in the cells of a row and a column; empty if they are not played. */
  private List<Lasting> lastings(Row row, Column column) {
    boolean listing = store.listings().contains(row.kind());
    boolean left =
        row.carriesMuch()
            ? !column.is(Column.Trait.TRANSFER)
            : row.isMinor() && !column.is(Column.Trait.MAIN);
    if (left || !column.strikes(row.sample(), listing) || row.trial().isBlindTo(column)) {
      return List.of();
    }
    // What hangs from there on hangs also where the driver waits long.
    boolean tooLong =
        column.is(Column.Trait.HANGS)
            && (store.slow().contains(row.kind()) || row.trial().isLarge());
    if (!column.is(Column.Trait.LASTS) || row.carriesMuch() || tooLong) {
      return List.of(Lasting.ONCE);
    }
    if (!row.trial().changes() || (row.trial().isLarge() && row.isMinor())) {
      // Where only this kind fails, what was begun can be given back.
      return List.of(Lasting.ONCE, Lasting.AGAIN);
    }
    return row.isMinor() || column.is(Column.Trait.HANGS)
        ? List.of(Lasting.ONCE, Lasting.FROM_THERE_ON)
        : List.of(Lasting.values());
  }
}
