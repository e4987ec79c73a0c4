package io.runpaths.cli;

import io.runpaths.cli.output.CommandException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of a command line that begins with a RUN, which may be left out where the environment
 * names it.
 *
 * @param run the word for the run; null if it was left out
 * @param rest the words behind it
 */
record RunWords(@Nullable String run, List<String> rest) {
  /**
   * Splits words of which {@code count} follow the run.
   *
   * @param missing what is missing where there are too few, such as {@code the artifact to print}
   */
  static RunWords of(Session session, List<String> words, int count, String missing)
      throws CommandException {
    if (words.size() == count && session.defaultRun() != null) {
      return new RunWords(null, words);
    }
    if (words.size() <= count) {
      throw CommandException.usage(
          words.isEmpty() || session.defaultRun() != null
              ? "Name " + missing + "; see --help."
              : "Name the run and " + missing + ", or set RUNPATHS_RUN; see --help.");
    }
    return new RunWords(words.get(0), words.subList(1, words.size()));
  }
}
