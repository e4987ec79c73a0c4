package io.runpaths.gcs.server;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;

/** Google's own client, as anybody would make it, pointed at the server. */
final class GoogleClient {
  private GoogleClient() {}

  static Storage of(GcsServer server) {
    return StorageOptions.http()
        .setHost(server.uri().toString())
        .setProjectId("tests")
        .setCredentials(NoCredentials.getInstance())
        .setRetrySettings(RetrySettings.newBuilder().setMaxAttempts(1).build())
        .build()
        .getService();
  }
}
