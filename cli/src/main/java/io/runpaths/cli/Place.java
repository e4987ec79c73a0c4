package io.runpaths.cli;

import io.runpaths.Layout;
import io.runpaths.Run;
import io.runpaths.cli.output.CommandException;
import io.runpaths.spi.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Everything that {@code path} can locate: the one table behind its parsing, help and errors. */
enum Place {
  RUN("the run's own folder", true, true),
  FIGURES("plots, confusion matrices, curves", true, false),
  CHECKPOINTS("model weights and committed checkpoints", true, true),
  REPORTS("mirrored configuration and summaries", true, false),
  LOGS("training logs", true, false),
  DATABASE("the database of a study", true, false),
  EXPORTS("exported models", true, false),
  BEST_MODEL("checkpoints/best_<architecture>.pth", true, false),
  FINAL_REPORT("reports/training_summary.xlsx", true, false),
  CONFIG("reports/config.yaml, or the tracker's config.yaml", true, true),
  DB("database/study.db", true, false),
  FIGURE("figures/NAME", true, false),
  LOG("log.txt", false, true),
  TRACKER("the tracker's folder", false, true),
  ENTRIES("the tracker's entries.th", false, true),
  SUMMARY("the tracker's summary.yaml", false, true),
  ARTIFACT("any artifact, NAME in the run", true, true);

  private final String meaning;
  private final boolean hashed;
  private final boolean staged;

  Place(String meaning, boolean hashed, boolean staged) {
    this.meaning = meaning;
    this.hashed = hashed;
    this.staged = staged;
  }

  private boolean isIn(Layout layout) {
    return layout == Layout.HASHED ? hashed : staged;
  }

  /** The word on the command line, such as {@code best-model}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The variable of {@code --env}, such as {@code RUNPATHS_BEST_MODEL}. */
  String variable() {
    return "RUNPATHS_" + name();
  }

  private boolean needsName() {
    return this == FIGURE || this == ARTIFACT;
  }

  /** Whether any layout has a place of that word. */
  static boolean isWord(String word) {
    for (Place place : values()) {
      if (place.word().equals(word)) {
        return true;
      }
    }
    return false;
  }

  /** The place of a word in a layout. */
  static Place of(Layout layout, String word) throws CommandException {
    for (Place place : values()) {
      if (place.word().equals(word)) {
        if (place.isIn(layout)) {
          return place;
        }
        throw CommandException.usage(
            "A run of the "
                + layout.label()
                + " layout has no "
                + word
                + "; it has "
                + words(layout)
                + ".");
      }
    }
    throw CommandException.usage(
        "'" + word + "' is no place in a run; there are " + words(layout) + ".");
  }

  /** The words of a layout, for messages. */
  static String words(Layout layout) {
    StringJoiner words = new StringJoiner(", ");
    for (Place place : values()) {
      if (place.isIn(layout)) {
        words.add(place.word());
      }
    }
    return words.toString();
  }

  /** The places of a layout that need no name. */
  static List<Place> unnamed(Layout layout) {
    List<Place> places = new ArrayList<>();
    for (Place place : values()) {
      if (place.isIn(layout) && !place.needsName()) {
        places.add(place);
      }
    }
    return places;
  }

  /** The table for {@code --help}. */
  static List<String> help() {
    List<String> lines = new ArrayList<>();
    for (Place place : values()) {
      String word = place.needsName() ? place.word() + " NAME" : place.word();
      String layout = place.hashed && place.staged ? "both" : place.hashed ? "hashed" : "staged";
      lines.add(String.format(Locale.ROOT, "  %-14s %-7s %s", word, layout, place.meaning));
    }
    return lines;
  }

  /** Where it lies. */
  Location locate(Run run, @Nullable String name) throws CommandException {
    if (needsName() && name == null) {
      throw CommandException.usage(
          "Name the " + word() + " to locate, as in " + word() + " loss.png.");
    }
    if (!needsName() && name != null) {
      throw CommandException.usage(
          "The place " + word() + " takes no name; leave out '" + name + "'.");
    }
    String given = name == null ? "" : name;
    return switch (this) {
      case RUN -> run.location();
      case FIGURES -> run.paths().figures();
      case CHECKPOINTS ->
          run.layout() == Layout.HASHED
              ? run.paths().checkpoints()
              : run.location().resolve("checkpoints");
      case REPORTS -> run.paths().reports();
      case LOGS -> run.paths().logs();
      case DATABASE -> run.paths().database();
      case EXPORTS -> run.paths().exports();
      case BEST_MODEL -> run.paths().bestModelPath();
      case FINAL_REPORT -> run.paths().finalReportPath();
      case CONFIG ->
          run.layout() == Layout.HASHED ? run.paths().configPath() : tracked(run, "config.yaml");
      case DB -> run.paths().dbPath();
      case FIGURE -> run.paths().figPath(given);
      case LOG -> run.location().resolve("log.txt");
      case TRACKER -> run.location().resolve(run.stagedPaths().tracker());
      case ENTRIES -> tracked(run, "entries.th");
      case SUMMARY -> tracked(run, "summary.yaml");
      case ARTIFACT -> run.artifact(given);
    };
  }

  private static Location tracked(Run run, String file) {
    return run.location().resolve(run.stagedPaths().tracker() + "/" + file);
  }
}
