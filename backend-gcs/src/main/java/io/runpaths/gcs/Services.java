package io.runpaths.gcs;

import io.runpaths.spi.Location;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Outcome;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the operations of one opened store share.
 *
 * @param root the root
 * @param settings its settings
 * @param attempts the retry loop
 * @param resources of writes
 * @param reads for looking back
 * @param integrity of what was written
 * @param outcome of writes that seem to have failed
 * @param begun the sessions that are neither finished nor given up yet
 */
record Services(
    Location root,
    GcsSettings settings,
    Attempts<Site> attempts,
    WriteResources resources,
    Reads reads,
    Integrity integrity,
    Outcome outcome,
    Set<Resumable> begun) {
  static Services of(Location root, GcsConnection connection, Attempts.Sleeper sleeper) {
    GcsSettings settings = connection.settings();
    Attempts<Site> attempts =
        new Attempts<>(connection, settings.connections(), settings.retries(), sleeper);
    Reads reads = new Reads(root, attempts);
    return new Services(
        root,
        settings,
        attempts,
        new WriteResources(settings, root.authority()),
        reads,
        new Integrity(root.authority(), attempts),
        new Outcome(reads::written, id -> id.startsWith(ObjectResources.OWN_ID)),
        ConcurrentHashMap.newKeySet());
  }

  String bucket() {
    return root.authority();
  }

  Keys keys() {
    return new Keys(root);
  }
}
