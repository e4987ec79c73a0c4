package io.runpaths.gcs;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponse;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every request to the store bears: the token, who pays, and that nobody sends it again,
 * follows a redirect with it, or writes it into a log.
 */
final class RequestSetup implements HttpRequestInitializer {
  private static final Pattern INVALID = Pattern.compile("error\\s*=\\s*\"?invalid_token");

  private final @Nullable GoogleCredentials credentials;
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
    this.credentials = credentials;
    this.quotaProject = quotaProject;
    this.payer = payer;
  }

  @Override
  public void initialize(HttpRequest request) throws IOException {
    if (credentials != null) {
      bear(request, credentials);
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

  private static void bear(HttpRequest request, GoogleCredentials credentials)
      throws NoCredentialsException {
    try {
      new HttpCredentialsAdapter(credentials).initialize(request);
    } catch (IOException | RuntimeException e) {
      throw new NoCredentialsException(String.valueOf(e.getMessage()), e);
    }
    // Google's own handler would print why no other token is given, and not tell.
    request.setUnsuccessfulResponseHandler(
        (refused, answer, again) -> {
          if (isOfToken(answer)) {
            renew(refused, credentials);
          }
          return false;
        });
  }

  /** Whether a refusal is one of the token: any 401, but for those that say what else it is. */
  private static boolean isOfToken(HttpResponse answer) {
    if (answer.getStatusCode() != 401) {
      return false;
    }
    List<String> challenges = answer.getHeaders().getAuthenticateAsList();
    return challenges == null
        || challenges.stream()
            .filter(challenge -> challenge.startsWith("Bearer"))
            .allMatch(challenge -> INVALID.matcher(challenge).find());
  }

  /**
   * Fetches another token, for whoever sends the request again, unless another request of the same
   * token has done so already, as those of one batch may.
   */
  private static void renew(HttpRequest refused, GoogleCredentials credentials)
      throws NoCredentialsException {
    AccessToken token = credentials.getAccessToken();
    String borne = refused.getHeaders().getAuthorization();
    if (token != null && !("Bearer " + token.getTokenValue()).equals(borne)) {
      return;
    }
    try {
      credentials.refresh();
    } catch (IOException | RuntimeException e) {
      throw new NoCredentialsException(String.valueOf(e.getMessage()), e);
    }
  }
}
