package io.runpaths.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the command sees of the process around it; whoever calls the command from Java gives their
 * own.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param environment the environment's variables
 * @param directory the working directory, absolute
 * @param clock the time
 * @param terminals which of {@code in}, {@code out} and {@code err} are a terminal
 */
public record Surroundings(
    InputStream in,
    OutputStream out,
    OutputStream err,
    Map<String, String> environment,
    Path directory,
    Clock clock,
    Set<String> terminals) {
  /** In the launcher's word, the streams that are a terminal, such as {@code "in,out,err"}. */
  private static final String TERMINALS = "runpaths.terminals";

  /** Copies and validates. */
  public Surroundings {
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(err, "err");
    Objects.requireNonNull(clock, "clock");
    environment = Map.copyOf(environment);
    terminals = Set.copyOf(terminals);
    if (!directory.isAbsolute()) {
      throw new IllegalArgumentException("The working directory " + directory + " is relative.");
    }
  }

  /**
   * Those of this process.
   *
   * @return the process's own streams, environment, directory and clock
   */
  static Surroundings ofProcess() {
    return new Surroundings(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        System.getenv(),
        Path.of("").toAbsolutePath(),
        Clock.systemUTC(),
        terminalsOfProcess());
  }

  /** Java cannot tell of each stream whether it is a terminal; the launcher, a shell, can. */
  private static Set<String> terminalsOfProcess() {
    Set<String> terminals = new TreeSet<>();
    for (String name : System.getProperty(TERMINALS, "").split(",", -1)) {
      terminals.add(name);
    }
    return terminals;
  }

  /**
   * Whether a stream is a terminal.
   *
   * @param stream {@code in}, {@code out} or {@code err}
   * @return true if a person is there
   */
  boolean isTerminal(String stream) {
    return terminals.contains(stream);
  }
}
