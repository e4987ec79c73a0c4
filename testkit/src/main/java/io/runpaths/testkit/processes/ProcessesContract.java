package io.runpaths.testkit.processes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.Artifact;
import io.runpaths.Run;
import io.runpaths.RunEntry;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Jobs in processes of their own on one server: they race, and they are killed. What came of it is
 * printed, since how far a process gets is not the same twice.
 */
public abstract class ProcessesContract {
  private static final int SMALL = 300_000;

  private final Random random = new Random();
  private final String server;
  private final int part;
  private final int large;
  private final int racers;
  private final int races;
  private final int kills;
  private RunStore store;

  /**
   * On a server.
   *
   * @param server what it is called in what is printed
   * @param part the size of the parts of a large artifact in the processes, in bytes
   * @param racers how many processes race
   * @param races how often
   * @param kills how many processes are killed at one kind of work
   */
  protected ProcessesContract(String server, int part, int racers, int races, int kills) {
    this.server = server;
    this.part = part;
    this.large = 2 * part + part / 5;
    this.racers = racers;
    this.races = races;
    this.kills = kills;
  }

  /**
   * Opens the store in this process.
   *
   * @return a store in a root with nothing below it, the same root for one test's processes; closed
   *     after the test
   * @throws IOException if it cannot be opened
   */
  protected abstract RunStore open() throws IOException;

  /**
   * Starts a process on the same root.
   *
   * @param job what its main class gives to {@link Job#run}
   * @return the process
   */
  protected abstract JavaProcess start(List<String> job);

  /**
   * Gives back the unfinished uploads that killed processes left of a run, until the server has
   * none.
   *
   * @param store what {@link #open} opened
   * @param run the run
   * @return how many there were; empty where a store's unfinished uploads cannot be known
   * @throws IOException if that cannot be done
   */
  protected abstract OptionalInt giveBack(RunStore store, Run run) throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    store = open();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void ofManyProcessesExactlyOneCreatesARunAndAllMeetInIt() throws Exception {
    List<JavaProcess> processes = new ArrayList<>();
    try {
      for (int i = 0; i < racers; i++) {
        processes.add(start(List.of("race")));
      }
      assertEquals(Set.of("ready"), Set.copyOf(heard(processes)));
      Set<Integer> winners = new HashSet<>();
      for (int race = 0; race < races; race++) {
        List<String> outcomes = told(processes, "create " + race);
        List<String> won = outcomes.stream().filter(outcome -> !outcome.equals("exists")).toList();
        assertEquals(1, won.size(), () -> "winners: " + outcomes);
        winners.add(outcomes.indexOf(won.get(0)));
        Run run = store.attach(Job.spec(Integer.toString(race)));
        assertEquals(won.get(0), run.record().nonce(), "run.json is the winner's");
        assertEquals(Set.copyOf(won), Set.copyOf(told(processes, "attach " + race)));
      }
      for (int race = 0; race < races; race++) {
        assertEquals(1, Set.copyOf(told(processes, "job " + race)).size(), "ranks of one job");
      }
      assertEquals(2 * races, paths().size());
      System.out.printf(
          "result: %s: %d races of %d processes for one run: 1 winner each (%d different ones), the"
              + " others refused; then all attached to it; %d times all met by a job's key%n",
          server, races, racers, winners.size(), races);
    } finally {
      processes.forEach(JavaProcess::close);
    }
  }

  @Test
  void aKilledWriterLeavesTheOldOrTheNewArtifact() throws Exception {
    Run run = store.create(RunSpec.staged());
    run.put(Job.ARTIFACT, "-".repeat(SMALL).getBytes(US_ASCII));
    Set<Byte> seen = new HashSet<>();
    for (int i = 0; i < kills; i++) {
      kill(List.of("replace", run.path(), "" + SMALL), 300);
      seen.add(letter(run, SMALL));
    }
    OptionalInt left = giveBack(store, run);
    assertEquals(0, left.orElse(0), "unfinished uploads");
    System.out.printf(
        "result: %s: %d writers of small artifacts killed: always a whole one there (%d different)"
            + "%s%n",
        server, kills, seen.size(), left.isPresent() ? ", nothing left over" : "");
  }

  @Test
  void aKilledWriterOfALargeArtifactLeavesTheOldOrTheNewOneAndUploadsThatCanBeGivenBack()
      throws Exception {
    Run run = store.create(RunSpec.staged());
    run.put(Job.ARTIFACT, "-".repeat(large).getBytes(US_ASCII));
    Set<Byte> seen = new HashSet<>();
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      kill(List.of("upload", run.path(), "" + large), 1_500);
      seen.add(letter(run, large));
      giveBack(store, run).ifPresent(left::add);
    }
    int sum = left.stream().mapToInt(Integer::intValue).sum();
    System.out.printf(
        "result: %s: %d writers of large artifacts killed: always a whole one there (%d different)"
            + "%s%n",
        server,
        kills,
        seen.size(),
        left.isEmpty() ? "" : "; " + sum + " unfinished uploads found and aborted");
  }

  @Test
  void aWriterKilledBetweenPartsLeavesNoArtifactAndDoesNotStandInTheWay() throws Exception {
    Run run = store.create(RunSpec.staged());
    kill(List.of("stop", run.path(), "" + 2 * part), 1);
    assertTrue(run.stat(Job.ARTIFACT).isEmpty(), "no half artifact");
    assertEquals(List.of(), names(run));
    assertEquals(1, giveBack(store, run).orElse(1), "unfinished uploads");
    run.put(Job.ARTIFACT, new byte[1]);
    assertEquals(List.of(Job.ARTIFACT), names(run));
  }

  @Test
  void aKilledCreatorLeavesNoRunOrAWholeOne() throws Exception {
    int artifacts = 0;
    for (int i = 0; i < kills; i++) {
      kill(List.of("runs"), 600);
    }
    for (String path : paths()) {
      Run run = store.open(path);
      for (String name : names(run)) {
        assertEquals(Job.ARTIFACT, name);
        letter(run, Job.IN_RUN);
        artifacts++;
      }
    }
    int runs = paths().size();
    assertTrue(runs >= artifacts && artifacts > 0, runs + " runs, " + artifacts + " artifacts");
    System.out.printf(
        "result: %s: %d creators of runs killed: %d runs, all whole, with %d artifacts, all whole%n",
        server, kills, runs, artifacts);
  }

  /** Gives every process the same order at once, and hears what came of it. */
  private static List<String> told(List<JavaProcess> processes, String order) throws IOException {
    for (JavaProcess process : processes) {
      process.tell(order);
    }
    return heard(processes);
  }

  private static List<String> heard(List<JavaProcess> processes) throws IOException {
    List<String> lines = new ArrayList<>();
    for (JavaProcess process : processes) {
      lines.add(process.hear());
    }
    return lines;
  }

  /** Starts a writer, lets it write for a moment, and kills it. */
  private void kill(List<String> job, int mostMillis) throws Exception {
    start(job).kill(Duration.ofMillis(random.nextInt(mostMillis)));
  }

  /** The one letter that the artifact consists of. */
  private static byte letter(Run run, int size) throws IOException {
    byte[] bytes = run.readAll(Job.ARTIFACT);
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
