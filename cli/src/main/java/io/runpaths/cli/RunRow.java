package io.runpaths.cli;

import io.runpaths.Run;
import io.runpaths.RunStore;
import io.runpaths.cli.config.ConfigException;
import io.runpaths.cli.config.ConfigFormat;
import io.runpaths.cli.config.ConfigReader;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ReadOptions;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run in a long listing.
 *
 * @param path its path below the root
 * @param run the run; null if it cannot be read
 * @param status {@code open} until it is sealed, then what its seal says; {@code gone} if it is no
 *     run after all, {@code damaged} if its documents cannot be read
 * @param fault why it is damaged; empty otherwise
 */
record RunRow(String path, @Nullable Run run, String status, String fault) {
  static final String OPEN = "open";
  static final String GONE = "gone";
  static final String DAMAGED = "damaged";

  /** What {@code --status} takes. */
  static final List<String> STATUSES = List.of(OPEN, "finished", "failed", "aborted", DAMAGED);

  /** Reads a run. */
  static RunRow of(RunStore store, String path) throws IOException {
    try {
      return new RunRow(path, store.open(path), sealed(store, path), "");
    } catch (NotFoundException e) {
      return new RunRow(path, null, GONE, "");
    } catch (CorruptDataException e) {
      return new RunRow(path, null, DAMAGED, e.getMessage() == null ? "" : e.getMessage());
    }
  }

  Instant created() {
    return run == null ? Instant.MIN : run.record().created();
  }

  String layout() {
    return run == null ? "-" : run.layout().label();
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (run == null) {
      map.put("path", path);
    } else {
      map.putAll(RunView.brief(run));
    }
    map.put("status", status);
    return map;
  }

  private static String sealed(RunStore store, String path) throws IOException {
    ObjectKey key = ObjectKey.of(path + "/seal.json");
    try (ObjectContent seal = store.backend().read(key, ReadOptions.ALL)) {
      Object status =
          ConfigReader.read("seal.json", seal.stream(), ConfigFormat.JSON).get("status");
      return status instanceof String text ? text : DAMAGED;
    } catch (NotFoundException e) {
      return OPEN;
    } catch (ConfigException e) {
      return DAMAGED;
    }
  }
}
