package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdCommandTest {
  /** From CPython: see the vectors in the tests of the layouts. */
  private static final String VECTOR_CONFIG =
      "{\"batch_size\": 32, \"lr\": 0.001, \"run_timestamp\": 1707400000.0}";

  private static final String VECTOR_ID = "20260906_bloodmnist_net123_57a00c";

  @TempDir Path folder;
  private TestShell shell;

  @BeforeEach
  void openShell() {
    shell = new TestShell(folder);
  }

  private String hashed(String... more) {
    return shell.ok(hashedArgs(more)).line();
  }

  private static String[] hashedArgs(String... more) {
    List<String> args =
        new java.util.ArrayList<>(
            List.of("id", "hashed", "--dataset", "BloodMNIST", "--architecture", "Net#123"));
    args.addAll(List.of("--date", "20260906"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void readsJsonFilesAsPythonDoes() throws IOException {
    shell.write("c.json", VECTOR_CONFIG);
    assertEquals(VECTOR_ID, hashed("--config", "c.json"));
  }

  @Test
  void readsYamlFilesToTheSameId() throws IOException {
    shell.write("c.yaml", "run_timestamp: 1707400000.0\nlr: 0.001\nbatch_size: 32\n");
    assertEquals(VECTOR_ID, hashed("--config", "c.yaml"));
  }

  @Test
  void sniffsStandardInput() {
    shell.stdin(VECTOR_CONFIG);
    assertEquals(VECTOR_ID, hashed("--config", "-"));
    shell.stdin("batch_size: 32\nlr: 1.0e-3\nrun_timestamp: 1707400000.0\n");
    assertEquals(VECTOR_ID, hashed("--config", "-"));
  }

  @Test
  void laysAssignmentsOverTheConfiguration() throws IOException {
    shell.write("c.json", "{\"batch_size\": 32, \"run_timestamp\": 1707400000.0}");
    assertEquals(VECTOR_ID, hashed("--config", "c.json", "--set", "lr=0.001"));
    assertEquals(
        VECTOR_ID,
        hashed(
            "--set", "lr=0.001", "--set", "batch_size=32", "--set", "run_timestamp=1707400000.0"));
    assertNotEquals(
        VECTOR_ID, hashed("--config", "c.json", "--set", "lr=0.001", "--set", "batch_size=32.0"));
  }

  @Test
  void takesTheTimestampAsItIsWritten() throws IOException {
    shell.write("c.json", "{\"lr\": 0.1}");
    String integer = hashed("--config", "c.json", "--timestamp", "1707400000");
    String floating = hashed("--config", "c.json", "--timestamp", "1707400000.0");
    assertNotEquals(integer, floating);
    assertEquals(integer, hashed("--config", "c.json", "--timestamp", "1707400000"));
  }

  @Test
  void saysThatAnIdIsOfThisMomentWhenNothingFixesIt() throws IOException {
    shell.write("c.json", "{\"lr\": 0.1}");
    TestShell.Result result = shell.ok(hashedArgs("--config", "c.json"));
    assertTrue(result.err().contains("of this very moment"), result.err());
    assertEquals("", shell.ok(hashedArgs("--config", "c.json", "--quiet")).err());
    // What it says to give is what gives the id again.
    String timestamp = result.err().replaceAll("(?s).*--timestamp (\\S+).*", "$1");
    assertEquals(result.line(), hashed("--config", "c.json", "--timestamp", timestamp));
  }

  @Test
  void takesTheDateInTheZone() throws IOException {
    shell.write("c.json", VECTOR_CONFIG);
    String[] args = {
      "id", "hashed", "--dataset", "d", "--architecture", "a", "--config", "c.json", "--zone", "+14"
    };
    assertTrue(shell.ok(args).line().startsWith("20260209_"));
    args[args.length - 1] = "-11:00";
    assertTrue(shell.ok(args).line().startsWith("20260207_"));
  }

  @Test
  void makesLongerIdsOfTheWholeConfigurationByScheme() throws IOException {
    shell.write("c.yaml", "optim: {lr: 0.1}\nrun_timestamp: 1\n");
    String orchard = hashed("--config", "c.yaml");
    assertEquals(orchard, hashed("--config", "c.yaml", "--set", "optim.lr=0.2"));
    String whole = hashed("--config", "c.yaml", "--scheme", "runpaths-v1");
    assertNotEquals(
        whole, hashed("--config", "c.yaml", "--scheme", "runpaths-v1", "--set", "optim.lr=0.2"));
    assertEquals(16, whole.length() - whole.lastIndexOf('_') - 1);
  }

  @Test
  void printsJsonOnRequest() throws IOException {
    shell.write("c.json", VECTOR_CONFIG);
    String json = shell.ok(hashedArgs("--config", "c.json", "--json")).out();
    assertTrue(json.contains("\"id\" : \"" + VECTOR_ID + "\""), json);
  }

  @Test
  void answersABatchLineByLine() {
    String line =
        "{\"date\": \"20260906\", \"dataset\": \"BloodMNIST\", \"architecture\": \"Net#123\","
            + " \"config\": %s}\n";
    shell.stdin(
        line.formatted(VECTOR_CONFIG)
            + "\n"
            + line.formatted("\"" + VECTOR_CONFIG.replace("\"", "\\\"") + "\"")
            + line.formatted("{\"x\": NaN, \"y\": -Infinity, \"run_timestamp\": 1e5}"));
    List<String> ids = shell.ok("id", "hashed", "--batch", "-").lines();
    assertEquals(3, ids.size());
    assertEquals(List.of(VECTOR_ID, VECTOR_ID), ids.subList(0, 2));
  }

  @Test
  void namesTheLineOfABatchThatIsNoGoodAfterAnsweringThoseBefore() throws IOException {
    shell.write("b.jsonl", "{\"seed\": 1}\n{\"seed\": \"x\"}\n{\"seed\": 3}\n");
    TestShell.Result result = shell.run("id", "staged", "--batch", "b.jsonl");
    assertEquals(2, result.code());
    assertEquals(1, result.lines().size());
    assertTrue(result.err().contains("Line 2 of b.jsonl"), result.err());
    assertEquals(1, result.err().lines().count());
  }

  @Test
  void refusesUnknownFieldsInABatch() {
    shell.stdin("{\"sead\": 1}\n");
    TestShell.Result result = shell.run("id", "staged", "--batch", "-");
    assertEquals(2, result.code());
    assertTrue(result.err().contains("'sead'"), result.err());
  }

  @Test
  void writesTheBatchAsOneJsonDocument() {
    shell.stdin("{\"seed\": 1, \"date\": \"2026-02-08\"}\n{\"seed\": 2}\n");
    String out = shell.ok("id", "staged", "--batch", "-", "--json").out();
    assertTrue(out.startsWith("[\n") && out.endsWith("\n]\n"), out);
    assertEquals(4, out.lines().count());
  }

  @Test
  void makesStagedIdsFromASeedAsPythonDoes() {
    String id = shell.ok("id", "staged", "--seed", "-7", "--date", "2026-02-08").line();
    assertEquals(id, shell.ok("id", "staged", "--seed", "7", "--date", "20260208").line());
    assertTrue(id.matches("2026-02-08_[a-z0-9]{5}"), id);
    assertTrue(shell.ok("id", "staged").line().startsWith("2026-02-08_"));
  }

  @Test
  void refusesWhatIsNoConfigurationInOneLine() throws IOException {
    shell.write("list.json", "[1]");
    shell.write("twice.json", "{\"a\": 1, \"a\": 2}");
    shell.write("twice.yaml", "a: 1\na: 2\n");
    shell.write("keys.yaml", "1: 2\n");
    shell.write("deep.json", "{\"a\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}");
    shell.write("deep.yaml", "a: " + "[".repeat(10_000) + "]".repeat(10_000));
    shell.write("nan.yaml", "{.nan: 1}");
    shell.write("empty.yaml", "");
    shell.write("half.json", "{\"a\": \"\\ud800\"}");
    shell.write("cut.json", "{\"a\": ");
    for (String file :
        List.of(
            "list.json",
            "twice.json",
            "twice.yaml",
            "keys.yaml",
            "deep.json",
            "deep.yaml",
            "nan.yaml",
            "empty.yaml",
            "half.json",
            "cut.json")) {
      TestShell.Result result = shell.run(hashedArgs("--config", file));
      assertEquals(2, result.code(), file + result);
      assertEquals(1, result.err().lines().count(), file + result);
      assertEquals("", result.out());
      assertTrue(result.err().startsWith("runpaths: "), result.err());
    }
  }

  @Test
  void refusesAConfigurationOfAHundredMegabytesWithoutReadingItAll() {
    String line = "#" + "x".repeat(1 << 20) + "\n";
    TestShell.Result result = shell.stdin(line.repeat(100)).run(hashedArgs("--config", "-"));
    assertEquals(2, result.code());
    assertTrue(result.err().contains("MiB"), result.err());
  }

  @Test
  void namesWhatIsMissing() {
    TestShell.Result result = shell.run("id", "hashed", "--dataset", "d");
    assertEquals(2, result.code());
    assertTrue(result.err().contains("--architecture"), result.err());
    result = shell.run("id", "hashed", "--dataset", "d", "--architecture", "a");
    assertTrue(result.err().contains("--config"), result.err());
    assertEquals(2, shell.run("id").code());
    result = shell.run(hashedArgs("--config", "nowhere.yaml"));
    assertEquals(3, result.code());
    assertTrue(result.err().contains("nowhere.yaml"), result.err());
  }

  @Test
  void refusesBadDatesZonesTimestampsAndSchemes() {
    for (String[] option :
        List.of(
            new String[] {"--date", "2026"},
            new String[] {"--date", "20260230"},
            new String[] {"--zone", "Mars/Olympus"},
            new String[] {"--timestamp", "noon"},
            new String[] {"--scheme", "md5"})) {
      TestShell.Result result =
          shell.run(
              "id",
              "hashed",
              "--dataset",
              "d",
              "--architecture",
              "a",
              "--set",
              "a=1",
              option[0],
              option[1]);
      assertEquals(2, result.code(), option[0]);
      assertTrue(result.err().contains(option[1]), result.err());
    }
  }
}
