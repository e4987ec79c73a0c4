package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Outcome;
import java.util.Map;

/** Deletes one object. */
final class Deletions {
  private final Location root;
  private final Keys keys;
  private final Attempts<Site> attempts;
  private final WriteHeaders headers;
  private final Outcome outcome;

  Deletions(Services at) {
    this.root = at.root();
    this.keys = at.keys();
    this.attempts = at.attempts();
    this.headers = at.headers();
    this.outcome = at.outcome();
  }

  void delete(ObjectKey key, Precondition precondition) throws StorageException {
    Op op = Op.on("delete", root, key);
    Map<String, String> sent = headers.common();
    WriteHeaders.condition(sent, precondition, false);
    long began = System.nanoTime();
    try {
      attempts.write(op, site -> site.bulk().delete(keys.full(key), sent));
    } catch (FailedAttempts e) {
      outcome.ofDeletion(op, key, e, precondition, began);
    }
  }
}
