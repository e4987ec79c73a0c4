package io.runpaths.cli;

import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Failure;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code demo}: the README's training job, which comes in a module of its own. */
@Command(
    name = "demo",
    description = {
      "Train a small classifier on real data, and leave two linked runs behind. Needs nothing and"
          + " takes some seconds."
    },
    customSynopsis = "runpaths demo [--root URI]",
    footerHeading = "%nExamples:%n",
    footer = {"  runpaths demo", "  runpaths demo --root /tmp/demo-outputs"})
final class DemoCommand implements Callable<Integer> {
  private static final String JOB = "io.runpaths.examples.LocalDevelopment";

  private final Session session;

  @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "Handed to the job.")
  List<String> arguments = List.of();

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException, ReflectiveOperationException {
    Class<?> job;
    try {
      job = Class.forName(JOB);
    } catch (ClassNotFoundException e) {
      throw new CommandException(
          new Failure(
              "Unsupported",
              "demo",
              "",
              "The demo is not installed: "
                  + JOB
                  + " is not on the class path; start it with ./runpaths demo in a checkout, or add"
                  + " io.runpaths:runpaths-examples.",
              "",
              ExitCode.UNSUPPORTED),
          e);
    }
    List<String> args = new ArrayList<>(List.of("--root", session.defaultRoot()));
    args.addAll(arguments);
    try (PrintStream out = new PrintStream(session.out(), true, StandardCharsets.UTF_8)) {
      PrintStream err = new PrintStream(session.err(), true, StandardCharsets.UTF_8);
      Object code =
          job.getMethod("run", String[].class, PrintStream.class, PrintStream.class)
              .invoke(null, args.toArray(String[]::new), out, err);
      return code instanceof Integer number ? number : ExitCode.DONE;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
