package io.runpaths.s3;

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
 * @param others the same for other buckets than the root's
 * @param headers of writes
 * @param reads for looking back
 * @param promises what the endpoint does
 * @param integrity what it checks
 * @param outcome of writes that seem to have failed
 * @param begun the multipart uploads that are neither completed nor aborted yet
 */
record Services(
    Location root,
    S3Settings settings,
    Attempts<Site> attempts,
    OtherBuckets others,
    WriteHeaders headers,
    Reads reads,
    Promises promises,
    Integrity integrity,
    Outcome outcome,
    Set<Multipart> begun) {
  static Services of(Location root, S3Connection connection, Attempts.Sleeper sleeper) {
    S3Settings settings = connection.settings();
    Attempts<Site> attempts =
        new Attempts<>(connection, settings.connections(), settings.retries(), sleeper);
    WriteHeaders headers = new WriteHeaders(settings);
    Reads reads = new Reads(root, attempts, headers, new Md5Tags(settings.amazon()));
    Promises promises =
        new Promises(
            root,
            settings,
            headers.common(),
            attempts,
            connection.heard(),
            Promises.Probes.of(new ProbeObjects(root, attempts, headers, reads)));
    return new Services(
        root,
        settings,
        attempts,
        new OtherBuckets(connection, sleeper),
        headers,
        reads,
        promises,
        new Integrity(settings, promises),
        new Outcome(reads::written, id -> id.startsWith(ObjectHeaders.OWN_ID)),
        ConcurrentHashMap.newKeySet());
  }

  String bucket() {
    return root.authority();
  }

  /** The retry loop for requests to any bucket. */
  Attempts<Site> attempts(String bucket) {
    return bucket.equals(bucket()) ? attempts : others.attempts(bucket);
  }

  Keys keys() {
    return new Keys(root);
  }
}
