package io.runpaths.gcs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.Artifact;
import io.runpaths.Run;
import io.runpaths.RunEntry;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
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

/** Jobs in processes of their own on one server: they race, and they are killed. */
abstract class Processes {
  private static final int SMALL = 300_000;
  private static final int LARGE = 3 * WriterProcess.CHUNK + 100_000;

  private final Random random = new Random();
  private final TestServer server;
  private final int racers;
  private final int races;
  private final int kills;
  private final Location root;
  private final RunStore store;

  /**
   * On a server, under a root of its own.
   *
   * @param racers how many processes race
   * @param races how often
   * @param kills how many processes are killed at one kind of work
   */
  Processes(TestServer server, int racers, int races, int kills) {
    this.server = server;
    this.racers = racers;
    this.races = races;
    this.kills = kills;
    this.root = new Location("gs", server.bucket(), "processes/" + UUID.randomUUID());
    this.store = RunStores.over(server.open(root, Options.NONE), StoreSettings.DEFAULT);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void ofManyProcessesExactlyOneCreatesARunAndAllMeetInIt() throws Exception {
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < racers; i++) {
        processes.add(WriterProcess.start(server, root.uri(), "race"));
      }
      List<BufferedReader> answers = processes.stream().map(Process::inputReader).toList();
      assertEquals(Set.of("ready"), Set.copyOf(lines(answers)));
      Set<Integer> winners = new HashSet<>();
      for (int race = 0; race < races; race++) {
        List<String> outcomes = told(processes, answers, "create " + race);
        List<String> won = outcomes.stream().filter(outcome -> !outcome.equals("exists")).toList();
        assertEquals(1, won.size(), () -> "winners: " + outcomes);
        winners.add(outcomes.indexOf(won.get(0)));
        Run run = store.attach(WriterProcess.spec(Integer.toString(race)));
        assertEquals(won.get(0), run.record().nonce(), "run.json is the winner's");
        assertEquals(Set.copyOf(won), Set.copyOf(told(processes, answers, "attach " + race)));
      }
      for (int race = 0; race < races; race++) {
        assertEquals(
            1, Set.copyOf(told(processes, answers, "job " + race)).size(), "ranks of one job");
      }
      assertEquals(2 * races, paths().size());
      System.out.printf(
          "result: %s: %d races of %d processes for one run: 1 winner each (%d different ones), the"
              + " others refused; then all attached to it; %d times all met by a job's key%n",
          server.name(), races, racers, winners.size(), races);
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void aKilledWriterLeavesTheOldOrTheNewArtifact() throws Exception {
    Run run = store.create(RunSpec.staged());
    run.put(WriterProcess.ARTIFACT, "-".repeat(SMALL).getBytes(US_ASCII));
    Set<Byte> seen = new HashSet<>();
    for (int i = 0; i < kills; i++) {
      kill(WriterProcess.start(server, root.uri(), "replace", run.path(), "" + SMALL), 300);
      seen.add(letter(run, SMALL));
    }
    System.out.printf(
        "result: %s: %d writers of small artifacts killed: always a whole one there (%d different)%n",
        server.name(), kills, seen.size());
  }

  @Test
  void aKilledWriterOfALargeArtifactLeavesTheOldOrTheNewOne() throws Exception {
    Run run = store.create(RunSpec.staged());
    run.put(WriterProcess.ARTIFACT, "-".repeat(LARGE).getBytes(US_ASCII));
    Set<Byte> seen = new HashSet<>();
    for (int i = 0; i < kills; i++) {
      kill(WriterProcess.start(server, root.uri(), "upload", run.path(), "" + LARGE), 600);
      seen.add(letter(run, LARGE));
    }
    System.out.printf(
        "result: %s: %d writers of large artifacts killed: always a whole one there (%d different)%n",
        server.name(), kills, seen.size());
  }

  @Test
  void aWriterKilledBetweenChunksLeavesNoArtifactAndDoesNotStandInTheWay() throws Exception {
    Run run = store.create(RunSpec.staged());
    kill(WriterProcess.start(server, root.uri(), "stop", run.path()), 1);
    assertTrue(run.stat(WriterProcess.ARTIFACT).isEmpty(), "no half artifact");
    assertEquals(List.of(), names(run));
    run.put(WriterProcess.ARTIFACT, new byte[1]);
    assertEquals(List.of(WriterProcess.ARTIFACT), names(run));
  }

  @Test
  void aKilledCreatorLeavesNoRunOrAWholeOne() throws Exception {
    int artifacts = 0;
    for (int i = 0; i < kills; i++) {
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
        server.name(), kills, runs, artifacts);
  }

  /** Gives every process the same order at once, and hears what came of it. */
  private static List<String> told(
      List<Process> processes, List<BufferedReader> answers, String order) throws IOException {
    for (Process process : processes) {
      Writer orders = process.outputWriter();
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
}
