package io.runpaths.cli;

import io.runpaths.Artifact;
import io.runpaths.Run;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Failure;
import io.runpaths.cli.output.Json;
import io.runpaths.spi.ObjectContent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code get}: an artifact, or a folder of artifacts, as local files. */
@Command(
    name = "get",
    description = {
      "Copy an artifact, or a whole folder of a run, to a local file. Nothing is ever overwritten,"
          + " and nothing half copied is ever there under its name."
    },
    customSynopsis = "runpaths get RUN ARTIFACT [DEST|-]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths get 20260208_organcmnist_efficientnetb0_7b627a reports/summary.csv",
      "  runpaths get 20260208_organcmnist_efficientnetb0_7b627a reports/summary.csv /tmp/copy.csv",
      "  runpaths get 20260208_organcmnist_efficientnetb0_7b627a reports/summary.csv -",
      "  runpaths get 20260208_organcmnist_efficientnetb0_7b627a figures/ /tmp"
    })
final class GetCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "1..3", paramLabel = "RUN ARTIFACT [DEST|-]", hidden = true)
  List<String> words = List.of();

  GetCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    RunWords named = RunWords.of(session, words, 1, "the artifact to get");
    Run run = new Targets(session).run(named.run());
    String artifact = named.rest().get(0);
    String dest = named.rest().size() > 1 ? named.rest().get(1) : null;
    boolean folder = artifact.endsWith("/");
    String name = Places.withoutTrailingSlashes(artifact);
    if ("-".equals(dest)) {
      if (folder) {
        throw CommandException.usage(
            "The folder " + artifact + " cannot go to standard output; name a file in it.");
      }
      try (ObjectContent content = run.read(name)) {
        Contents.copy(run.artifact(name), content, session.out());
      }
      return ExitCode.DONE;
    }
    run.artifact(name);
    Path target = target(name, dest);
    if (!folder && run.stat(name).isPresent()) {
      return file(run, name, target);
    }
    return folder(run, name, target);
  }

  /** The name under which the artifact will lie; a folder that is there already holds it. */
  private Path target(String name, @Nullable String dest) throws IOException {
    String last = name.substring(name.lastIndexOf('/') + 1);
    Path target = session.local(dest == null ? last : dest);
    if (dest != null && Files.isDirectory(target)) {
      target = target.resolve(last);
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path folder = target.getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      if (Files.exists(folder)) {
        throw new NotDirectoryException(folder.toString());
      }
      throw new java.nio.file.NoSuchFileException(folder.toString());
    }
    return target;
  }

  private int file(Run run, String name, Path target) throws IOException {
    long size;
    try (LocalDraft draft = LocalDraft.file(target);
        ObjectContent content = run.read(name)) {
      try (OutputStream out = Files.newOutputStream(draft.path())) {
        size = Contents.copy(run.artifact(name), content, out);
      }
      draft.publish();
    }
    told(target, 1, size);
    return ExitCode.DONE;
  }

  private int folder(Run run, String name, Path target) throws IOException, CommandException {
    long count = 0;
    long size = 0;
    try (Stream<Artifact> stream = run.artifacts(name)) {
      Iterator<Artifact> artifacts = stream.iterator();
      if (!artifacts.hasNext()) {
        throw new CommandException(
            new Failure(
                "NotFound",
                "get",
                run.artifact(name).uri(),
                "The run "
                    + run.path()
                    + " has no artifact "
                    + name
                    + " and nothing below it; list the run to see what there is.",
                "",
                ExitCode.NOT_FOUND),
            null);
      }
      try (LocalDraft draft = LocalDraft.folder(target)) {
        while (artifacts.hasNext()) {
          Artifact artifact = artifacts.next();
          Path file = draft.inside(artifact.name().substring(name.length() + 1));
          try (ObjectContent content = run.read(artifact.name());
              OutputStream out = Files.newOutputStream(file)) {
            size += Contents.copy(run.artifact(artifact.name()), content, out);
          }
          count++;
        }
        draft.publish();
      }
    }
    told(target, count, size);
    return ExitCode.DONE;
  }

  private void told(Path target, long count, long size) throws IOException {
    if (session.json()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("file", target.toString());
      map.put("artifacts", count);
      map.put("size", size);
      Json.document(session.out(), map);
    } else {
      session.out().line(target.toString());
    }
  }
}
