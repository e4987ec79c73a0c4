package io.runpaths.cli;

import io.runpaths.Run;
import io.runpaths.RunStore;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Failure;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.UnsupportedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the run that a RUN of the command line means: the path or URI of a run, its path below the
 * default root, a bare id under the default root, or {@code RUNPATHS_RUN} where it is left out.
 *
 * <p>A text that begins with {@code /}, {@code ./}, {@code ../} or a scheme is a place. A bare
 * name, and every relative text where {@code --root} is given, is looked for under the root first
 * and as a path then; another relative path the other way round.
 *
 * <p>The root of a run that was named by its place is found with the run's own record, which knows
 * its path below the root.
 */
final class Targets {
  private final Session session;

  Targets(Session session) {
    this.session = session;
  }

  /** A run, and what the text names inside it: empty for the run itself. */
  record Inside(Run run, String rest) {}

  /** The run that a text means; null for the one of the environment. */
  Run run(@Nullable String text) throws IOException, CommandException {
    String name = text == null ? session.defaultRun() : text;
    if (name == null) {
      throw CommandException.usage(
          "No run is named; give its path, URI or id, or set RUNPATHS_RUN.");
    }
    if (name.isBlank()) {
      throw CommandException.usage("The run is blank; give its path, URI or id.");
    }
    List<NotFoundException> misses = new ArrayList<>();
    Optional<Run> run = find(Places.withoutTrailingSlashes(name), misses);
    if (run.isPresent()) {
      return run.get();
    }
    if (misses.size() == 1) {
      throw misses.get(0);
    }
    List<String> places = new ArrayList<>();
    for (NotFoundException miss : misses) {
      places.add(session.resolve(miss.location()).display());
    }
    throw new CommandException(
        new Failure(
            "NotFound",
            "open",
            misses.get(0).location(),
            "There is no run "
                + name
                + ": neither at "
                + String.join(" nor at ", places)
                + " is a run.json; list the runs with runpaths ls.",
            "",
            ExitCode.NOT_FOUND),
        misses.get(0));
  }

  /**
   * The run that a text names, or in which it names something; empty if the text is a root. Below
   * the default root a bare id of a staged run is looked for last, as that costs a listing.
   */
  Optional<Inside> inside(String text) throws IOException {
    String name = Places.withoutTrailingSlashes(text);
    Location place = session.resolve(name);
    boolean relative = !Places.isExplicit(name);
    if (relative && session.globals().root != null) {
      Optional<Inside> found = above(below(name));
      if (found.isPresent()) {
        return found;
      }
    }
    Optional<Inside> found = above(place);
    if (found.isPresent() || !relative || exists(place)) {
      return found;
    }
    found = above(below(name));
    if (found.isPresent()) {
      return found;
    }
    int slash = name.indexOf('/');
    String first = slash < 0 ? name : name.substring(0, slash);
    return under(first, new ArrayList<>())
        .map(run -> new Inside(run, slash < 0 ? "" : name.substring(slash + 1)));
  }

  private Location below(String name) throws IOException {
    return session.resolve(session.defaultRoot()).resolve(name);
  }

  private Optional<Inside> above(Location place) throws IOException {
    for (Location at = place; !at.path().isEmpty(); at = Places.parent(at)) {
      Optional<Run> run;
      try {
        run = at(at, new ArrayList<>());
      } catch (AccessDeniedException | UnsupportedException e) {
        // Whether a run lies above cannot be seen; what was named is tried for itself.
        continue;
      }
      if (run.isPresent()) {
        String rest = place.below(run.get().location()).orElse("");
        return Optional.of(new Inside(run.get(), rest));
      }
    }
    return Optional.empty();
  }

  private boolean exists(Location place) throws IOException {
    try {
      return !session
          .open(place)
          .backend()
          .list(KeyPrefix.ROOT, Depth.CHILDREN, Cursor.START, 1)
          .entries()
          .isEmpty();
    } catch (NotFoundException e) {
      return false;
    }
  }

  private Optional<Run> find(String name, List<NotFoundException> misses) throws IOException {
    if (Places.isExplicit(name)) {
      return at(session.resolve(name), misses);
    }
    boolean rootFirst = session.globals().root != null || name.indexOf('/') < 0;
    Optional<Run> run = rootFirst ? under(name, misses) : at(session.resolve(name), misses);
    if (run.isPresent()) {
      return run;
    }
    return rootFirst ? at(session.resolve(name), misses) : under(name, misses);
  }

  private Optional<Run> under(String name, List<NotFoundException> misses) throws IOException {
    RunStore store = session.openRoot(null);
    try {
      Optional<Run> run = store.find(name);
      if (run.isPresent()) {
        return run;
      }
      return Optional.of(store.open(name));
    } catch (NotFoundException e) {
      misses.add(e);
      return Optional.empty();
    }
  }

  /** The run at a place. */
  Run at(Location place) throws IOException {
    List<NotFoundException> misses = new ArrayList<>();
    Optional<Run> run = at(place, misses);
    if (run.isPresent()) {
      return run.get();
    }
    throw misses.get(0);
  }

  private Optional<Run> at(Location place, List<NotFoundException> misses) throws IOException {
    if (place.path().isEmpty()) {
      misses.add(
          new NotFoundException(
              "open",
              place.uri(),
              Reason.NO_SUCH_OBJECT,
              "There is no run at " + place.display() + ": a run lies below a root.",
              null));
      return Optional.empty();
    }
    Run run;
    try {
      run = session.open(Places.parent(place)).open(place.name());
    } catch (NotFoundException e) {
      misses.add(e);
      return Optional.empty();
    }
    String path = run.record().path();
    if (path.equals(run.path()) || !("/" + place.path()).endsWith("/" + path)) {
      // Where the run lies elsewhere than its record says, it was copied: its parent is its root.
      return Optional.of(run);
    }
    int end = Math.max(0, place.path().length() - path.length() - 1);
    String root = place.path().substring(0, end);
    return Optional.of(
        session.open(new Location(place.scheme(), place.authority(), root)).open(path));
  }
}
