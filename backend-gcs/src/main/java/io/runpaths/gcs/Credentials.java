package io.runpaths.gcs;

import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  /** What Google's client knows. */
  private static final List<String> TYPES =
      List.of(
          "service_account",
          "authorized_user",
          "external_account",
          "external_account_authorized_user",
          "impersonated_service_account",
          "gdch_service_account");

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
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new NoCredentialsException(
          "gcs.credentials-file names " + file + ", which cannot be read (" + e + ")", e);
    }
    try {
      return GoogleCredentials.fromStream(new ByteArrayInputStream(content), transport);
    } catch (IOException | RuntimeException e) {
      // What is in the file may be secret, so that the parser's words are not repeated.
      throw new NoCredentialsException(
          "gcs.credentials-file names " + file + ", which " + wrong(content), null);
    }
  }

  /** What is wrong with a file of credentials, without a word of what is in it. */
  private static String wrong(byte[] content) {
    JsonElement document;
    try {
      document = JsonParser.parseString(new String(content, StandardCharsets.UTF_8));
    } catch (JsonParseException e) {
      document = JsonNull.INSTANCE;
    }
    if (!(document instanceof JsonObject object)) {
      return "is no JSON file of credentials; download the service account's key again, as JSON";
    }
    boolean known =
        object.get("type") instanceof JsonPrimitive type && TYPES.contains(type.getAsString());
    return known
        ? "is a JSON file of credentials with a field that is missing or broken, such as its private"
            + " key; download it again"
        : "is a JSON file, and none of credentials: its type is none of "
            + String.join(", ", TYPES)
            + "; download the service account's key, as JSON";
  }
}
