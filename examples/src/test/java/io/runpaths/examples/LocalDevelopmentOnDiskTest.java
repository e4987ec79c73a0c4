package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import io.runpaths.RunEntry;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.spi.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.sqlite.SQLiteDataSource;

/** The demo as a person runs it: every file where the layouts say. */
class LocalDevelopmentOnDiskTest {

  static Path root;
  static Screen screen;
  static Path trained;
  static Path tuned;

  @BeforeAll
  static void train(@TempDir Path folder) throws Exception {
    root = folder.resolve("my outputs");
    screen = Screen.of("--root", root.toString());
    assertEquals(0, screen.exit(), screen.err());
    trained = only(root, "*_digits_softmaxregression_*");
    tuned = only(root.resolve("finetune"), "*");
  }

  @Test
  void leavesEveryFileOfTheHashedRunWhereTheLayoutSays() throws Exception {
    assertEquals(
        List.of(
            "checkpoints/best_softmaxregression.pth",
            "database/study.db",
            "exports/heldout.csv",
            "exports/model.onnx",
            "figures/confusion_matrix.png",
            "figures/learning_curve.png",
            "logs/training.log",
            "reports/config.yaml",
            "reports/git_info.txt",
            "reports/requirements.txt",
            "reports/training_summary.csv",
            "reports/training_summary.xlsx",
            "run.json"),
        files(trained).filter(f -> !f.startsWith("descendants/")).toList());
  }

  @Test
  void leavesEveryFileOfTheStagedRunWhereTheLayoutSays() throws Exception {
    assertEquals(
        List.of(
            "ancestor.link.json",
            "basetracker/config.yaml",
            "basetracker/entries.th",
            "basetracker/summary.yaml",
            "checkpoints/softmaxregression_cp=best_model.accuracy_model.th",
            "log.txt",
            "run.json"),
        files(tuned).toList());
  }

  @Test
  void linksTheSecondRunToTheFirst() throws Exception {
    Path link = tuned.resolve("ancestor");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(Path.of("../../" + trained.getFileName()), Files.readSymbolicLink(link));
    assertTrue(Files.isSameFile(trained, link));
    assertEquals(1, files(trained).filter(f -> f.startsWith("descendants/")).count());
  }

  @Test
  void readsAtLeastNinetyFourOfAHundredHeldOutImagesRight() throws Exception {
    List<String> lines = Files.readAllLines(trained.resolve("reports/training_summary.csv"));
    int column = List.of(lines.get(0).split(",", -1)).indexOf("held_out_accuracy");
    double reported = Double.parseDouble(lines.get(1).split(",", -1)[column]);
    assertTrue(reported >= 0.94, "accuracy " + reported);

    Object summary = yaml(tuned.resolve("basetracker/summary.yaml")).get("held_out_accuracy");
    assertTrue(summary instanceof Double accuracy && accuracy >= 0.94, "fine-tuned " + summary);
  }

  @Test
  void startsTheSecondTrainingFromTheBestModelOfTheFirst() throws Exception {
    String best =
        Files.readAllLines(trained.resolve("logs/training.log")).stream()
            .filter(line -> line.endsWith("best so far"))
            .reduce((earlier, later) -> later)
            .orElseThrow();
    String start = Files.readAllLines(tuned.resolve("log.txt")).get(0);
    assertTrue(start.contains(" epoch  0   "), start);
    assertEquals(best.substring(best.indexOf("validation")), start.substring(start.indexOf("val")));
  }

  @Test
  void leavesFilesThatOtherProgramsOpen() throws Exception {
    for (String figure : List.of("confusion_matrix.png", "learning_curve.png")) {
      var image = ImageIO.read(trained.resolve("figures").resolve(figure).toFile());
      assertTrue(image.getWidth() > 500 && image.getHeight() > 500, figure + " " + image);
    }
    byte[] workbook = Files.readAllBytes(trained.resolve("reports/training_summary.xlsx"));
    var sheets = TableFilesTest.parts(workbook);
    assertNotNull(sheets.get("xl/worksheets/sheet2.xml"));
    byte[] onnx = Files.readAllBytes(trained.resolve("exports/model.onnx"));
    assertEquals(1, OnnxMl.ModelProto.parseFrom(onnx).getGraph().getInputCount());
    Path checkpoint = trained.resolve("checkpoints/best_softmaxregression.pth");
    ModelFile.fromCheckpoint(new ByteArrayInputStream(Files.readAllBytes(checkpoint)));
    assertEquals(0.003, yaml(trained.resolve("reports/config.yaml")).get("learning_rate"));
    assertEquals(360, Files.readAllLines(trained.resolve("exports/heldout.csv")).size());

    SQLiteDataSource study = new SQLiteDataSource();
    study.setUrl("jdbc:sqlite:" + trained.resolve("database/study.db"));
    try (Connection database = study.getConnection();
        Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*), count(DISTINCT param_name) FROM trial_params")) {
      rows.next();
      assertEquals(24, rows.getInt(1));
      assertEquals(2, rows.getInt(2));
    }
  }

  @Test
  void tellsTheStoryOnAScreen() {
    String out = screen.out();
    assertEquals("", screen.err());
    assertTrue(out.contains(trained.getFileName() + " is ours"), out);
    assertTrue(out.contains("exists: a run of the same"), out);
    assertTrue(out.contains("held out  9"), out);
    assertTrue(out.contains("ancestor -> " + trained.getFileName()), out);
    assertTrue(out.contains("`-- best_softmaxregression.pth"), out);
    assertTrue(out.contains("./runpaths show '" + root + "/" + trained.getFileName() + "'"), out);
  }

  @Test
  void trainsAgainUnderANewIdWithTheSameResult() throws Exception {
    Screen again = Screen.of("--root", root.toString());
    assertEquals(0, again.exit(), again.err());
    assertEquals(accuracies(screen), accuracies(again));
    try (RunStore store = RunStores.open(root.toString());
        Stream<RunEntry> runs = store.list()) {
      assertEquals(4, runs.count());
    }
  }

  @Test
  void namesTheRootThatItCannotWriteTo(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("in-the-way"), "a file");
    StorageException failure =
        assertThrows(StorageException.class, () -> Screen.of("--root", file.toString()));
    assertTrue(failure.toString().contains("in-the-way"), failure.toString());
    assertEquals("a file", Files.readString(file));
  }

  private static List<String> accuracies(Screen screen) {
    return screen.out().lines().filter(l -> l.contains(" %")).toList();
  }

  private static Stream<String> files(Path run) throws IOException {
    try (Stream<Path> found = Files.walk(run)) {
      return found
          .filter(f -> Files.isRegularFile(f) && !Files.isSymbolicLink(f))
          .map(f -> run.relativize(f).toString().replace('\\', '/'))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Path only(Path folder, String glob) throws IOException {
    try (var found = Files.newDirectoryStream(folder, glob)) {
      var paths = found.iterator();
      Path first = paths.next();
      assertTrue(!paths.hasNext(), "more than one " + glob);
      return first;
    }
  }

  private static Map<?, ?> yaml(Path file) throws IOException {
    Load load = new Load(LoadSettings.builder().build());
    return (Map<?, ?>) load.loadFromString(Files.readString(file));
  }
}
