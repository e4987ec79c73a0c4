package io.runpaths.gcs;

import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the credentials that the settings mean. */
final class Credentials {
  private static final String STORAGE = "https://www.googleapis.com/auth/devstorage.read_write";
  private static final String EVERYTHING = "https://www.googleapis.com/auth/cloud-platform";
  private static final int LIFETIME_SECONDS = 3_600;

  private Credentials() {}

  /**
   * Finds them; may ask the machine's metadata server, but gets no token yet.
   *
   * @param transport what tokens are fetched by
   * @return null where requests go without
   * @throws NoCredentialsException if there are none, or they are no good
   */
  static @Nullable GoogleCredentials find(GcsSettings settings, HttpTransportFactory transport)
      throws NoCredentialsException {
    return find(settings, transport, System.getenv());
  }

  /**
   * Finds them.
   *
   * @param environment the variables that Google's client knows
   */
  static @Nullable GoogleCredentials find(
      GcsSettings settings, HttpTransportFactory transport, Map<String, String> environment)
      throws NoCredentialsException {
    if (settings.anonymous()) {
      return null;
    }
    Path file = settings.credentialsFile();
    GoogleCredentials found =
        asksOnce(
            file == null
                ? new DefaultCredentials(environment, transport, DefaultCredentials.PRODUCT).find()
                : new CredentialFile("gcs.credentials-file names", file).read(transport));
    // Who acts as another account is still the one whose quota counts.
    String quotaProject =
        settings.quotaProject() != null ? settings.quotaProject() : found.getQuotaProjectId();
    String account = settings.impersonate();
    if (account != null) {
      found =
          ImpersonatedCredentials.create(
              found.createScoped(List.of(EVERYTHING)),
              account,
              null,
              List.of(STORAGE),
              LIFETIME_SECONDS,
              transport);
    } else {
      found = found.createScoped(List.of(STORAGE));
    }
    return quotaProject != null ? found.createWithQuotaProject(quotaProject) : found;
  }

  /** Whether and when to ask again for a token is decided where that is decided of all requests. */
  private static GoogleCredentials asksOnce(GoogleCredentials found) {
    return found instanceof ServiceAccountCredentials account
        ? account.createWithCustomRetryStrategy(false)
        : found;
  }
}
