package io.runpaths;

import io.runpaths.spi.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which names a run, a stage, a link and an artifact may have, and which are RunPaths' own. */
final class RunNames {
  static final String RUN_JSON = "run.json";
  static final String DESCENDANTS = "descendants";
  static final String CHECKPOINTS = "checkpoints";
  static final String DEBUG = "debug";
  static final String ANCESTOR = "ancestor";
  static final String LINK_SUFFIX = ".link.json";
  static final String CONTROL = ".runpaths";

  /** The six folders of the hashed layout. */
  static final List<String> HASHED_FOLDERS =
      List.of("figures", CHECKPOINTS, "reports", "logs", "database", "exports");

  /** Folders of either layout, which therefore cannot be runs or stages. */
  static final Set<String> FOLDERS =
      Set.of(
          "figures",
          CHECKPOINTS,
          "models",
          "reports",
          "logs",
          "database",
          "exports",
          "basetracker",
          "tracker",
          DESCENDANTS);

  /** Room for {@code -<8 hex>.json}, which the name of a back link adds to the id. */
  private static final int MAX_ID_BYTES = 255 - 14;

  private RunNames() {}

  /** One segment that names a run, a stage or a link. */
  static String checkSegment(String parameter, @Nullable String name) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException(
          "The " + parameter + " is " + (name == null ? "null" : "blank") + "; give it a name.");
    }
    if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
      throw bad(parameter, name, "has a slash; give one name, not a path");
    }
    checkPath(parameter, name);
    if (name.equals(DEBUG) || FOLDERS.contains(name)) {
      throw bad(parameter, name, "is the name of a standard folder; choose another");
    }
    if (name.startsWith(CONTROL) || isControlFile(name)) {
      throw bad(parameter, name, "is reserved for RunPaths' own documents; choose another");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_ID_BYTES) {
      throw bad(parameter, name, "is longer than " + MAX_ID_BYTES + " bytes; shorten it");
    }
    return name;
  }

  /** One segment that names a run or a stage, and so never a link beside it. */
  static String checkRun(String parameter, @Nullable String name) {
    String checked = checkSegment(parameter, name);
    if (checked.equals(ANCESTOR)) {
      throw bad(parameter, checked, "is the name of a link; choose another");
    }
    return checked;
  }

  /** A name below a folder that may be nested, such as {@code organ/grid.png}. */
  static String checkName(String parameter, @Nullable String name) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException(
          "The " + parameter + " is " + (name == null ? "null" : "blank") + "; give it a name.");
    }
    if (name.startsWith("/")) {
      throw bad(parameter, name, "is absolute; give a name inside the run");
    }
    checkPath(parameter, name);
    return name;
  }

  /** A name of one's own file in a run: not one of RunPaths' control documents. */
  static String checkArtifact(@Nullable String name) {
    String checked = checkName("artifact", name);
    if (isReserved(checked)) {
      throw bad(
          "artifact", checked, "is reserved for RunPaths' own documents and links; choose another");
    }
    return checked;
  }

  /** The name of a link. */
  static String checkLink(@Nullable String name) {
    String checked = checkSegment("link name", name);
    if (checked.contains(":")) {
      throw bad("link name", checked, "has a colon; use letters, digits and hyphens");
    }
    return checked;
  }

  /** Whether a path inside a run is a control document or a link of ours, not an artifact. */
  static boolean isReserved(String name) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? name : name.substring(0, slash);
    String last = name.substring(name.lastIndexOf('/') + 1);
    if (isControlFile(first)
        || first.equals(DESCENDANTS)
        || first.equals(ANCESTOR)
        || last.endsWith(LINK_SUFFIX)) {
      return true;
    }
    for (String segment : name.split("/", -1)) {
      if (segment.startsWith(CONTROL)) {
        return true;
      }
    }
    if (first.equals(CHECKPOINTS) && slash > 0) {
      String below = name.substring(slash + 1);
      int next = below.indexOf('/');
      String tag = next < 0 ? below : below.substring(0, next);
      return tag.equals("latest")
          || tag.equals("best")
          || (next > 0 && below.substring(next + 1).equals("checkpoint.json"));
    }
    return false;
  }

  private static boolean isControlFile(String name) {
    return name.equals(RUN_JSON)
        || name.equals("lease.json")
        || name.startsWith("seal.json")
        || name.endsWith(LINK_SUFFIX);
  }

  private static void checkPath(String parameter, String name) {
    Objects.requireNonNull(name, parameter);
    try {
      ObjectKey.of(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          String.valueOf(e.getMessage()).replaceFirst("^The object key", "The " + parameter), e);
    }
  }

  private static IllegalArgumentException bad(String parameter, String name, String what) {
    String shown = name.length() > 120 ? name.substring(0, 60) + "…" : name;
    return new IllegalArgumentException("The " + parameter + " '" + shown + "' " + what + ".");
  }
}
