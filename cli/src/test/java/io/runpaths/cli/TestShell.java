package io.runpaths.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Runs the command inside the test's process, in a folder, with an environment and a clock. */
final class TestShell {
  /** The moment at which tests begin; every command takes a second. */
  static final Instant BEGIN = Instant.parse("2026-02-08T10:00:00Z");

  final Path folder;
  final Map<String, String> environment = new HashMap<>();
  final Set<String> terminals = new TreeSet<>();
  private Instant now = BEGIN;
  private InputStream in = InputStream.nullInputStream();

  TestShell(Path folder) {
    this.folder = folder.toAbsolutePath();
    environment.put("HOME", folder.resolve("home").toString());
    // What is made for a test need not survive a power cut.
    environment.put("RUNPATHS_LOCAL_DURABLE", "false");
  }

  /** What a command left behind. */
  record Result(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }

    /** The one line that was printed. */
    String line() {
      if (lines().size() != 1) {
        throw new AssertionError("Not one line but:\n" + out + err);
      }
      return lines().get(0);
    }
  }

  TestShell stdin(String text) {
    in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  TestShell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /** Runs a command that must succeed. */
  Result ok(String... args) {
    Result result = run(args);
    if (result.code() != 0) {
      throw new AssertionError(String.join(" ", args) + " gave " + result);
    }
    return result;
  }

  Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Result result = runInto(out, args);
    return new Result(result.code(), out.toString(StandardCharsets.UTF_8), result.err());
  }

  /** Runs a command whose standard output goes to a stream of the test. */
  Result runInto(OutputStream out, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    now = now.plus(Duration.ofSeconds(1));
    Surroundings world =
        new Surroundings(
            in, out, err, environment, folder, Clock.fixed(now, ZoneOffset.UTC), terminals);
    int code = RunPathsCommand.run(args, world);
    in = InputStream.nullInputStream();
    return new Result(code, "", err.toString(StandardCharsets.UTF_8));
  }
}
