package io.runpaths.gcs;

import io.runpaths.spi.Options;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one opened store, read and checked once.
 *
 * @param endpoint the other server; null for Google's
 * @param project who pays; null where the credentials tell
 * @param quotaProject null for that of the credentials
 * @param credentialsFile null for the application default credentials
 * @param impersonate the service account to act as; null for none
 * @param anonymous whether requests go without credentials
 * @param timeout of one request beyond what its bytes need
 */
record GcsSettings(
    @Nullable URI endpoint,
    @Nullable String project,
    @Nullable String quotaProject,
    boolean requesterPays,
    @Nullable Path credentialsFile,
    @Nullable String impersonate,
    boolean anonymous,
    @Nullable String storageClass,
    @Nullable String kmsKey,
    @Nullable URI proxy,
    @Nullable Path caFile,
    int connections,
    Duration timeout,
    int retries,
    long buffer,
    long chunkSize,
    boolean fuseLinks) {
  /** What all chunks but the last are a multiple of. */
  static final long CHUNK_UNIT = 256L << 10;

  /** The largest object. */
  static final long MAX_OBJECT = 5L << 40;

  private static final URI GOOGLE = URI.create("https://storage.googleapis.com");
  private static final String EMULATOR = "STORAGE_EMULATOR_HOST";
  private static final Pattern UNDERSCORED =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}(?::[0-9]{1,5})?");

  /** Those of a domain hold it before a colon. */
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]*");

  private static final long MAX_CHUNK = 5L << 30;
  private static final long DEFAULT_SIZE = 64L << 20;

  static GcsSettings from(Options options) {
    return from(options, System.getenv());
  }

  /**
   * Reads the settings.
   *
   * @param environment the variables that Google's tools know
   */
  static GcsSettings from(Options options, Map<String, String> environment) {
    URI endpoint = uri(GcsOptions.ENDPOINT, text(options, GcsOptions.ENDPOINT));
    boolean emulated = false;
    if (endpoint == null) {
      endpoint = emulator(environment.getOrDefault(EMULATOR, "").strip());
      emulated = endpoint != null;
    }
    Path credentialsFile = file(options, GcsOptions.CREDENTIALS_FILE, "a JSON file");
    String impersonate = text(options, GcsOptions.IMPERSONATE);
    boolean named = credentialsFile != null || impersonate != null;
    boolean bare = emulated || (endpoint != null && endpoint.getScheme().equals("http"));
    boolean anonymous = options.getBoolean(GcsOptions.ANONYMOUS, bare && !named);
    if (anonymous && named) {
      throw new IllegalArgumentException(
          "The setting gcs.anonymous excludes gcs.credentials-file and gcs.impersonate; drop one of"
              + " them.");
    }
    long buffer = options.getBytes(GcsOptions.BUFFER, DEFAULT_SIZE);
    if (buffer > Integer.MAX_VALUE) {
      throw bad(GcsOptions.BUFFER, Long.toString(buffer), "a size below 2GiB");
    }
    long chunkSize = options.getBytes(GcsOptions.CHUNK_SIZE, DEFAULT_SIZE);
    if (chunkSize < CHUNK_UNIT || chunkSize > MAX_CHUNK || chunkSize % CHUNK_UNIT != 0) {
      throw bad(
          GcsOptions.CHUNK_SIZE,
          Long.toString(chunkSize),
          "a multiple of 256KiB, from 256KiB to 5GiB");
    }
    return new GcsSettings(
        endpoint,
        project(options, GcsOptions.PROJECT, environment, "GOOGLE_CLOUD_PROJECT"),
        project(options, GcsOptions.QUOTA_PROJECT, environment, "GOOGLE_CLOUD_QUOTA_PROJECT"),
        options.getBoolean(GcsOptions.REQUESTER_PAYS, false),
        credentialsFile,
        impersonate,
        anonymous,
        text(options, GcsOptions.STORAGE_CLASS),
        text(options, GcsOptions.KMS_KEY),
        uri(GcsOptions.PROXY, text(options, GcsOptions.PROXY)),
        file(options, GcsOptions.CA_FILE, "a PEM file"),
        options.getInt(GcsOptions.CONNECTIONS, 64, 1, 4096),
        options.getDuration(GcsOptions.TIMEOUT, Duration.ofSeconds(30)),
        options.getInt(GcsOptions.RETRIES, 6, 0, 100),
        buffer,
        chunkSize,
        options.getBoolean(GcsOptions.FUSE_LINKS, false));
  }

  /** Where requests go, without a slash at its end. */
  URI host() {
    return endpoint == null ? GOOGLE : endpoint;
  }

  /** Where requests go, in words. */
  String hostInWords() {
    return endpoint == null ? "Google Cloud Storage" : endpoint.getAuthority();
  }

  /** Google's own tools take the variable with and without a scheme. */
  private static @Nullable URI emulator(String value) {
    if (value.isEmpty()) {
      return null;
    }
    return uri("STORAGE_EMULATOR_HOST", value.contains("://") ? value : "http://" + value);
  }

  /** A project's id or number, from the setting or else the variable. */
  private static @Nullable String project(
      Options options, String setting, Map<String, String> environment, String variable) {
    String set = text(options, setting);
    String value = set != null ? set : environment.getOrDefault(variable, "").strip();
    if (value.isEmpty()) {
      return null;
    }
    // It becomes a part of URLs as it is.
    if (!PROJECT.matcher(value).matches()) {
      throw bad(set != null ? setting : variable, value, "a project's id such as my-project-42");
    }
    return value;
  }

  private static @Nullable String text(Options options, String name) {
    String value = options.get(name).orElse("").strip();
    return value.isEmpty() ? null : value;
  }

  private static @Nullable URI uri(String name, @Nullable String value) {
    if (value == null) {
      return null;
    }
    String wanted = "an address such as https://storage.example.org:4443";
    URI uri;
    try {
      uri = URI.create(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The setting " + name + " is no URI; give " + wanted, e);
    }
    String authority = uri.getRawAuthority();
    if (authority != null && authority.contains("@")) {
      throw new IllegalArgumentException(
          "The setting "
              + name
              + " holds a password, which would end up in logs; give credentials by file or"
              + " environment.");
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    String path = uri.getPath();
    boolean bare = path == null || path.isEmpty() || path.equals("/");
    if (!http || !bare || !isHost(uri) || uri.getQuery() != null || uri.getFragment() != null) {
      throw bad(name, value, wanted);
    }
    return URI.create(uri.getScheme() + "://" + uri.getAuthority());
  }

  /** Containers are called by names with an underscore, of which Java's URIs know no host. */
  private static boolean isHost(URI uri) {
    return uri.getHost() != null
        || (uri.getRawAuthority() != null && UNDERSCORED.matcher(uri.getRawAuthority()).matches());
  }

  private static @Nullable Path file(Options options, String name, String kind) {
    String value = text(options, name);
    if (value == null) {
      return null;
    }
    Path file = Path.of(value);
    if (!Files.isReadable(file)) {
      throw bad(name, value, kind + " that can be read");
    }
    return file;
  }

  private static IllegalArgumentException bad(String name, String value, String wanted) {
    return new IllegalArgumentException(
        "The setting " + name + " is '" + value + "'; give " + wanted + ".");
  }
}
