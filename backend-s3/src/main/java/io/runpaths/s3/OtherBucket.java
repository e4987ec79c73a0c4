package io.runpaths.s3;

import io.runpaths.spi.remote.Endpoint;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Op;
import org.jspecify.annotations.Nullable;

/**
 * Another bucket than the root's, whose objects are looked at before they are copied. It may live
 * in another region: only these looks go there. Safe for use by several threads.
 */
final class OtherBucket implements Endpoint<Site> {
  private final S3Connection connection;
  private final String bucket;
  private final S3Failures failures;
  private @Nullable Site site;

  OtherBucket(S3Connection connection, String bucket) {
    this.connection = connection;
    this.bucket = bucket;
    this.failures = new S3Failures(bucket, connection.settings());
  }

  @Override
  public synchronized Site site(Op op) {
    Site roots = connection.site(op);
    if (site == null) {
      site = connection.site(bucket, roots.region());
    }
    return site;
  }

  @Override
  public synchronized boolean move(String region) {
    if (site == null || site.region().equals(region) || !S3Settings.isRegion(region)) {
      return false;
    }
    site = connection.site(bucket, region);
    return true;
  }

  @Override
  public Failure translate(Op op, Exception thrown) {
    return failures.translate(op, thrown);
  }

  @Override
  public Failure explained(Op op, Failure mute) {
    return connection.explained(this, op, mute);
  }
}
