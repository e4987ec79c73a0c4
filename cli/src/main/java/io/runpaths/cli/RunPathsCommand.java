package io.runpaths.cli;

import io.runpaths.cli.output.ClosedPipeException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The way in: parses a command line, carries it out, and says in one line and an exit code what
 * went wrong. Docs/CLI.md is the reference of what it takes.
 */
public final class RunPathsCommand {
  private RunPathsCommand() {}

  /**
   * Runs the command as this process, and ends the process.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    // Whatever a library prints must not end up among the results.
    System.setOut(System.err);
    GlobalOptions globals = new GlobalOptions();
    Session session = new Session(Surroundings.ofProcess(), globals);
    Interruption interruption = Interruption.over(session);
    int code = run(args, session, globals);
    interruption.done();
    System.exit(code);
  }

  /**
   * Runs the command inside this process.
   *
   * @param args the command line
   * @param world its streams, environment and clock
   * @return the exit code
   */
  public static int run(String[] args, Surroundings world) {
    GlobalOptions globals = new GlobalOptions();
    return run(args, new Session(world, globals), globals);
  }

  private static int run(String[] args, Session session, GlobalOptions globals) {
    int code = ExitCode.FAILED;
    try {
      try (session) {
        code = execute(args, session, globals);
      }
    } catch (ClosedPipeException e) {
      return ExitCode.DONE;
    } catch (IOException | RuntimeException e) {
      return report(session, e);
    }
    return code;
  }

  private static int execute(String[] args, Session session, GlobalOptions globals) {
    CommandLine line = Commands.line(session, globals, List.of(args)::contains);
    globals.noColor = CommandLines.has(args, "--no-color");
    Ansi ansi = session.colour("out") ? Ansi.ON : Ansi.OFF;
    line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
    line.setOut(new PrintWriter(session.out(), false, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(session.err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler(new Mistake(session, globals));
    line.setExecutionExceptionHandler(new Accident(session));
    try {
      StoreFlags.add(line, session, args);
    } catch (IllegalStateException e) {
      return report(session, e);
    }
    return line.execute(args);
  }

  /** The command line is wrong. */
  private record Mistake(Session session, GlobalOptions globals)
      implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException mistake, String[] args) {
      // The parser stopped half-way: how to tell of it must be looked up.
      globals.json |= CommandLines.has(args, "--json");
      globals.noColor |= CommandLines.has(args, "--no-color");
      globals.stacktrace |= CommandLines.has(args, "--stacktrace");
      return report(session, Mistakes.explain(mistake));
    }
  }

  /** The command failed. */
  private record Accident(Session session) implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception accident, CommandLine line, ParseResult parsed) {
      return report(session, accident);
    }
  }

  private static int report(Session session, Throwable thrown) {
    Throwable cause =
        thrown instanceof UncheckedIOException e && e.getCause() != null ? e.getCause() : thrown;
    if (cause instanceof ClosedPipeException) {
      return ExitCode.DONE;
    }
    Failure failure = Failure.of(cause);
    try {
      session.report(failure);
      if (session.globals().stacktrace) {
        PrintWriter writer = new PrintWriter(session.err(), true, StandardCharsets.UTF_8);
        thrown.printStackTrace(writer);
        writer.flush();
      }
    } catch (IOException e) {
      // Standard error is gone: the exit code is all that is left to tell it.
      return failure.exit();
    }
    return failure.exit();
  }
}
