package io.runpaths.examples;

import io.runpaths.HashedSpec;
import io.runpaths.Run;
import io.runpaths.RunPaths;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StagedPaths;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

/**
 * The demo: a classifier of handwritten digits is trained, then fine-tuned, and each training
 * leaves a run behind with every file where its layout says.
 *
 * <p>The first run is hashed: it searches two hyper-parameters, trains, keeps the best model at
 * each improvement, and reports. The second is staged: it goes on from the first's best model and
 * links to it as its ancestor. Nothing here knows where the runs lie; give {@code --root} a folder
 * or a bucket, the job is the same.
 */
public final class LocalDevelopment {

  private static final String DATASET = "digits";
  private static final String ARCHITECTURE = "Softmax-Regression";
  private static final long SEED = 7;
  private static final List<Double> LEARNING_RATES = List.of(0.0003, 0.001, 0.003, 0.01);
  private static final List<Integer> BATCH_SIZES = List.of(8, 32, 128);
  private static final int TRIAL_EPOCHS = 6;
  private static final int EPOCHS = 16;

  private static final String STAGE = "finetune";
  private static final String MODEL = "softmaxregression";
  private static final double FINE_LEARNING_RATE = 0.0006;
  private static final int FINE_BATCH_SIZE = 8;
  private static final int FINE_EPOCHS = 10;

  /** Held here, for a logger that nobody holds forgets its level. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  private final RunStore store;
  private final String root;
  private final Clock clock;
  private final Story story;
  private final Split digits;
  private final Training training;

  private LocalDevelopment(RunStore store, String root, PrintStream out) throws IOException {
    this.store = store;
    this.root = root;
    this.clock = store.settings().clock();
    this.story = new Story(out);
    this.digits = Split.stratified(Digits.load(), SEED);
    this.training = new Training(digits);
  }

  /**
   * Trains from the command line.
   *
   * @param args {@code [--root ROOT]}
   */
  public static void main(String[] args) {
    try {
      System.exit(run(args, System.out, System.err));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (UncheckedIOException | IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Trains, and tells of it.
   *
   * @param args {@code [--root ROOT]}: where the runs go, a folder or a URI; by default {@link
   *     RunStores#defaultRoot()}
   * @param out for the story
   * @param err for what is wrong with the arguments, one line
   * @return 0 if all went well, 2 if the arguments are no good
   * @throws IllegalArgumentException if the root is no good
   * @throws IOException if a run cannot be claimed or written to
   */
  public static int run(String[] args, PrintStream out, PrintStream err) throws IOException {
    String root;
    if (args.length == 0) {
      root = RunStores.defaultRoot();
    } else if (args.length == 2 && args[0].equals("--root") && !args[1].isBlank()) {
      root = args[1];
    } else {
      err.println("The demo takes nothing but --root ROOT, a folder or a URI.");
      return 2;
    }
    try (RunStore store = RunStores.open(root)) {
      train(store, root, out);
    }
    return 0;
  }

  /**
   * Trains in a store that is open.
   *
   * @param store where the runs go
   * @param root what the store is called in the commands that the story ends with
   * @param out for the story
   * @throws IOException if a run cannot be claimed or written to
   */
  public static void train(RunStore store, String root, PrintStream out) throws IOException {
    TRIBUO.setLevel(Level.WARNING);
    System.setProperty("java.awt.headless", "true");
    LocalDevelopment job = new LocalDevelopment(store, root, out);
    job.story.tell(
        "demo",
        "Train on "
            + Digits.COUNT
            + " handwritten digits, then fine-tune: two runs, under "
            + root
            + ".");
    job.story.pause();
    Run trained = job.trainFromZero();
    Run tuned = job.fineTune(trained);
    job.showWhatIsThere(trained, tuned);
  }

  /** The first run, of the hashed layout. */
  private Run trainFromZero() throws IOException {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("seed", SEED);
    config.put("epochs", EPOCHS);
    config.put("learning_rates", LEARNING_RATES);
    config.put("batch_sizes", BATCH_SIZES);

    // The claim. The same inputs at the same moment are the same run, and a run is claimed once.
    Instant now = clock.instant();
    HashedSpec inputs =
        RunSpec.hashed(DATASET, ARCHITECTURE, config)
            .withDate(LocalDate.ofInstant(now, store.settings().zone()))
            .withTimestamp(ChronoUnit.MICROS.between(Instant.EPOCH, now) / 1e6);
    Run run = store.create(inputs);
    story.tell(
        "claim", run.id() + " is ours: its run.json was created, which only one caller can.");
    story.tell("The same claim once more is refused: \"" + refusal(inputs, run) + "\"");

    RunPaths paths = run.paths();
    JobLog log = new JobLog(clock);
    Location logFile = paths.logs().resolve("training.log");
    run.put(paths.reports().resolve("requirements.txt"), Requirements.resolved());
    run.put(paths.reports().resolve("git_info.txt"), new GitInfo(Path.of("")).report());

    // A small search over two hyper-parameters, kept as a database.
    HyperParameterSearch search = new HyperParameterSearch(training, clock);
    List<Trial> trials =
        search.run(
            LEARNING_RATES, BATCH_SIZES, TRIAL_EPOCHS, SEED, trial -> log.line(trial.toString()));
    run.put(paths.dbPath(), StudyDatabase.of(run.id(), trials));
    HyperParameters how = HyperParameterSearch.best(trials).how().withEpochs(EPOCHS);
    config.put("learning_rate", how.learningRate());
    config.put("batch_size", how.batchSize());
    run.put(paths.configPath(), YamlFile.of(config));
    story.tell(
        "search",
        trials.size()
            + " short trials, kept in database/study.db; best: learning rate "
            + how.learningRate()
            + ", batch size "
            + how.batchSize()
            + ".");

    // The training. The best model so far is replaced whole: a kill leaves the one before it.
    List<Epoch> epochs =
        training.fromZero(how, keepingTheBest(run, paths.bestModelPath(), log, logFile));

    // The reports, of the model that was kept and on images that it has never seen.
    LinearSGDModel best = load(run, paths.bestModelPath());
    Evaluation heldOut = Evaluation.of(best, digits.heldOut());
    TrainingSummary summary = new TrainingSummary(run.id(), how, epochs, heldOut);
    for (Map.Entry<Location, byte[]> file : Reports.of(paths, summary, best, digits).entrySet()) {
      run.put(file.getKey(), file.getValue());
    }
    log.line(heldOut.toString());
    run.replace(logFile, log.bytes());
    story.show("held out", heldOut.toString());
    return run;
  }

  /** The second run, of the staged layout, which goes on from the first. */
  private Run fineTune(Run trained) throws IOException {
    // The new run is linked as it is created, and is younger than its ancestor whatever clocks say.
    Run run = store.create(RunSpec.staged().stage(STAGE).withAncestor(trained));
    story.pause();
    story.tell("claim", run.path() + " is ours, and its ancestor is " + trained.id() + ".");

    // What it starts from is found through the link.
    Run ancestor =
        run.ancestors()
            .findFirst()
            .orElseThrow(() -> new IOException("The run " + run.path() + " has no ancestor"));
    Location checkpoint = ancestor.paths().bestModelPath();
    LinearSGDModel start = load(ancestor, checkpoint);
    story.tell("Epoch 0 is the ancestor's checkpoints/" + checkpoint.name() + ".");
    HyperParameters how =
        new HyperParameters(FINE_LEARNING_RATE, FINE_BATCH_SIZE, FINE_EPOCHS, SEED);

    StagedPaths paths = run.stagedPaths();
    JobLog log = new JobLog(clock);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("ancestor", ancestor.path());
    config.put("learning_rate", how.learningRate());
    config.put("batch_size", how.batchSize());
    config.put("epochs", how.epochs());
    config.put("seed", how.seed());
    run.put(paths.basetrackerConfigUri(), YamlFile.of(config));

    Location bestModel = paths.checkpointPath().resolve(MODEL + "_cp=best_model.accuracy_model.th");
    List<Epoch> epochs =
        training.from(start, how, keepingTheBest(run, bestModel, log, paths.logfileUri()));

    LinearSGDModel best = load(run, bestModel);
    Evaluation heldOut = Evaluation.of(best, digits.heldOut());
    TrainingSummary summary = new TrainingSummary(run.id(), how, epochs, heldOut);
    run.put(paths.basetrackerEntriesUri(), CsvFile.of(summary.course()));
    run.put(paths.basetrackerSummaryUri(), YamlFile.of(summary.results()));
    log.line(heldOut.toString());
    run.replace(paths.logfileUri(), log.bytes());
    story.show("held out", heldOut.toString());
    return run;
  }

  /** Claims the same run again, which must fail; the reason in the store's words. */
  private String refusal(HashedSpec inputs, Run claimed) throws IOException {
    try {
      Run second = store.create(inputs);
      throw new IOException("The run " + second.id() + " was claimed twice; the store is broken");
    } catch (AlreadyExistsException expected) {
      String reason = String.valueOf(expected.getMessage());
      return reason.replace(claimed.location().display(), below(root, claimed));
    }
  }

  /** Tells of each epoch and keeps the model of each improvement, whole, with the log so far. */
  private Training.Listener keepingTheBest(Run run, Location file, JobLog log, Location logFile) {
    return (epoch, model) -> {
      log.line(epoch.toString());
      if (epoch.best()) {
        run.replace(file, ModelFile.toCheckpoint(model));
        run.replace(logFile, log.bytes());
        story.show("train", epoch.toString());
      }
    };
  }

  private static LinearSGDModel load(Run run, Location file) throws IOException {
    try (ObjectContent checkpoint = run.read(file)) {
      return ModelFile.fromCheckpoint(checkpoint.stream());
    }
  }

  /** The tree of both runs, and what a reader may do with it. */
  private void showWhatIsThere(Run trained, Run tuned) throws IOException {
    story.pause();
    story.show("tree", root);
    for (Run run : List.of(trained, tuned)) {
      RunTree.of(run).forEach(story::show);
    }
    story.show("ancestor", tuned.path() + " -> " + trained.path());

    String first = shellWord(below(root, trained));
    String second = shellWord(below(root, tuned));
    story.pause();
    story.show("look at", first + "/figures/confusion_matrix.png");
    story.show(first + "/reports/training_summary.xlsx");
    story.show("type next", "./runpaths ls " + shellWord(root));
    story.show("./runpaths show " + first);
    story.show("./runpaths cat " + second + " log.txt");
    story.show("./runpaths lineage " + second);
  }

  private static String below(String root, Run run) {
    return (root.endsWith("/") ? root : root + "/") + run.path();
  }

  /** A text as one word of a shell's command line. */
  private static String shellWord(String text) {
    return text.matches("[A-Za-z0-9_./:=@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
