package io.runpaths.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Goes once through what people type most, in a temporary folder and without a word. The launcher
 * runs it to make its class-data archive: what is loaded here need not be loaded anew at each
 * start.
 */
final class Rehearsal {
  private static final String CONFIG = "lr: 0.001\nbatch_size: 32\nrun_timestamp: 1770508800.0\n";

  /** Long lists are made in another way than short ones. */
  private static final int MANY = 300;

  /** Sent to a store by several requests, where parts are as small as S3 lets them be. */
  private static final int LARGE = (5 << 20) + 1;

  private Rehearsal() {}

  /**
   * Rehearses.
   *
   * @param args {@code s3} and {@code gcs}, where runs on these are rehearsed too
   */
  public static void main(String[] args) throws IOException {
    play(List.of(args));
  }

  /** Rehearses; each command that was played, after its exit code. */
  static List<String> play(List<String> stores) throws IOException {
    List<String> played = new ArrayList<>();
    Path folder = Files.createTempDirectory("runpaths-rehearsal");
    try {
      Files.writeString(folder.resolve("config.yaml"), CONFIG);
      Files.writeString(folder.resolve("config.json"), "{\"lr\": 0.1, \"run_timestamp\": 1}");
      Files.write(folder.resolve("large.bin"), new byte[LARGE]);
      for (int i = 0; i < MANY; i++) {
        Files.createDirectories(folder.resolve("many/20260208_mnist_vit_" + (100_000 + i)));
      }
      for (List<String> command : commands()) {
        played.add(play(command, surroundings(folder, Map.of())));
      }
      if (stores.contains("s3")) {
        playOnS3(folder, played);
      }
      if (stores.contains("gcs")) {
        playOnGcs(folder, played);
      }
    } finally {
      delete(folder);
    }
    return played;
  }

  private static String play(List<String> command, Surroundings world) {
    int code = RunPathsCommand.run(command.toArray(String[]::new), world);
    return code + " " + String.join(" ", command);
  }

  private static void playOnS3(Path folder, List<String> played) throws IOException {
    // Dummies, which nobody checks here; without any the chain would ask the network.
    Properties before = (Properties) System.getProperties().clone();
    System.setProperty("aws.accessKeyId", "rehearsal");
    System.setProperty("aws.secretAccessKey", "rehearsal");
    try (RehearsalServer server = RehearsalServer.start(new RehearsalS3())) {
      Map<String, String> settings =
          Map.of(
              "RUNPATHS_S3_ENDPOINT",
              server.endpoint(),
              "RUNPATHS_S3_REGION",
              "eu-central-1",
              "RUNPATHS_S3_RETRIES",
              "0");
      for (List<String> command : commandsOn("s3://rehearsal/outputs")) {
        played.add(play(command, surroundings(folder, settings)));
      }
      Map<String, String> inParts = new TreeMap<>(settings);
      inParts.put("RUNPATHS_S3_PART_SIZE", "5MiB");
      inParts.put("RUNPATHS_S3_CONDITIONS", "trusted");
      for (List<String> command : commandsOfLarge("s3://rehearsal/outputs")) {
        played.add(play(command, surroundings(folder, inParts)));
      }
    } finally {
      System.setProperties(before);
    }
  }

  private static void playOnGcs(Path folder, List<String> played) throws IOException {
    try (RehearsalServer server = RehearsalServer.start(new RehearsalGcs())) {
      Path key = folder.resolve("key.json");
      Files.writeString(key, RehearsalGcs.credentials(server.endpoint()));
      Map<String, String> settings =
          Map.of(
              "RUNPATHS_GCS_ENDPOINT",
              server.endpoint(),
              "RUNPATHS_GCS_CREDENTIALS_FILE",
              key.toString(),
              "RUNPATHS_GCS_RETRIES",
              "0");
      for (List<String> command : commandsOn("gs://rehearsal/outputs")) {
        played.add(play(command, surroundings(folder, settings)));
      }
      Map<String, String> inChunks = new TreeMap<>(settings);
      inChunks.put("RUNPATHS_GCS_CHUNK_SIZE", "1MiB");
      for (List<String> command : commandsOfLarge("gs://rehearsal/outputs")) {
        played.add(play(command, surroundings(folder, inChunks)));
      }
    }
  }

  private static List<List<String>> commandsOn(String root) {
    String run = root + "/trial/first";
    return List.of(
        List.of("create", root, "staged", "--stage", "trial", "--run-id", "first"),
        List.of("create", root, "staged", "--stage", "trial", "--run-id", "first", "--attach"),
        List.of("create", root, "staged", "--run-id", "second", "--ancestor", run),
        List.of("ls", root),
        List.of("ls", root, "--long"),
        List.of("show", run),
        List.of("put", run, "config.yaml", "notes/config.yaml"),
        List.of("put", run, "config.yaml", "notes/config.yaml", "--replace"),
        List.of("put", run, "config.yaml", "notes/config.yaml"),
        List.of("cat", run, "notes/config.yaml"),
        List.of("ls", run),
        List.of("rm", run, "notes/config.yaml", "--yes"),
        List.of("cat", run, "notes/config.yaml"),
        List.of("lineage", root));
  }

  private static List<List<String>> commandsOfLarge(String root) {
    String run = root + "/trial/first";
    String copy = root.substring(0, 2) + ".bin";
    return List.of(
        List.of("put", run, "large.bin", "models/large.bin"),
        List.of("get", run, "models/large.bin", copy));
  }

  private static List<List<String>> commands() {
    List<String> inputs = List.of("--dataset", "mnist", "--architecture", "ResNet-18", "--config");
    String run = "trial/first";
    return List.of(
        List.of("--help"),
        List.of("ls", "--help"),
        with(List.of("id", "hashed"), inputs, "config.yaml", "--set", "epochs=3"),
        with(List.of("id", "hashed"), inputs, "config.json", "--json"),
        List.of("id", "staged", "--seed", "7"),
        with(List.of("create", "hashed"), inputs, "config.yaml"),
        List.of("create", "staged", "--stage", "trial", "--run-id", "first"),
        List.of("create", "staged", "--stage", "trial", "--run-id", "second", "--ancestor", run),
        List.of("ls"),
        List.of("ls", "many"),
        List.of("ls", "many", "--unchecked"),
        List.of("ls", "--long", "--newest"),
        List.of("ls", "--json"),
        List.of("show", run),
        List.of("show", run, "--json"),
        List.of("path", run, "checkpoints"),
        List.of("path", run, "--env"),
        List.of("put", run, "config.yaml", "notes/config.yaml"),
        List.of("cat", run, "notes/config.yaml"),
        List.of("get", run, "notes/config.yaml", "copy.yaml"),
        List.of("ls", run),
        List.of("lineage", "outputs"),
        List.of("providers"),
        List.of("show", "nothing"));
  }

  private static List<String> with(List<String> first, List<String> middle, String... last) {
    return Stream.of(first.stream(), middle.stream(), Stream.of(last)).flatMap(s -> s).toList();
  }

  private static Surroundings surroundings(Path folder, Map<String, String> settings) {
    Map<String, String> environment = new TreeMap<>(settings);
    environment.put("HOME", folder.toString());
    InputStream in = new ByteArrayInputStream(CONFIG.getBytes(StandardCharsets.UTF_8));
    return new Surroundings(
        in,
        OutputStream.nullOutputStream(),
        OutputStream.nullOutputStream(),
        environment,
        folder,
        Clock.systemUTC(),
        Set.of());
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> tree = Files.walk(folder)) {
      paths = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
