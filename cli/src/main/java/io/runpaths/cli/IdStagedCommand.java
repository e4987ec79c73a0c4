package io.runpaths.cli;

import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Json;
import io.runpaths.layout.StagedId;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code id staged}. */
@Command(
    name = "staged",
    description = "Print the id of a staged run: a date and five characters.",
    customSynopsis = {
      "runpaths id staged [--seed N] [--date YYYY-MM-DD]",
      "runpaths id staged --batch FILE|-"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths id staged",
      "  runpaths id staged --seed 7 --date 2026-02-08",
      "  runpaths id staged --batch seeds.jsonl"
    })
final class IdStagedCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "An integer that fixes the id, as Python's random does; random by default.")
  @Nullable Long seed;

  @Option(
      names = "--date",
      paramLabel = "YYYY-MM-DD",
      description = "The date in the id; by default today in UTC.")
  @Nullable String date;

  @Option(
      names = "--batch",
      paramLabel = "FILE|-",
      description = "Read JSON lines {\"date\", \"seed\"}, print one id a line.")
  @Nullable String batch;

  IdStagedCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    LocalDate fixed = date == null ? null : Values.date(date);
    if (batch == null) {
      print(id(fixed, seed));
      return ExitCode.DONE;
    }
    if (seed != null) {
      throw CommandException.usage("--batch brings the seed of every run; leave out --seed.");
    }
    Batch.run(
        session,
        batch,
        line -> {
          line.allow("date", "seed");
          LocalDate own = line.date();
          String id = id(own == null ? fixed : own, line.integer("seed"));
          return session.json() ? described(id) : id;
        });
    return ExitCode.DONE;
  }

  private String id(@Nullable LocalDate on, @Nullable Long from) {
    LocalDate day = on == null ? LocalDate.now(session.clock().withZone(ZoneOffset.UTC)) : on;
    return from == null ? StagedId.generate(day) : StagedId.generate(from, day);
  }

  private void print(String id) throws IOException {
    if (session.json()) {
      Json.document(session.out(), described(id));
    } else {
      session.out().line(id);
    }
  }

  private static Map<String, Object> described(String id) {
    return Map.of("id", id, "layout", "staged");
  }
}
