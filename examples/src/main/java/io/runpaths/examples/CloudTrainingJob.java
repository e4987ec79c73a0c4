package io.runpaths.examples;

import io.runpaths.Run;
import io.runpaths.RunPaths;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.PreconditionFailedException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

/**
 * A training job for machines that may be taken away at any moment: killed and started again, as
 * often as it takes, it goes on in the same run and ends with the same bytes as a training that
 * nobody disturbed.
 *
 * <pre>{@code
 * java -cp 'lib/*:lib/s3/*' io.runpaths.examples.CloudTrainingJob --root s3://bucket/outputs --job nightly-42
 * }</pre>
 *
 * <p>The libraries of a bucket's store lie apart: {@code lib/s3} for {@code s3:}, {@code lib/gcs}
 * for {@code gs:}.
 *
 * <p>What makes it so: every start attaches to the job's run by its key; after each epoch the whole
 * state is replaced in one step, see {@link StateArtifact}; the last file that is written says that
 * all is done. Nothing here knows what kind of store the root is in.
 */
public final class CloudTrainingJob {

  private static final String DATASET = "digits";
  private static final String ARCHITECTURE = "Softmax-Regression";
  private static final HyperParameters HOW = new HyperParameters(0.003, 8, 16, 7);

  /** Written last of all. */
  private static final String RESULT = "exports/model.onnx";

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int OVERTAKEN = 4;

  /** Held here, for a logger that nobody holds forgets its level. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  private final RunStore store;
  private final String job;
  private final Story story;

  private CloudTrainingJob(RunStore store, String job, PrintStream out) {
    this.store = store;
    this.job = job;
    this.story = new Story(out);
  }

  /**
   * Trains, or goes on training.
   *
   * @param args {@code [--root ROOT] --job KEY [--set NAME=VALUE]…}
   */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    TRIBUO.setLevel(Level.WARNING);
    try {
      System.exit(run(args, System.out, System.err));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(USAGE);
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(FAILED);
    }
  }

  /**
   * Trains, or goes on training, and tells of it.
   *
   * @param args {@code [--root ROOT] --job KEY [--set NAME=VALUE]…}: where the runs go, by default
   *     {@link RunStores#defaultRoot()}; a text that all starts of this job share and no other job
   *     has; settings of the store, such as {@code s3.endpoint=http://127.0.0.1:9000}
   * @param out for the story
   * @param err for what is wrong, one line
   * @return 0 if the training is done, 2 if the arguments are no good, 4 if another process of the
   *     job has gone on, so that this one is not needed
   * @throws IllegalArgumentException if the root is no good
   * @throws IOException if it failed; starting it again goes on from the last epoch
   */
  public static int run(String[] args, PrintStream out, PrintStream err) throws IOException {
    String root = RunStores.defaultRoot();
    String job = "";
    Options options = Options.NONE;
    boolean good = args.length % 2 == 0;
    for (int i = 0; good && i < args.length; i += 2) {
      String value = args[i + 1];
      int equals = value.indexOf('=');
      switch (args[i]) {
        case "--root" -> root = value;
        case "--job" -> job = value;
        case "--set" -> {
          good = equals > 0;
          options =
              good
                  ? options.with(value.substring(0, equals), value.substring(equals + 1))
                  : options;
        }
        default -> good = false;
      }
    }
    if (!good || root.isBlank() || job.isBlank()) {
      err.println(
          "The job takes --root ROOT, a folder or a URI, --job KEY, its own name, and --set"
              + " NAME=VALUE, a setting of the store.");
      return USAGE;
    }
    try (RunStore store = RunStores.open(root, options)) {
      new CloudTrainingJob(store, job, out).train();
      return DONE;
    } catch (OvertakenException e) {
      err.println("Another process of the job " + job + " has gone on; this one ends.");
      return OVERTAKEN;
    }
  }

  private void train() throws IOException {
    // The first start makes the run; the job's key keeps its date and timestamp, so that every
    // later start, on whatever machine and day, comes to the same one.
    Run run = store.attach(RunSpec.hashed(DATASET, ARCHITECTURE, config()).withJob(job));
    // On one line, however long, for whoever looks for it.
    story.show("job", job + " is the run " + run.location().display() + ".");
    if (run.stat(RESULT).isPresent()) {
      story.tell("It is done: there is its " + RESULT + ".");
      return;
    }
    Split digits = Split.stratified(Digits.load(), HOW.seed());
    Training training = new Training(digits);
    Keeper keeper = new Keeper(new StateArtifact(run));
    Optional<TrainingState> before = keeper.begin();
    if (before.isPresent()) {
      story.tell("It goes on after epoch " + before.get().epochs().size() + ".");
      training.resumed(before.get(), HOW, keeper);
    } else {
      training.fromZero(HOW, keeper);
    }
    report(run, keeper.state(), digits);
  }

  private static Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("seed", HOW.seed());
    config.put("epochs", HOW.epochs());
    config.put("learning_rate", HOW.learningRate());
    config.put("batch_size", HOW.batchSize());
    return config;
  }

  /** Files are replaced, for an earlier start may have come as far: the same bytes come again. */
  private void report(Run run, TrainingState state, Split digits) throws IOException {
    RunPaths paths = run.paths();
    LinearSGDModel best = state.best().model();
    Evaluation heldOut = Evaluation.of(best, digits.heldOut());
    TrainingSummary summary = new TrainingSummary(run.id(), HOW, state.epochs(), heldOut);
    run.replace(paths.configPath(), YamlFile.of(config()));
    run.replace(paths.bestModelPath(), state.best().bytes());
    for (Map.Entry<Location, byte[]> file : Reports.of(paths, summary, best, digits).entrySet()) {
      run.replace(file.getKey(), file.getValue());
    }
    story.show("held out", heldOut.toString());
  }

  /** Another process of the job has written a state that this one does not know. */
  private static final class OvertakenException extends IOException {
    private static final long serialVersionUID = 1L;

    OvertakenException(IOException cause) {
      super(cause);
    }
  }

  /** Keeps the state after every epoch. */
  private final class Keeper implements Training.Listener {

    private final StateArtifact artifact;
    private final List<Epoch> epochs = new ArrayList<>();
    private @Nullable SavedModel best;
    private @Nullable TrainingState state;

    Keeper(StateArtifact artifact) {
      this.artifact = artifact;
      if (!artifact.isGuarded()) {
        story.tell("This store cannot tell two processes of one job apart; run one at a time.");
      }
    }

    /** What an earlier start of the job has kept. */
    Optional<TrainingState> begin() throws IOException {
      Optional<TrainingState> before = artifact.read();
      if (before.isPresent()) {
        state = before.get();
        epochs.addAll(before.get().epochs());
        best = before.get().best();
      }
      return before;
    }

    @Override
    public void onEpoch(Epoch epoch, LinearSGDModel model) throws IOException {
      SavedModel last = SavedModel.of(model);
      SavedModel kept = epoch.best() || best == null ? last : best;
      epochs.add(epoch);
      best = kept;
      TrainingState now = new TrainingState(epochs, last, kept);
      try {
        artifact.write(now);
      } catch (AlreadyExistsException | PreconditionFailedException e) {
        throw new OvertakenException(e);
      }
      state = now;
      story.show("train", epoch.toString());
    }

    TrainingState state() {
      if (state == null) {
        throw new IllegalStateException("No epoch was trained");
      }
      return state;
    }
  }
}
