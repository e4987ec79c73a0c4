package io.runpaths.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.Artifact;
import io.runpaths.Run;
import io.runpaths.RunEntry;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.UnsupportedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Jobs in processes of their own on a given server: they race, and they are killed. */
@ExtendWith(GivenServer.Present.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ProcessesTest {
  private static final int RACERS = 32;
  private static final int RACES = 10;
  private static final int KILLS = 10;
  private static final int SMALL = 300_000;
  private static final int LARGE = 2 * WriterProcess.PART + 1_000_000;

  private final Random random = new Random();
  private final TestServer server = GivenServer.get();
  private final Location root =
      new Location("s3", server.bucket(), "processes/" + UUID.randomUUID());
  private final RunStore store =
      RunStores.over(server.open(root, Options.NONE), StoreSettings.DEFAULT);

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void ofThirtyTwoProcessesExactlyOneCreatesARunAndAllMeetInIt() throws Exception {
    List<Process> racers = new ArrayList<>();
    try {
      for (int i = 0; i < RACERS; i++) {
        racers.add(WriterProcess.start(server, root.uri(), "race"));
      }
      List<BufferedReader> answers = racers.stream().map(Process::inputReader).toList();
      assertEquals(Set.of("ready"), Set.copyOf(lines(answers)));
      Set<Integer> winners = new HashSet<>();
      for (int race = 0; race < RACES; race++) {
        List<String> outcomes = told(racers, answers, "create " + race);
        List<String> won = outcomes.stream().filter(outcome -> !outcome.equals("exists")).toList();
        assertEquals(1, won.size(), () -> "winners: " + outcomes);
        winners.add(outcomes.indexOf(won.get(0)));
        Run run = store.attach(WriterProcess.spec(Integer.toString(race)));
        assertEquals(won.get(0), run.record().nonce(), "run.json is the winner's");
        assertEquals(Set.copyOf(won), Set.copyOf(told(racers, answers, "attach " + race)));
      }
      for (int race = 0; race < RACES; race++) {
        assertEquals(
            1, Set.copyOf(told(racers, answers, "job " + race)).size(), "ranks of one job");
      }
      assertEquals(2 * RACES, paths().size());
      System.out.printf(
          "result: %s: %d races of %d processes for one run: 1 winner each (%d different ones), the"
              + " others refused; then all attached to it; %d times all met by a job's key%n",
          server.name(), RACES, RACERS, winners.size(), RACES);
    } finally {
      racers.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void aKilledWriterLeavesTheOldOrTheNewArtifact() throws Exception {
    Run run = store.create(RunSpec.staged());
    run.put(WriterProcess.ARTIFACT, "-".repeat(SMALL).getBytes(US_ASCII));
    Set<Byte> seen = new HashSet<>();
    for (int i = 0; i < KILLS; i++) {
      kill(WriterProcess.start(server, root.uri(), "replace", run.path(), "" + SMALL), 300);
      seen.add(letter(run, SMALL));
    }
    assertEquals(List.of(), pending(run));
    System.out.printf(
        "result: %s: %d writers of small artifacts killed: always a whole one there (%d different),"
            + " nothing left over%n",
        server.name(), KILLS, seen.size());
  }

  @Test
  void aKilledWriterOfALargeArtifactLeavesTheOldOrTheNewOneAndUploadsThatCanBeAborted()
      throws Exception {
    Run run = store.create(RunSpec.staged());
    run.put(WriterProcess.ARTIFACT, "-".repeat(LARGE).getBytes(US_ASCII));
    Set<Byte> seen = new HashSet<>();
    int left = 0;
    for (int i = 0; i < KILLS; i++) {
      kill(WriterProcess.start(server, root.uri(), "upload", run.path(), "" + LARGE), 1_500);
      seen.add(letter(run, LARGE));
      left += cleared(run);
    }
    System.out.printf(
        "result: %s: %d writers of large artifacts killed: always a whole one there (%d different);"
            + " %d unfinished uploads found and aborted%n",
        server.name(), KILLS, seen.size(), left);
  }

  @Test
  void aWriterKilledBetweenPartsLeavesAnUploadAndNoArtifact() throws Exception {
    Run run = store.create(RunSpec.staged());
    kill(WriterProcess.start(server, root.uri(), "stop", run.path()), 1);
    assertTrue(run.stat(WriterProcess.ARTIFACT).isEmpty(), "no half artifact");
    assertEquals(List.of(), names(run));
    assertEquals(1, cleared(run), "unfinished uploads");
    run.put(WriterProcess.ARTIFACT, new byte[1]);
  }

  @Test
  void aKilledCreatorLeavesNoRunOrAWholeOne() throws Exception {
    int artifacts = 0;
    for (int i = 0; i < KILLS; i++) {
      kill(WriterProcess.start(server, root.uri(), "runs"), 600);
    }
    for (String path : paths()) {
      Run run = store.open(path);
      for (String name : names(run)) {
        assertEquals(WriterProcess.ARTIFACT, name);
        letter(run, WriterProcess.IN_RUN);
        artifacts++;
      }
    }
    int runs = paths().size();
    assertTrue(runs >= artifacts && artifacts > 0, runs + " runs, " + artifacts + " artifacts");
    System.out.printf(
        "result: %s: %d creators of runs killed: %d runs, all whole, with %d artifacts, all whole%n",
        server.name(), KILLS, runs, artifacts);
  }

  /** Gives every process the same order at once, and hears what came of it. */
  private static List<String> told(List<Process> racers, List<BufferedReader> answers, String order)
      throws IOException {
    for (Process racer : racers) {
      Writer orders = racer.outputWriter();
      orders.write(order + "\n");
      orders.flush();
    }
    return lines(answers);
  }

  private static List<String> lines(List<BufferedReader> from) throws IOException {
    List<String> lines = new ArrayList<>();
    for (BufferedReader one : from) {
      lines.add(String.valueOf(one.readLine()));
    }
    return lines;
  }

  /** Waits until the writer writes, lets it go on for a moment, and kills it. */
  private void kill(Process process, int mostMillis) throws Exception {
    try (BufferedReader said = process.inputReader()) {
      assertEquals("begun", said.readLine());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
      assertTrue(process.isAlive(), "the writer writes until it is killed");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** The one letter that the artifact consists of. */
  private static byte letter(Run run, int size) throws IOException {
    byte[] bytes = run.readAll(WriterProcess.ARTIFACT);
    assertEquals(size, bytes.length);
    for (byte one : bytes) {
      assertEquals(bytes[0], one, "all of one writing");
    }
    return bytes[0];
  }

  private List<String> paths() throws IOException {
    try (Stream<RunEntry> entries = store.list()) {
      return entries.map(RunEntry::path).toList();
    }
  }

  private static List<String> names(Run run) throws IOException {
    try (Stream<Artifact> artifacts = run.artifacts()) {
      return artifacts.map(Artifact::name).toList();
    }
  }

  /**
   * Aborts what is unfinished until the server, which may still have requests of the killed to
   * answer, has nothing more.
   *
   * @return how many there were
   */
  private int cleared(Run run) throws IOException {
    Set<String> cleared = new HashSet<>();
    List<PendingUploads.Pending> found = pending(run);
    for (int i = 0; i < 100 && !found.isEmpty(); i++) {
      for (PendingUploads.Pending one : found) {
        uploads().abort(one);
        cleared.add(one.id());
      }
      found = pending(run);
    }
    assertEquals(List.of(), found);
    assertEquals(List.of(), ofArtifact(run));
    return cleared.size();
  }

  /** The unfinished uploads below the run, or where that is not promised of the artifact. */
  private List<PendingUploads.Pending> pending(Run run) throws IOException {
    if (!ServerQuirks.listsUploads(server.name())) {
      assertThrows(UnsupportedException.class, () -> uploads().pendingUploads(KeyPrefix.ROOT));
      return ofArtifact(run);
    }
    return uploads().pendingUploads(KeyPrefix.of(run.path()));
  }

  /** What the server says of the artifact's unfinished uploads, asked behind the driver's back. */
  private List<PendingUploads.Pending> ofArtifact(Run run) {
    ObjectKey key = ObjectKey.of(run.path() + "/" + WriterProcess.ARTIFACT);
    String full = root.resolve(key).path();
    List<PendingUploads.Pending> found = new ArrayList<>();
    for (MultipartUpload one :
        server
            .client()
            .listMultipartUploads(list -> list.bucket(root.authority()).prefix(full))
            .uploads()) {
      found.add(new PendingUploads.Pending(key, one.uploadId(), one.initiated()));
    }
    return found;
  }

  private PendingUploads uploads() {
    return store.backend().extension(PendingUploads.class).orElseThrow();
  }
}
