package io.runpaths.cli;

import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.cli.output.Failure;
import io.runpaths.cli.output.Json;
import io.runpaths.cli.output.Output;
import io.runpaths.cli.settings.StoreOptions;
import io.runpaths.spi.LocalFiles;
import io.runpaths.spi.Location;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of the command: its output, its settings, and the stores it has opened. Not safe for use
 * by several threads, save for what an {@link Interruption} needs.
 */
final class Session implements AutoCloseable {
  private final Surroundings world;
  private final GlobalOptions globals;
  private final Output out;
  private final StandardInput in;
  private final Map<String, String> storeFlags = new LinkedHashMap<>();

  /** By the root's URI: a text hashes quicker than a record when a process is young. */
  private final Map<String, RunStore> stores = new ConcurrentHashMap<>();

  private @Nullable StoreOptions storeOptions;

  Session(Surroundings world, GlobalOptions globals) {
    this.world = world;
    this.globals = globals;
    this.out = new Output(world.out(), world.isTerminal("out"));
    this.in = new StandardInput(world.in());
  }

  Output out() {
    return out;
  }

  InputStream in() {
    return in;
  }

  OutputStream err() {
    return world.err();
  }

  Clock clock() {
    return world.clock();
  }

  Map<String, String> environment() {
    return world.environment();
  }

  GlobalOptions globals() {
    return globals;
  }

  boolean json() {
    return globals.json;
  }

  /** Sets a setting of a store, as a flag gives it. */
  void setStoreFlag(String name, String value) {
    storeFlags.put(name, value);
  }

  /** Whether a stream may have colour. */
  boolean colour(String stream) {
    return world.isTerminal(stream)
        && !globals.noColor
        && environment().getOrDefault("NO_COLOR", "").isEmpty()
        && !environment().getOrDefault("TERM", "").equals("dumb");
  }

  /** A local file as the user named it. */
  Path local(String name) {
    return world.directory().resolve(name);
  }

  /** Says something on standard error that is no error. */
  void note(String sentence) throws IOException {
    if (globals.quiet) {
      return;
    }
    out.flush();
    if (json()) {
      Json.line(world.err(), Map.of("note", Map.of("message", sentence)));
    } else {
      world.err().write((sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }
    world.err().flush();
  }

  /** Says what went wrong. */
  void report(Failure failure) throws IOException {
    if (json()) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("type", failure.type());
      error.put("operation", failure.operation());
      error.put("location", failure.location());
      error.put("message", failure.message());
      error.put("hint", failure.hint());
      error.put("exit", failure.exit());
      Json.line(world.err(), Map.of("error", error));
    } else {
      String prefix = colour("err") ? "\u001b[1;31mrunpaths:\u001b[0m " : "runpaths: ";
      String hint = failure.hint().isEmpty() ? "" : " " + failure.hint();
      world
          .err()
          .write((prefix + failure.message() + hint + "\n").getBytes(StandardCharsets.UTF_8));
    }
    world.err().flush();
  }

  /** Whether a person is there to be asked. */
  boolean canAsk() {
    return world.isTerminal("in") && world.isTerminal("err");
  }

  /** Asks a person; without one the answer is no. */
  boolean confirm(String question) throws IOException {
    if (!canAsk()) {
      return false;
    }
    out.flush();
    world.err().write((question + " [y/N] ").getBytes(StandardCharsets.UTF_8));
    world.err().flush();
    String answer =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
    return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  /** The root that is meant where none is named: flag, property, environment, {@code outputs}. */
  String defaultRoot() {
    if (globals.root != null) {
      return globals.root;
    }
    String property =
        globals.properties.getOrDefault("runpaths.root", System.getProperty("runpaths.root", ""));
    if (!property.isBlank()) {
      return property;
    }
    String variable = environment().getOrDefault("RUNPATHS_ROOT", "");
    return variable.isBlank() ? "outputs" : variable;
  }

  /** The run that is meant where none is named. */
  @Nullable String defaultRun() {
    String variable = environment().getOrDefault("RUNPATHS_RUN", "");
    return variable.isBlank() ? null : variable;
  }

  /** The location that a text names: a URI, an alias, or a path from the working directory. */
  Location resolve(String text) throws UnsupportedException {
    if (!text.isBlank() && !Places.hasScheme(text)) {
      return Location.ofPath(local(text));
    }
    try {
      return RunStores.resolve(text);
    } catch (IllegalArgumentException e) {
      if (e.getCause() instanceof UnsupportedException unknownScheme) {
        throw unknownScheme;
      }
      throw e;
    }
  }

  /** The store at a root, which this session closes. */
  RunStore open(Location root) throws IOException {
    RunStore store = stores.get(root.uri());
    if (store == null) {
      Location home = homeOrNull();
      StoreSettings settings =
          StoreSettings.DEFAULT
              .withClock(clock())
              .withOptions(options().of(root))
              .withLinkedRoots(home == null ? List.of() : List.of(home));
      store = RunStores.open(root.uri(), settings);
      stores.put(root.uri(), store);
    }
    return store;
  }

  /** The store of a ROOT of the command line; null for the default root. */
  RunStore openRoot(@Nullable String root) throws IOException {
    return open(resolve(root == null ? defaultRoot() : root));
  }

  private StoreOptions options() {
    StoreOptions options = storeOptions;
    if (options == null) {
      options = new StoreOptions(storeFlags, environment(), world.directory(), homeOrNull());
      storeOptions = options;
    }
    return options;
  }

  /** The default root, into which links from other roots may lead; null if it has no meaning. */
  private @Nullable Location homeOrNull() {
    try {
      return resolve(defaultRoot());
    } catch (IllegalArgumentException | UnsupportedException e) {
      // A default root that nobody asked for may be of a provider that is not here; what is asked
      // for is resolved for itself and reported then.
      return null;
    }
  }

  /** Whether a write that is cut off would leave something in a store; for any thread. */
  boolean mayLeaveTraces() {
    for (RunStore store : stores.values()) {
      if (store.backend().extension(LocalFiles.class).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Whether the session's thread waits for standard input; for any thread. */
  boolean waitsForInput() {
    return in.isWaiting();
  }

  /**
   * Closes all stores under whoever uses them, so that nothing half written stays; for any thread.
   */
  void abandon() throws IOException {
    for (RunStore store : stores.values()) {
      try {
        store.close();
      } catch (StorageException e) {
        report(Failure.of(e));
      }
    }
  }

  /** Ends the session: all that was printed is out, all stores are closed. */
  @Override
  public void close() throws IOException {
    StorageException failure = null;
    for (RunStore store : stores.values()) {
      try {
        store.close();
      } catch (StorageException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    stores.clear();
    out.flush();
    if (failure != null) {
      throw failure;
    }
  }
}
