package io.runpaths.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which commit the job ran from, as {@code reports/git_info.txt}: commit, branch, and whether files
 * were changed since. Outside a repository, or without git, it says so.
 */
final class GitInfo {

  private static final long PATIENCE_SECONDS = 5;

  private final List<String> command;
  private final Path folder;

  /** Asks {@code git} about a folder. */
  GitInfo(Path folder) {
    this(List.of("git"), folder);
  }

  /** Asks another program in git's place. */
  GitInfo(List<String> command, Path folder) {
    this.command = List.copyOf(command);
    this.folder = folder.toAbsolutePath();
  }

  /** The text of the report; never fails, for a job must not end for want of git. */
  byte[] report() {
    return (describe() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private String describe() {
    try {
      if (!ask("rev-parse", "--is-inside-work-tree").equals("true")) {
        return "not inside a git work tree";
      }
      String commit = ask("rev-parse", "--verify", "--quiet", "HEAD");
      String branch = ask("symbolic-ref", "--short", "--quiet", "HEAD");
      boolean dirty = !ask("status", "--porcelain").isEmpty();
      return "commit: %s\nbranch: %s\ndirty: %s"
          .formatted(
              commit.isEmpty() ? "none yet" : commit,
              branch.isEmpty() ? "none (detached)" : branch,
              dirty ? "yes" : "no");
    } catch (IOException e) {
      return "git cannot be asked: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "git was not asked: the job was interrupted";
    }
  }

  /** What git answers; empty where it refuses. */
  private String ask(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
    Process git = builder.start();
    git.getOutputStream().close();
    try {
      String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("it did not end within " + PATIENCE_SECONDS + " s");
      }
      return git.exitValue() == 0 ? answer.strip() : "";
    } finally {
      git.destroy();
    }
  }
}
