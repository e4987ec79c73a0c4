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
  RUN("the run's own folder", Layout.HASHED, Layout.STAGED),
  FIGURES("plots, confusion matrices, curves", Layout.HASHED),
  CHECKPOINTS("model weights and committed checkpoints", Layout.HASHED, Layout.STAGED),
  REPORTS("mirrored configuration and summaries", Layout.HASHED),
  LOGS("training logs", Layout.HASHED),
  DATABASE("the database of a study", Layout.HASHED),
  EXPORTS("exported models", Layout.HASHED),
  BEST_MODEL("checkpoints/best_<architecture>.pth", Layout.HASHED),
  FINAL_REPORT("reports/training_summary.xlsx", Layout.HASHED),
  CONFIG("reports/config.yaml, or the tracker's config.yaml", Layout.HASHED, Layout.STAGED),
  DB("database/study.db", Layout.HASHED),
  FIGURE("figures/NAME", Layout.HASHED),
  LOG("log.txt", Layout.STAGED),
  TRACKER("the tracker's folder", Layout.STAGED),
  ENTRIES("the tracker's entries.th", Layout.STAGED),
  SUMMARY("the tracker's summary.yaml", Layout.STAGED),
  ARTIFACT("any artifact, NAME in the run", Layout.HASHED, Layout.STAGED);

  private final String meaning;
  private final List<Layout> layouts;

  Place(String meaning, Layout... layouts) {
    this.meaning = meaning;
    this.layouts = List.of(layouts);
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
        if (place.layouts.contains(layout)) {
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
      if (place.layouts.contains(layout)) {
        words.add(place.word());
      }
    }
    return words.toString();
  }

  /** The places of a layout that need no name. */
  static List<Place> unnamed(Layout layout) {
    List<Place> places = new ArrayList<>();
    for (Place place : values()) {
      if (place.layouts.contains(layout) && !place.needsName()) {
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
      String layout = place.layouts.size() == 2 ? "both" : place.layouts.get(0).label();
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
