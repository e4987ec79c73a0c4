package io.runpaths.gcs;

import io.runpaths.HashedSpec;
import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Options;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A job in a process of its own, on a bucket, told by its arguments what to do. */
final class WriterProcess {
  /** The name of the artifact that is replaced over and over. */
  static final String ARTIFACT = "checkpoints/weights.pth";

  /** The chunks of a large artifact, in bytes. */
  static final int CHUNK = 1 << 20;

  /** The size of the artifact in each of many runs, in bytes. */
  static final int IN_RUN = 50_000;

  private WriterProcess() {}

  /** Starts a process; its error stream goes where its output goes. */
  static Process start(TestServer server, String root, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    command.addAll(List.of(WriterProcess.class.getName(), server.endpoint().toString(), root));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Options options =
        Options.NONE
            .with(GcsOptions.ENDPOINT, arguments[0])
            .with(GcsOptions.CHUNK_SIZE, Integer.toString(CHUNK));
    try (RunStore store = RunStores.open(arguments[1], options)) {
      switch (arguments[2]) {
        case "race" -> race(store);
        case "replace" -> replace(store.open(arguments[3]), Integer.parseInt(arguments[4]));
        case "upload" -> upload(store.open(arguments[3]), Integer.parseInt(arguments[4]));
        case "stop" -> stop(store.open(arguments[3]));
        case "runs" -> runs(store);
        default -> throw new IllegalArgumentException(arguments[2]);
      }
    }
  }

  /** The inputs of a race; they fix the id. */
  static HashedSpec spec(String number) {
    return RunSpec.hashed(
        "digits", "Net" + number, Map.of("lr", 0.1, "run_timestamp", 1_770_552_000));
  }

  /** The inputs of ranks that meet; only their job's key fixes the id. */
  static HashedSpec job(String key) {
    return RunSpec.hashed("digits", "Ranks", Map.of("lr", 0.1)).withJob(key);
  }

  /** Ready first; then does what it is told, line by line, and tells what came of it. */
  private static void race(RunStore store) throws IOException {
    System.out.println("ready");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(
          switch (words[0]) {
            case "create" -> created(store, spec(words[1]));
            case "attach" -> store.attach(spec(words[1])).record().nonce();
            case "job" -> store.attach(job(words[1])).record().nonce();
            default -> throw new IllegalArgumentException(line);
          });
    }
  }

  private static String created(RunStore store, RunSpec spec) throws StorageException {
    try {
      return store.create(spec).record().nonce();
    } catch (AlreadyExistsException e) {
      return "exists";
    }
  }

  /** Replaces an artifact for ever, each time with as many bytes of one letter. */
  private static void replace(Run run, int size) throws IOException {
    for (int i = 0; ; i++) {
      run.replace(ARTIFACT, Body.of(letters(i, size)));
      begun(i);
    }
  }

  /** The same in chunks, as a stream. */
  private static void upload(Run run, int size) throws IOException {
    for (int i = 0; ; i++) {
      try (Upload upload = run.upload(ARTIFACT, true)) {
        upload.output().write(letters(i, size));
        upload.commit();
      }
      begun(i);
    }
  }

  /** Sends a first chunk and goes no further. */
  private static void stop(Run run) throws IOException, InterruptedException {
    Upload upload = run.upload(ARTIFACT, true);
    upload.output().write(letters(0, 2 * CHUNK));
    begun(0);
    Thread.currentThread().join();
  }

  /** Creates runs with an artifact in each, for ever. */
  private static void runs(RunStore store) throws IOException {
    for (int i = 0; ; i++) {
      store.create(RunSpec.staged()).put(ARTIFACT, letters(i, IN_RUN));
      begun(i);
    }
  }

  /** Told once, after the first writing, which is slow. */
  private static void begun(int number) {
    if (number == 0) {
      System.out.println("begun");
    }
  }

  private static byte[] letters(int number, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) ('a' + number % 26));
    return bytes;
  }
}
