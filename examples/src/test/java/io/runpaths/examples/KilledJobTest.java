package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.Artifact;
import io.runpaths.Run;
import io.runpaths.RunEntry;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.spi.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of the job are killed until it is done: what comes out is what comes out undisturbed.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KilledJobTest {

  private static final String UNDISTURBED = "mem://undisturbed/outputs";
  private static final int FEW = 4;
  private static final int MANY = 25;

  @Test
  void endsOnDiskWithTheBytesOfAnUndisturbedTraining(@TempDir Path folder) throws Exception {
    String root = folder.resolve("outputs").toString();
    JobProcess.Story story = kill(List.of("--root", root), Map.of(), FEW, 20_261_127);
    assertEquals(FEW, story.kills());
    assertTrue(story.resumed() > 0, "no start went on from a kept epoch");
    try (RunStore store = RunStores.open(root)) {
      assertEqualsUndisturbed(store);
    }
  }

  @Test
  void endsOnGcsWithTheBytesOfAnUndisturbedTraining() throws Exception {
    try (Buckets buckets = new Buckets()) {
      Buckets.Bucket bucket = buckets.gcs();
      JobProcess.Story story = kill(bucket.job("outputs"), Map.of(), FEW, 20_261_128);
      assertEquals(FEW, story.kills());
      assertTrue(story.resumed() > 0, "no start went on from a kept epoch");
      try (RunStore store =
          RunStores.open(bucket.uri() + "/outputs", Options.of(bucket.settings()))) {
        assertEqualsUndisturbed(store);
      }
    }
  }

  @Test
  @ExtendWith(GivenBucket.Present.class)
  void endsOnAGivenS3ServerWithTheBytesOfAnUndisturbedTraining() throws Exception {
    killManyTimes(GivenBucket.get());
  }

  /** Kills a job on a server of S3, and looks what comes of it. */
  static void killManyTimes(GivenBucket bucket) throws Exception {
    String root = bucket.uri() + "/killed-job-" + new Random().nextLong(Long.MAX_VALUE);
    List<String> where = List.of("--root", root, "--set", "s3.endpoint=" + bucket.endpoint());
    long seed = new Random().nextLong();
    JobProcess.Story story = kill(where, bucket.credentials(), MANY, seed);
    System.out.println(
        "result: the job on "
            + bucket.name()
            + " was killed "
            + story.kills()
            + " times, went on "
            + story.resumed()
            + " times and is done (seed "
            + seed
            + ")");
    try (RunStore store = bucket.open(root)) {
      assertEqualsUndisturbed(store);
    }
  }

  private static JobProcess.Story kill(
      List<String> where, Map<String, String> environment, int most, long seed) throws Exception {
    List<String> arguments = Stream.concat(where.stream(), Stream.of("--job", "nightly")).toList();
    return new JobProcess(arguments, environment, seed).killUntilDone(most);
  }

  private static void assertEqualsUndisturbed(RunStore store) throws Exception {
    Map<String, byte[]> expected;
    try (RunStore undisturbed = RunStores.open(UNDISTURBED)) {
      assertEquals(0, CloudTrainingJobTest.job("--root", UNDISTURBED, "--job", "a").exit());
      expected = files(undisturbed);
    }
    Map<String, byte[]> found = files(store);
    assertEquals(expected.keySet(), found.keySet());
    assertTrue(found.containsKey("exports/model.onnx"), found.keySet().toString());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
  }

  /** What is in the only run, without what names the run. */
  private static Map<String, byte[]> files(RunStore store) throws Exception {
    Map<String, byte[]> files = new TreeMap<>();
    List<String> runs;
    try (Stream<RunEntry> entries = store.list()) {
      runs = entries.map(RunEntry::path).toList();
    }
    assertEquals(1, runs.size(), runs.toString());
    Run run = store.open(runs.get(0));
    try (Stream<Artifact> artifacts = run.artifacts()) {
      for (String name : artifacts.map(Artifact::name).toList()) {
        if (!name.startsWith("reports/training_summary")) {
          files.put(name, run.readAll(name));
        }
      }
    }
    return files;
  }
}
