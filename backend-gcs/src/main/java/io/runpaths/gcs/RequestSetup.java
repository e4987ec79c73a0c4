package io.runpaths.gcs;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What every request to the store bears: the token, who pays, and that nobody sends it again,
 * follows a redirect with it, or writes it into a log.
 */
final class RequestSetup implements HttpRequestInitializer {
  private final @Nullable HttpCredentialsAdapter credentials;
  private final @Nullable String quotaProject;
  private final @Nullable String payer;

  /**
   * The same for all requests of a store.
   *
   * @param credentials null where requests go without
   * @param quotaProject whose quota they count against; null where the credentials tell
   * @param payer the project that pays; null where the bucket's owner does
   */
  RequestSetup(
      @Nullable GoogleCredentials credentials,
      @Nullable String quotaProject,
      @Nullable String payer) {
    this.credentials = credentials == null ? null : new HttpCredentialsAdapter(credentials);
    this.quotaProject = quotaProject;
    this.payer = payer;
  }

  @Override
  public void initialize(HttpRequest request) throws IOException {
    if (credentials != null) {
      try {
        credentials.initialize(request);
      } catch (IOException | RuntimeException e) {
        throw new NoCredentialsException(String.valueOf(e.getMessage()), e);
      }
    } else if (quotaProject != null) {
      request.getHeaders().set("x-goog-user-project", quotaProject);
    }
    GenericUrl url = request.getUrl();
    if (payer != null && !url.containsKey("userProject") && !url.containsKey("upload_id")) {
      url.set("userProject", payer);
    }
    request
        .setNumberOfRetries(0)
        .setFollowRedirects(false)
        .setLoggingEnabled(false)
        .setCurlLoggingEnabled(false)
        // With it the service would pack answers of its own accord.
        .setSuppressUserAgentSuffix(true);
    request.getHeaders().setUserAgent("runpaths");
  }
}
