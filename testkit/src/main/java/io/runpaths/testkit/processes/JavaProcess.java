package io.runpaths.testkit.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A small JVM that a test starts, talks with by lines, and kills. For use by one thread. */
public final class JavaProcess implements AutoCloseable {
  /** The line by which a process says that it is in the middle of its work. */
  public static final String BEGUN = "begun";

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  private JavaProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts a process; its error stream goes where its output goes.
   *
   * @param main its main class, in a folder of classes
   * @param environment variables beside those of this process
   * @param flags of the JVM, beside those that make it small
   * @param arguments of the main class
   * @return the process, which the caller closes
   */
  public static JavaProcess start(
      Class<?> main, Map<String, String> environment, List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(flags);
    command.addAll(
        List.of("-cp", String.join(File.pathSeparator, classPath(main)), main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return new JavaProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What a class and all that this process is made of are loaded from. Tests may be on the module
   * path; their processes are on the class path.
   *
   * @param main a class in a folder of classes
   * @return folders and jars, that folder first
   */
  public static List<String> classPath(Class<?> main) {
    String file = main.getName().replace('.', '/') + ".class";
    String self = Objects.requireNonNull(main.getResource("/" + file), file).toString();
    URI folder = URI.create(self.substring(0, self.length() - file.length()));
    return Stream.of(
            Path.of(folder).toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .flatMap(paths -> Stream.of(paths.split(File.pathSeparator, -1)))
        .filter(path -> !path.isEmpty())
        .distinct()
        .toList();
  }

  /**
   * Tells the process something.
   *
   * @param line what
   * @throws IOException if it has ended
   */
  public void tell(String line) throws IOException {
    orders.write(line + "\n");
    orders.flush();
  }

  /**
   * Waits for the next thing that the process says.
   *
   * @return a line; {@code null} as a word if it has ended
   * @throws IOException if it cannot be heard
   */
  public String hear() throws IOException {
    return String.valueOf(answers.readLine());
  }

  /**
   * Waits until the process has ended by itself, and well.
   *
   * @return what it said, without blanks around it
   * @throws InterruptedException if this thread is interrupted
   */
  public String output() throws InterruptedException {
    String output = answers.lines().collect(Collectors.joining("\n")).strip();
    int status = process.waitFor();
    assertEquals(0, status, () -> "The process ended with " + status + ": " + output);
    return output;
  }

  /**
   * Waits until the process says {@link #BEGUN}, lets it go on for a moment, and kills it. It must
   * not have ended before.
   *
   * @param moment how long
   * @throws IOException if it cannot be heard
   * @throws InterruptedException if this thread is interrupted
   */
  public void kill(Duration moment) throws IOException, InterruptedException {
    try {
      assertEquals(BEGUN, hear());
      LockSupport.parkNanos(moment.toNanos());
      assertTrue(process.isAlive(), "the process works until it is killed");
    } finally {
      close();
      process.waitFor();
    }
  }

  /** Kills the process if it still lives. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
