package io.runpaths.gcs;

import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the credentials that the settings mean. */
final class Credentials {
  private static final String STORAGE = "https://www.googleapis.com/auth/devstorage.read_write";
  private static final String EVERYTHING = "https://www.googleapis.com/auth/cloud-platform";
  private static final String VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS";
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
    if (settings.anonymous()) {
      return null;
    }
    Path file = settings.credentialsFile();
    GoogleCredentials found = asksOnce(file != null ? read(file, transport) : usual(transport));
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
    String quotaProject = settings.quotaProject();
    return quotaProject != null ? found.createWithQuotaProject(quotaProject) : found;
  }

  /** Whether and when to ask again for a token is decided where that is decided of all requests. */
  private static GoogleCredentials asksOnce(GoogleCredentials found) {
    return found instanceof ServiceAccountCredentials account
        ? account.createWithCustomRetryStrategy(false)
        : found;
  }

  private static GoogleCredentials usual(HttpTransportFactory transport)
      throws NoCredentialsException {
    try {
      return GoogleCredentials.getApplicationDefault(transport);
    } catch (IOException | RuntimeException e) {
      String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new NoCredentialsException(
          "no application default credentials are usable; name a file by gcs.credentials-file or"
              + " GOOGLE_APPLICATION_CREDENTIALS, run gcloud auth application-default login, or set"
              + " gcs.anonymous (tried: "
              + tried(System.getenv(), words)
              + ")",
          e);
    }
  }

  /**
   * What Google's client looked at, in its order.
   *
   * @param environment the variables it looks at
   * @param words what it said in the end
   */
  static String tried(Map<String, String> environment, String words) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return VARIABLE + ", which names " + named + ": " + words;
    }
    String folder = environment.getOrDefault("CLOUDSDK_CONFIG", "");
    Path file =
        (folder.isEmpty()
                ? Path.of(System.getProperty("user.home", ""), ".config", "gcloud")
                : Path.of(folder))
            .resolve("application_default_credentials.json");
    boolean there = Files.exists(file);
    boolean noMachine = Boolean.parseBoolean(environment.getOrDefault("NO_GCE_CHECK", ""));
    return VARIABLE
        + ", which is not set; gcloud's file "
        + file
        + (there ? ": " + words : ", which does not exist")
        + "; the machine's own account"
        + (noMachine ? ", which is turned off" : there ? "" : ", which does not answer");
  }

  private static GoogleCredentials read(Path file, HttpTransportFactory transport)
      throws NoCredentialsException {
    try (InputStream in = Files.newInputStream(file)) {
      return GoogleCredentials.fromStream(in, transport);
    } catch (IOException | RuntimeException e) {
      // What is in the file may be secret, so that the parser's words are not repeated.
      throw new NoCredentialsException(
          "gcs.credentials-file names "
              + file
              + ", which is no JSON file of credentials; download the service account's key again,"
              + " as JSON",
          null);
    }
  }
}
