package io.runpaths.cli;

import io.runpaths.Run;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Failure;
import io.runpaths.cli.output.Json;
import io.runpaths.spi.Body;
import io.runpaths.spi.LocalFiles;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code put}: local files as artifacts. */
@Command(
    name = "put",
    description = {
      "Store local files as artifacts of a run; folders go with all that is in them, and - is"
          + " standard input. Artifacts are write-once unless --replace is given."
    },
    customSynopsis = "runpaths put RUN SOURCE… ARTIFACT[/] [--replace]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths put 20260208_organcmnist_efficientnetb0_7b627a loss.png figures/loss.png",
      "  runpaths put 20260208_organcmnist_efficientnetb0_7b627a loss.png roc.png figures/ \\",
      "      --replace",
      "  runpaths put 20260208_organcmnist_efficientnetb0_7b627a plots figures/",
      "  runpaths put 20260208_organcmnist_efficientnetb0_7b627a - logs/notes.txt < notes.txt"
    })
final class PutCommand implements Callable<Integer> {
  private static final int THREADS = 8;

  private final Session session;

  @Parameters(arity = "1..*", paramLabel = "RUN SOURCE… ARTIFACT[/]", hidden = true)
  List<String> words = List.of();

  @Option(names = "--replace", description = "Replace artifacts that are there, each as a whole.")
  boolean replace;

  PutCommand(Session session) {
    this.session = session;
  }

  /** What became of one file. */
  private record Done(String name, @Nullable ObjectStat stat, @Nullable Failure failure) {}

  @Override
  public Integer call() throws IOException, CommandException {
    RunWords named = RunWords.of(session, words, 2, "a source and the artifact to make of it");
    List<String> sources = named.rest().subList(0, named.rest().size() - 1);
    String target = named.rest().get(named.rest().size() - 1);
    if (sources.isEmpty()) {
      throw CommandException.usage("Name a source and the artifact to make of it; see --help.");
    }
    boolean into = target.endsWith("/");
    if (sources.size() > 1 && !into) {
      throw CommandException.usage(
          "Several sources go into a folder; write " + target + "/ with a slash at its end.");
    }
    String prefix = target.equals("./") || target.equals("/") ? "" : target;
    Run run = new Targets(session).run(named.run());
    if (sources.get(0).equals("-") && sources.size() == 1) {
      return standardInput(run, target);
    }
    LocalSources files = new LocalSources();
    for (String source : sources) {
      add(files, source, into, into ? prefix : target);
    }
    for (LocalSources.Source file : files.files()) {
      run.artifact(file.name());
    }
    return putAll(run, files);
  }

  private void add(LocalSources files, String source, boolean into, String target)
      throws IOException, CommandException {
    if (source.equals("-")) {
      throw CommandException.usage("Standard input can only be a source by itself.");
    }
    Path file = session.local(source);
    Path last = file.normalize().getFileName();
    if (Files.isDirectory(file)) {
      // As with cp: the folder itself becomes ARTIFACT, or goes into ARTIFACT/.
      files.addFolder(file, into && last != null ? target + last + "/" : target + "/");
    } else if (Files.isRegularFile(file)) {
      files.addFile(file, into ? target + last : target);
    } else if (Files.exists(file)) {
      throw CommandException.usage(
          file + " is no file and no folder; give - to store what a pipe says.");
    } else {
      throw new NoSuchFileException(file.toString());
    }
  }

  private int standardInput(Run run, String target) throws IOException, CommandException {
    if (target.endsWith("/")) {
      throw CommandException.usage(
          "Standard input has no name; write " + target + "NAME, without a slash at its end.");
    }
    ObjectStat stat;
    try (Upload upload = run.upload(target, replace)) {
      session.in().transferTo(upload.output());
      stat = upload.commit();
    }
    return report(run, List.of(new Done(target, stat, null)), List.of());
  }

  private int putAll(Run run, LocalSources files) throws IOException {
    List<Done> results = new ArrayList<>();
    int threads =
        run.store().backend().extension(LocalFiles.class).isPresent() || files.files().size() == 1
            ? 1
            : THREADS;
    try (LookAhead<LocalSources.Source, Done> ahead =
        new LookAhead<>(files.files().iterator(), threads, source -> put(run, source))) {
      while (ahead.hasNext()) {
        Done done = ahead.next();
        results.add(done);
        if (done.failure() != null && files.files().size() > 1) {
          session.note(done.failure().message());
        }
      }
    }
    return report(run, results, files.leftOut());
  }

  private Done put(Run run, LocalSources.Source source) {
    try {
      Body body = Body.ofFile(source.file());
      ObjectStat stat = replace ? run.replace(source.name(), body) : run.put(source.name(), body);
      return new Done(source.name(), stat, null);
    } catch (IOException e) {
      Failure failure = Failure.of(e);
      return new Done(
          source.name(),
          null,
          failure.exit() == ExitCode.CONFLICT
              ? failure.withHint("With --replace the command replaces it.")
              : failure);
    }
  }

  private int report(Run run, List<Done> results, List<String> leftOut) throws IOException {
    for (String sentence : leftOut) {
      session.note(sentence);
    }
    Failure first = null;
    long count = 0;
    long size = 0;
    List<Map<String, Object>> stored = new ArrayList<>();
    for (Done done : results) {
      if (done.stat() == null) {
        first = first == null ? done.failure() : first;
        continue;
      }
      count++;
      size += done.stat().size();
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", done.name());
      map.put("size", done.stat().size());
      map.put("location", run.artifact(done.name()).display());
      stored.add(map);
    }
    if (session.json()) {
      Json.document(session.out(), stored);
    } else if (count > 0 || first == null) {
      session.note(
          "Stored " + count + (count == 1 ? " artifact, " : " artifacts, ") + size + " bytes.");
    }
    if (first == null) {
      return leftOut.isEmpty() ? ExitCode.DONE : ExitCode.PARTLY;
    }
    if (count == 0) {
      session.report(first);
      return first.exit();
    }
    long failed = results.size() - count;
    session.report(
        new Failure(
            "Partly",
            "put",
            run.location().uri(),
            failed
                + " of "
                + results.size()
                + " artifacts were not stored; the first: "
                + first.message(),
            first.hint(),
            ExitCode.PARTLY));
    return ExitCode.PARTLY;
  }
}
