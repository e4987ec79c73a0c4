package io.runpaths.s3;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.Lazy;

/** The clients of one region. Safe for use by several threads. */
final class Site {
  private final String region;
  private final Lazy<S3Client> client;
  private final Bulk bulk;

  /**
   * A region's clients.
   *
   * @param region its name
   * @param client makes the SDK's client, for everything but bulk data; once, when it is needed
   * @param bulk the calls that are made for every object
   */
  Site(String region, Lazy<S3Client> client, Bulk bulk) {
    this.region = region;
    this.client = client;
    this.bulk = bulk;
  }

  String region() {
    return region;
  }

  S3Client client() {
    return client.getValue();
  }

  Bulk bulk() {
    return bulk;
  }

  /** Closes the SDK's client, if there is one. */
  void close() {
    if (client.hasValue()) {
      client.getValue().close();
    }
  }
}
