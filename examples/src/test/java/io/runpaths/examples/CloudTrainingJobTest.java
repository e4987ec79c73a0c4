package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.testkit.mem.MemBackend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

class CloudTrainingJobTest {

  static Screen job(String... arguments) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        CloudTrainingJob.run(
            arguments,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Screen(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static TrainingState after(int epochs) throws IOException {
    List<LinearSGDModel> models = Trained.ONCE.models().subList(0, epochs);
    List<Epoch> told = Trained.ONCE.epochs().subList(0, epochs);
    int best = 0;
    for (Epoch epoch : told) {
      best = epoch.best() ? epoch.number() : best;
    }
    return new TrainingState(
        told, SavedModel.of(models.get(epochs - 1)), SavedModel.of(models.get(best - 1)));
  }

  @Test
  void doesNothingWhereItsRunIsDone() throws Exception {
    String root = "mem://done/outputs/" + "far-down/".repeat(12) + "here";
    Screen first = job("--root", root, "--job", "a");
    assertTrue(first.out().contains("epoch 16"));
    assertTrue(first.out().lines().findFirst().orElseThrow().contains(" is the run " + root + "/"));
    Screen again = job("--root", root, "--job", "a");
    assertEquals(0, again.exit());
    assertTrue(again.out().contains("It is done"), again.out());
    assertFalse(again.out().contains("epoch"), again.out());
    assertTrue(job("--root", root, "--job", "b").out().contains("epoch  1 "));
    try (RunStore store = RunStores.open(root)) {
      assertEquals(2, store.list().count());
    }
  }

  @Test
  void goesOnAsIfItHadNotStopped() throws Exception {
    TrainingState kept = TrainingState.of(after(3).toBytes());
    List<LinearSGDModel> models = new ArrayList<>();
    List<Epoch> epochs =
        new Training(Trained.ONCE.split())
            .resumed(kept, Trained.HOW, (epoch, model) -> models.add(model));
    assertEquals(Trained.ONCE.epochs(), epochs);
    assertEquals(3, models.size());
    assertArrayEquals(
        ModelFile.toCheckpoint(Trained.ONCE.last()), ModelFile.toCheckpoint(models.get(2)));
  }

  @Test
  void keepsAStateThatReadsBackAsItWas() throws Exception {
    TrainingState state = after(4);
    TrainingState read = TrainingState.of(state.toBytes());
    assertEquals(state.epochs(), read.epochs());
    assertEquals(state.last().model().getWeightsCopy(), read.last().model().getWeightsCopy());
    assertArrayEquals(state.toBytes(), read.toBytes());
  }

  @Test
  void refusesAStateThatIsCutOffOrSomethingElse() throws Exception {
    byte[] whole = after(1).toBytes();
    for (byte[] bytes :
        new byte[][] {
          Arrays.copyOf(whole, whole.length - 1),
          Arrays.copyOf(whole, 60),
          new byte[0],
          "not a state, whatever it may be".getBytes(StandardCharsets.US_ASCII)
        }) {
      assertThrows(IOException.class, () -> TrainingState.of(bytes));
    }
  }

  @Test
  void anOldProcessCannotPutItsStateInTheNewersPlace() throws Exception {
    try (RunStore store = RunStores.open("mem://zombie/outputs")) {
      Run run = store.create(RunSpec.staged());
      StateArtifact old = new StateArtifact(run);
      old.write(after(1));
      StateArtifact newer = new StateArtifact(run);
      assertEquals(1, newer.read().orElseThrow().epochs().size());
      newer.write(after(2));
      newer.write(after(3));
      assertThrows(PreconditionFailedException.class, () -> old.write(after(2)));
      assertEquals(3, new StateArtifact(run).read().orElseThrow().epochs().size());
    }
  }

  @Test
  void replacesTheStateAlsoWhereAStoreKnowsNoVersions() throws Exception {
    Set<Capability> promised = EnumSet.allOf(Capability.class);
    promised.remove(Capability.PUT_IF_VERSION);
    Capabilities weak = new Capabilities(promised, MemBackend.EVERYTHING.maxObjectBytes());
    Location root = Location.parse("mem://weak/outputs");
    try (RunStore store = RunStores.over(MemBackend.open(root, weak), StoreSettings.DEFAULT)) {
      StateArtifact artifact = new StateArtifact(store.create(RunSpec.staged()));
      assertFalse(artifact.isGuarded());
      artifact.write(after(1));
      artifact.write(after(2));
      assertEquals(2, artifact.read().orElseThrow().epochs().size());
    }
  }

  @Test
  void refusesArgumentsThatItDoesNotKnow() throws Exception {
    for (String[] arguments :
        new String[][] {
          {},
          {"--root", "x"},
          {"--job"},
          {"--job", " "},
          {"--job", "a", "--rot", "x"},
          {"--job", "a", "--set", "s3.endpoint"}
        }) {
      Screen screen = job(arguments);
      assertEquals(2, screen.exit());
      assertEquals(1, screen.err().lines().count(), screen.err());
      assertEquals("", screen.out());
    }
  }
}
