package io.runpaths.testkit.processes;

import io.runpaths.HashedSpec;
import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a process of {@link ProcessesContract} does, told by its arguments. */
public final class Job {
  /** The name of the artifact that is replaced over and over. */
  public static final String ARTIFACT = "checkpoints/weights.pth";

  /** The size of the artifact in each of many runs, in bytes. */
  static final int IN_RUN = 50_000;

  private Job() {}

  /**
   * Does it. Most of what there is to do ends with the process only.
   *
   * @param store where
   * @param words what, as {@link ProcessesContract#start} was told
   * @throws IOException if that cannot be done
   * @throws InterruptedException if this thread is interrupted
   */
  public static void run(RunStore store, List<String> words)
      throws IOException, InterruptedException {
    switch (words.get(0)) {
      case "race" -> race(store);
      case "replace" -> replace(store.open(words.get(1)), Integer.parseInt(words.get(2)));
      case "upload" -> upload(store.open(words.get(1)), Integer.parseInt(words.get(2)));
      case "stop" -> stop(store.open(words.get(1)), Integer.parseInt(words.get(2)));
      case "runs" -> runs(store);
      default -> throw new IllegalArgumentException(words.get(0));
    }
  }

  /** The inputs of a race; they fix the id. */
  static HashedSpec spec(String number) {
    return RunSpec.hashed(
        "digits", "Net" + number, Map.of("lr", 0.1, "run_timestamp", 1_770_552_000));
  }

  /** The inputs of ranks that meet; only their job's key fixes the id. */
  private static HashedSpec job(String key) {
    return RunSpec.hashed("digits", "Ranks", Map.of("lr", 0.1)).withJob(key);
  }

  /** Ready first; then does what it is told, line by line, and tells what came of it. */
  private static void race(RunStore store) throws IOException {
    // Some drivers ask the server who it is.
    store.backend().capabilities();
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

  /** The same in parts, as a stream. */
  private static void upload(Run run, int size) throws IOException {
    for (int i = 0; ; i++) {
      try (Upload upload = run.upload(ARTIFACT, true)) {
        upload.output().write(letters(i, size));
        upload.commit();
      }
      begun(i);
    }
  }

  /** Sends the first parts of an artifact and goes no further. */
  private static void stop(Run run, int size) throws IOException, InterruptedException {
    Upload upload = run.upload(ARTIFACT, true);
    upload.output().write(letters(0, size));
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
      System.out.println(JavaProcess.BEGUN);
    }
  }

  private static byte[] letters(int number, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) ('a' + number % 26));
    return bytes;
  }
}
