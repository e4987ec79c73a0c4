package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Guard;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.Options;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.testkit.matrix.FaultMatrix;
import io.runpaths.testkit.matrix.MatrixReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation against the faults that the given server plays itself: {@link RetryTests}. */
@ExtendWith(GivenServer.Faulty.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ServerFaultsTest {
  /** What can befall any call. A broken stream breaks in the answer, after the effect. */
  private static final List<String> ANYWHERE =
      List.of(
          "return-408",
          "return-429",
          "return-500",
          "return-502",
          "return-503",
          "return-504",
          "return-reset-connection",
          "return-broken-stream");

  private static final Map<String, List<String>> ELSEWHERE =
      Map.of(
          Trials.INSERT,
          List.of(
              "return-408-after-256K",
              "return-503-after-256K",
              "return-503-after-700K",
              "return-503-after-1024K",
              "return-broken-stream-final-chunk-after-0B",
              "return-broken-stream-final-chunk-after-40B"),
          Trials.GET,
          List.of("return-broken-stream-after-256K"));

  private static final int RETRIES = 6;

  /** More than any driver has patience for. */
  private static final int FOR_GOOD = 40;

  private static final Duration STALL = Duration.ofSeconds(2);

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final AtomicInteger PLAYED = new AtomicInteger();
  private static final AtomicInteger STRUCK = new AtomicInteger();
  private static final List<String> FINDINGS = Collections.synchronizedList(new ArrayList<>());

  private final TestServer server = GivenServer.get();
  private final Location root = new Location("gs", server.bucket(), "faults/" + UUID.randomUUID());

  static List<Trial> trials() {
    return Trials.all();
  }

  @ParameterizedTest
  @MethodSource("trials")
  void whateverTheServerDoesNothingIsLostDamagedOrTakenForAConflict(Trial trial) throws Exception {
    try (Lane lane = new Lane(Duration.ofSeconds(20))) {
      for (String method : trial.methods()) {
        for (String fault : faults(method)) {
          for (List<String> script : scripts(fault)) {
            lane.play(trial, method, script, Duration.ZERO);
          }
        }
      }
      assertEquals(List.of(), lane.findings);
    }
  }

  /**
   * What the server does after all, when the driver has tried again long since, changes nothing.
   */
  @Test
  void whereTheServerStallsTheDriverTriesAgainAndTheLateEffectIsNone() throws Exception {
    List<Callable<List<String>>> lanes = new ArrayList<>();
    for (Trial trial : Trials.all()) {
      for (String method : trial.methods()) {
        if (!method.equals(Trials.DELETE)) {
          lanes.add(() -> stalled(trial, method));
        }
      }
    }
    List<String> findings = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (Future<List<String>> lane : threads.invokeAll(lanes)) {
        findings.addAll(lane.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(List.of(), findings);
  }

  private List<String> stalled(Trial trial, String method) throws IOException {
    try (Lane lane = new Lane(Duration.ofMillis(1_200))) {
      String size = method.equals(Trials.INSERT) ? "256K" : "0K";
      for (String fault : List.of("stall-for-2s-after-0K", "stall-for-2s-after-" + size)) {
        lane.play(trial, method, List.of(fault), STALL);
      }
      lane.play(
          trial,
          method,
          List.of("stall-for-2s-after-0K", "return-503", "stall-for-2s-after-0K"),
          STALL.multipliedBy(2));
      return lane.findings;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, Trials.CHUNK + 1})
  void bytesThatTheServerDamagesAreNoObject(int size) throws Exception {
    try (Lane lane = new Lane(Duration.ofSeconds(20))) {
      byte[] bytes = Stage.noise(7, size);
      lane.header.instruct("inject-upload-data-error");
      assertThrows(StorageException.class, () -> Stage.put(lane.driver, "damaged", bytes));
      assertTrue(lane.clean.stat(Stage.key("damaged")).isEmpty());
    }
  }

  @Test
  void bytesThatTheServerDamagesOnTheirWayOutAreNotTaken() throws Exception {
    try (Lane lane = new Lane(Duration.ofSeconds(20))) {
      Stage.put(lane.clean, "whole", Stage.noise(8, 10_000));
      lane.header.instruct("return-corrupted-data");
      assertThrows(CorruptDataException.class, () -> Stage.bytes(lane.driver, "whole"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"return-broken-stream", "stall-at-256KiB"})
  void aLongReadThatBreaksOffAgainAndAgainComesToItsEnd(String instruction) throws Exception {
    byte[] bytes = Stage.noise(9, 5 * Trials.CHUNK);
    try (Lane lane = new Lane(Duration.ofMillis(1_500))) {
      Stage.put(lane.clean, "long", bytes);
      lane.header.instruct(instruction);
      assertArrayEquals(bytes, Stage.bytes(lane.driver, "long"));
    }
  }

  /** And by those of a proxy, of which there are more; nobody tells there what sessions keep. */
  @Test
  void whateverGoesWrongOnTheWireDoesNoHarmEither() throws Exception {
    MatrixReport report = FaultMatrix.run(new GcsWiredStore(server, List::of));
    FaultMatrixTest.requireOnlyInevitable(report, "gcs-" + server.name());
    System.out.printf(
        "result: %s: %d cells of operations and faults on the wire, none lost or damaged but what"
            + " nobody can help%n",
        server.name(), report.played());
  }

  @AfterAll
  static void saysWhatCameOut() {
    System.out.printf(
        "result: %s: %d operations, %d of them struck by its own faults: %d findings%n",
        GivenServer.get().name(), PLAYED.get(), STRUCK.get(), FINDINGS.size());
    assertTrue(STRUCK.get() > PLAYED.get() / 2, "most faults find something to strike");
  }

  private static List<String> faults(String method) {
    return Stream.concat(ANYWHERE.stream(), ELSEWHERE.getOrDefault(method, List.of()).stream())
        .toList();
  }

  /** Once, again, with others before and behind, and for good. */
  private static List<List<String>> scripts(String fault) {
    return List.of(
        List.of(fault),
        List.of(fault, fault),
        List.of(fault, "return-reset-connection", fault, "return-503"),
        List.of("return-broken-stream", fault),
        List.of("return-503", "return-broken-stream", fault, fault),
        Collections.nCopies(FOR_GOOD, fault));
  }

  /** A driver that is struck, one that is not, and what was found. For one thread. */
  private final class Lane implements AutoCloseable {
    private final RetryTests tests = new RetryTests(server.endpoint());
    private final RetryTests.Header header = new RetryTests.Header();
    private final List<String> findings = new ArrayList<>();
    private final StorageBackend clean;
    private final StorageBackend driver;

    Lane(Duration patience) throws StorageException {
      Options options =
          GcsOptions.builder()
              .endpoint(server.endpoint())
              .chunkSize(Trials.CHUNK)
              .retries(RETRIES)
              .timeout(patience)
              .build();
      clean = Guard.over(server.open(root, Options.NONE));
      GcsConnection connection =
          GcsConnection.open(
              root.authority(), GcsSettings.from(options, Map.of()), (from, by) -> header);
      driver = Guard.over(GcsBackend.open(root, connection, time -> Thread.onSpinWait()));
    }

    /**
     * Plays one.
     *
     * @param late how long the server may go on after the driver is done
     */
    void play(Trial trial, String method, List<String> script, Duration late) throws IOException {
      Trial.Act act = trial.staging().on(clean, "try-" + NUMBER.incrementAndGet() + "/");
      String test = tests.create(method, script);
      header.test(test);
      Throwable failure = failureOf(act.run());
      header.clear();
      int struck = script.size() - tests.left(test, method);
      PLAYED.incrementAndGet();
      STRUCK.addAndGet(Math.min(1, struck));
      long began = System.nanoTime();
      while (System.nanoTime() - began < late.toNanos()) {
        LockSupport.parkNanos(late.toNanos());
      }
      tests.delete(test);
      String found = judged(act, failure, script.size() <= RETRIES);
      if (found != null) {
        String told = trial + ", " + method + " " + script.subList(0, Math.min(5, script.size()));
        findings.add(found + ": " + told + (failure == null ? "" : ": " + failure));
        FINDINGS.add(found);
      }
    }

    private @Nullable Throwable failureOf(Trial.Run run) {
      try {
        run.by(driver);
        return null;
      } catch (IOException | RuntimeException | AssertionError e) {
        return e;
      }
    }

    private @Nullable String judged(Trial.Act act, @Nullable Throwable failure, boolean few)
        throws IOException {
      if (failure == null) {
        return act.done().by(clean) ? null : "lost or damaged";
      }
      if (failure instanceof AssertionError) {
        return "damaged";
      }
      if (!(failure instanceof StorageException told)) {
        return "no failure of the store";
      }
      if (told instanceof AlreadyExistsException
          || told instanceof PreconditionFailedException
          || told instanceof NotFoundException) {
        return "a conflict with nobody";
      }
      if (told instanceof CorruptDataException) {
        return "taken for damaged";
      }
      boolean undone = act.undone().by(clean);
      if (!undone && !(told instanceof OutcomeUnknownException && act.done().by(clean))) {
        return "failed, and is done or damaged";
      }
      return few ? "given up, though another try would have helped" : null;
    }

    @Override
    public void close() throws IOException {
      driver.close();
      clean.close();
    }
  }
}
