package io.runpaths.cli;

import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Json;
import io.runpaths.layout.HashScheme;
import io.runpaths.layout.HashedId;
import io.runpaths.layout.RunConfig;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code id hashed}. */
@Command(
    name = "hashed",
    description = "Print the id of a hashed run: YYYYMMDD_<dataset>_<architecture>_<hash>.",
    customSynopsis = {
      "runpaths id hashed --dataset D --architecture A --config FILE|- [--set K=V]…",
      "                   [--date YYYYMMDD] [--timestamp T] [--zone Z] [--scheme S]",
      "runpaths id hashed --batch FILE|-"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths id hashed --dataset organcmnist --architecture EfficientNet-B0 \\",
      "      --config config.yaml --date 20260208 --timestamp 1770508800.0",
      "  runpaths id hashed --dataset mnist --architecture ResNet-18 --set lr=0.1 --set epochs=3",
      "  runpaths id hashed --batch runs.jsonl"
    })
final class IdHashedCommand implements Callable<Integer> {
  private static final String RUN_TIMESTAMP = "run_timestamp";

  private final Session session;

  @Mixin HashedOptions inputs = new HashedOptions();

  @Option(
      names = "--batch",
      paramLabel = "FILE|-",
      description =
          "Read JSON lines {\"date\", \"dataset\", \"architecture\", \"config\"}, print one id a"
              + " line.")
  @Nullable String batch;

  IdHashedCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    return batch == null ? one() : many(batch);
  }

  private int one() throws IOException, CommandException {
    String dataset = inputs.requiredDataset();
    String architecture = inputs.requiredArchitecture();
    HashScheme scheme = inputs.schemeOrDefault();
    ZoneId zone = inputs.zoneOrUtc();
    LocalDate date = inputs.dateOrNull();
    Number timestamp = inputs.timestampOrNull();
    RunConfig config = inputs.readConfig(session);
    HashedId id =
        HashedId.of(
            date == null ? LocalDate.now(session.clock().withZone(zone)) : date,
            dataset,
            architecture,
            config,
            scheme,
            timestamp == null ? Values.now(session.clock()) : timestamp);
    if (timestamp == null && !config.has(RUN_TIMESTAMP)) {
      session.note(
          "The configuration has no run_timestamp, so this is the id of this very moment; give"
              + " --timestamp "
              + id.timestamp()
              + " --date "
              + id.value().substring(0, 8)
              + " to get it again.");
    }
    if (session.json()) {
      Json.document(session.out(), described(id));
    } else {
      session.out().line(id.value());
    }
    return ExitCode.DONE;
  }

  private int many(String file) throws IOException, CommandException {
    if (inputs.describesRun()) {
      throw CommandException.usage(
          "--batch brings dataset, architecture and configuration of every run; leave out"
              + " --dataset, --architecture, --config and --set.");
    }
    HashScheme scheme = inputs.schemeOrDefault();
    ZoneId zone = inputs.zoneOrUtc();
    LocalDate fixedDate = inputs.dateOrNull();
    Number fixedTimestamp = inputs.timestampOrNull();
    long[] ofThisMoment = {0};
    Batch.run(
        session,
        file,
        line -> {
          line.allow("date", "dataset", "architecture", "config");
          RunConfig config = line.config();
          LocalDate date = line.date();
          if (date == null) {
            date = fixedDate == null ? LocalDate.now(session.clock().withZone(zone)) : fixedDate;
          }
          if (fixedTimestamp == null && !config.has(RUN_TIMESTAMP)) {
            ofThisMoment[0]++;
          }
          HashedId id =
              HashedId.of(
                  date,
                  line.text("dataset"),
                  line.text("architecture"),
                  config,
                  scheme,
                  fixedTimestamp == null ? Values.now(session.clock()) : fixedTimestamp);
          return session.json() ? described(id) : id.value();
        });
    if (ofThisMoment[0] > 0) {
      session.note(
          ofThisMoment[0]
              + (ofThisMoment[0] == 1 ? " configuration has" : " configurations have")
              + " no run_timestamp: their ids are of this very moment.");
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> described(HashedId id) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", id.value());
    map.put("layout", "hashed");
    map.put("scheme", id.scheme().label());
    map.put("date", id.date().toString());
    map.put("dataset", id.datasetSlug());
    map.put("architecture", id.architectureSlug());
    map.put("hash", id.digest());
    return map;
  }
}
