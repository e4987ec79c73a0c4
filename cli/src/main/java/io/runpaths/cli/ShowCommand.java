package io.runpaths.cli;

import io.runpaths.HashedInputs;
import io.runpaths.Link;
import io.runpaths.Run;
import io.runpaths.RunRecord;
import io.runpaths.StagedInputs;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Json;
import io.runpaths.cli.output.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code show}: what a run is, what it was made of, and what it is linked to. */
@Command(
    name = "show",
    description = "Print what a run is, what it was made of, and what it is linked to.",
    customSynopsis = "runpaths show RUN",
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths show 20260208_organcmnist_efficientnetb0_7b627a",
      "  runpaths show outputs/pretrain/2026-02-08_abcde --json"
    })
final class ShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Path, URI or id of a run; by default $RUNPATHS_RUN.")
  @Nullable String run;

  ShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    Run shown = new Targets(session).run(run);
    List<Link> links = shown.links();
    List<Run> descendants = new ArrayList<>();
    try (Stream<Run> stream = shown.descendants()) {
      stream.forEach(descendants::add);
    }
    if (session.json()) {
      Map<String, Object> map = RunView.full(shown);
      map.put("links", RunView.links(links));
      map.put("descendants", descendants.stream().map(Run::path).toList());
      Json.document(session.out(), map);
      return ExitCode.DONE;
    }
    print(shown, links, descendants);
    return ExitCode.DONE;
  }

  private void print(Run shown, List<Link> links, List<Run> descendants) throws IOException {
    RunRecord record = shown.record();
    Output out = session.out();
    out.line(shown.path());
    line("location", shown.location().display());
    line(
        "created",
        record.created() + (record.creator().isEmpty() ? "" : " by " + record.creator()));
    if (record.hashed().isPresent()) {
      HashedInputs inputs = record.hashed().get();
      line("layout", "hashed, " + inputs.scheme());
      line("dataset", inputs.dataset());
      line("architecture", inputs.architecture());
      line("timestamp", inputs.timestamp());
      line("config", inputs.config());
      if (!inputs.masked().isEmpty()) {
        line("masked", String.join(" ", inputs.masked()));
      }
    }
    if (record.staged().isPresent()) {
      StagedInputs inputs = record.staged().get();
      line("layout", "staged, " + inputs.order().label() + (inputs.debug() ? ", debug" : ""));
      line("stage", inputs.stage().orElse("none"));
    }
    for (Link link : links) {
      String role = link.role().equals(link.name()) ? "" : " (" + link.role() + ")";
      String tag = link.checkpoint().map(name -> " at checkpoint " + name).orElse("");
      line(link.name() + role, "→ " + LineageNames.of(shown, link) + tag);
    }
    for (Run descendant : descendants) {
      line("descendant", "← " + descendant.path());
    }
  }

  private void line(String name, String value) throws IOException {
    session.out().line("  " + name + " ".repeat(Math.max(1, 14 - name.length())) + value);
  }
}
