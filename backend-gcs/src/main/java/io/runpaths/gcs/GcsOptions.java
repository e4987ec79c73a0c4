package io.runpaths.gcs;

import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The settings of a GCS store by name, and a builder of {@link Options} with their types.
 *
 * <pre>{@code
 * Options options = GcsOptions.builder().requesterPays(true).project("lab").build();
 * }</pre>
 */
public final class GcsOptions {
  /** The endpoint of another server; without it {@code STORAGE_EMULATOR_HOST}, then Google's. */
  public static final String ENDPOINT = "gcs.endpoint";

  /** The project that pays for requests; without it that of the environment or credentials. */
  public static final String PROJECT = "gcs.project";

  /** The project whose quota requests count against; without it that of the credentials. */
  public static final String QUOTA_PROJECT = "gcs.quota-project";

  /** Whether the requester pays. */
  public static final String REQUESTER_PAYS = "gcs.requester-pays";

  /** A file of credentials; without it the application default credentials. */
  public static final String CREDENTIALS_FILE = "gcs.credentials-file";

  /** The service account to act as. */
  public static final String IMPERSONATE = "gcs.impersonate";

  /** Whether requests go without credentials. */
  public static final String ANONYMOUS = "gcs.anonymous";

  /** The storage class of new objects. */
  public static final String STORAGE_CLASS = "gcs.storage-class";

  /** The KMS key of new objects. */
  public static final String KMS_KEY = "gcs.kms-key";

  /** The HTTP proxy. */
  public static final String PROXY = "gcs.proxy";

  /** A file of further certificate authorities. */
  public static final String CA_FILE = "gcs.ca-file";

  /** How many requests may be under way at once. */
  public static final String CONNECTIONS = "gcs.connections";

  /** How long one request may take beyond what its bytes need. */
  public static final String TIMEOUT = "gcs.timeout";

  /** How often a failed request is sent again. */
  public static final String RETRIES = "gcs.retries";

  /** How much memory all uploads together may fill with unsent bytes. */
  public static final String BUFFER = "gcs.buffer";

  /** The size of the chunks of a large upload; those of a stream begin smaller. */
  public static final String CHUNK_SIZE = "gcs.chunk-size";

  /** Whether links also leave what gcsfuse shows as a symbolic link. */
  public static final String FUSE_LINKS = "gcs.fuse-links";

  static final List<OptionSpec> SPECS =
      List.of(
          new OptionSpec(
              ENDPOINT,
              "The endpoint of another server; that of STORAGE_EMULATOR_HOST, else Google's.",
              "http://127.0.0.1:4443"),
          new OptionSpec(
              PROJECT,
              "The project that pays where the requester does; that of GOOGLE_CLOUD_PROJECT or of"
                  + " the credentials.",
              "lab-project"),
          new OptionSpec(
              QUOTA_PROJECT,
              "The project whose quota requests count against; that of GOOGLE_CLOUD_QUOTA_PROJECT"
                  + " or of the credentials.",
              "lab-project"),
          new OptionSpec(REQUESTER_PAYS, "Accept to pay for requests and traffic; false.", "true"),
          new OptionSpec(
              CREDENTIALS_FILE,
              "A JSON file of credentials, such as a service account's key; the application default"
                  + " credentials.",
              "/etc/runs/key.json"),
          new OptionSpec(
              IMPERSONATE,
              "The service account to act as; none.",
              "runs@lab.iam.gserviceaccount.com"),
          new OptionSpec(
              ANONYMOUS,
              "Send requests without credentials; false, but true at a plain-http endpoint where no"
                  + " credentials are named.",
              "true"),
          new OptionSpec(
              STORAGE_CLASS, "The storage class of new objects; the bucket's.", "NEARLINE"),
          new OptionSpec(
              KMS_KEY,
              "The KMS key of new objects; the bucket's.",
              "projects/lab/locations/eu/keyRings/runs/cryptoKeys/runs"),
          new OptionSpec(PROXY, "The HTTP proxy; none.", "http://proxy.example.org:3128"),
          new OptionSpec(
              CA_FILE,
              "A PEM file of certificate authorities trusted beside the usual ones; none.",
              "/etc/ssl/lab-ca.pem"),
          new OptionSpec(CONNECTIONS, "How many requests may be under way at once; 64.", "16"),
          new OptionSpec(
              TIMEOUT,
              "How long one request may take beyond what its bytes need at 128 KiB/s; 30s.",
              "10s"),
          new OptionSpec(RETRIES, "How often a failed request is sent again; 6.", "3"),
          new OptionSpec(
              BUFFER, "Memory for unsent bytes of all uploads together; 64MiB.", "128MiB"),
          new OptionSpec(
              CHUNK_SIZE,
              "The size of chunks, a multiple of 256KiB, and from where on an object is sent in"
                  + " chunks; 64MiB.",
              "16MiB"),
          new OptionSpec(
              FUSE_LINKS,
              "Let links also leave an object that gcsfuse shows as a symbolic link; false.",
              "true"));

  private GcsOptions() {}

  /**
   * A builder without settings.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects settings. Not safe for use by several threads. */
  public static final class Builder {
    private Options options = Options.NONE;

    private Builder() {}

    /**
     * Sets {@link GcsOptions#ENDPOINT}.
     *
     * @param endpoint {@code http://host:port} or {@code https://host}
     * @return this
     */
    public Builder endpoint(URI endpoint) {
      return set(ENDPOINT, endpoint.toString());
    }

    /**
     * Sets {@link GcsOptions#PROJECT}.
     *
     * @param project its id
     * @return this
     */
    public Builder project(String project) {
      return set(PROJECT, project);
    }

    /**
     * Sets {@link GcsOptions#QUOTA_PROJECT}.
     *
     * @param project its id
     * @return this
     */
    public Builder quotaProject(String project) {
      return set(QUOTA_PROJECT, project);
    }

    /**
     * Sets {@link GcsOptions#REQUESTER_PAYS}.
     *
     * @param requesterPays whether to pay
     * @return this
     */
    public Builder requesterPays(boolean requesterPays) {
      return set(REQUESTER_PAYS, Boolean.toString(requesterPays));
    }

    /**
     * Sets {@link GcsOptions#CREDENTIALS_FILE}.
     *
     * @param file a JSON file
     * @return this
     */
    public Builder credentialsFile(Path file) {
      return set(CREDENTIALS_FILE, file.toString());
    }

    /**
     * Sets {@link GcsOptions#IMPERSONATE}.
     *
     * @param serviceAccount its address
     * @return this
     */
    public Builder impersonate(String serviceAccount) {
      return set(IMPERSONATE, serviceAccount);
    }

    /**
     * Sets {@link GcsOptions#ANONYMOUS}.
     *
     * @param anonymous whether requests go without credentials
     * @return this
     */
    public Builder anonymous(boolean anonymous) {
      return set(ANONYMOUS, Boolean.toString(anonymous));
    }

    /**
     * Sets {@link GcsOptions#STORAGE_CLASS}.
     *
     * @param storageClass such as {@code NEARLINE}
     * @return this
     */
    public Builder storageClass(String storageClass) {
      return set(STORAGE_CLASS, storageClass);
    }

    /**
     * Sets {@link GcsOptions#KMS_KEY}.
     *
     * @param key its resource name
     * @return this
     */
    public Builder kmsKey(String key) {
      return set(KMS_KEY, key);
    }

    /**
     * Sets {@link GcsOptions#PROXY}.
     *
     * @param proxy {@code http://host:port}
     * @return this
     */
    public Builder proxy(URI proxy) {
      return set(PROXY, proxy.toString());
    }

    /**
     * Sets {@link GcsOptions#CA_FILE}.
     *
     * @param file a PEM file
     * @return this
     */
    public Builder caFile(Path file) {
      return set(CA_FILE, file.toString());
    }

    /**
     * Sets {@link GcsOptions#CONNECTIONS}.
     *
     * @param connections how many requests at once
     * @return this
     */
    public Builder connections(int connections) {
      return set(CONNECTIONS, Integer.toString(connections));
    }

    /**
     * Sets {@link GcsOptions#TIMEOUT}.
     *
     * @param timeout how long one request may take
     * @return this
     */
    public Builder timeout(Duration timeout) {
      return set(TIMEOUT, timeout.toString());
    }

    /**
     * Sets {@link GcsOptions#RETRIES}.
     *
     * @param retries how often a request is sent again
     * @return this
     */
    public Builder retries(int retries) {
      return set(RETRIES, Integer.toString(retries));
    }

    /**
     * Sets {@link GcsOptions#BUFFER}.
     *
     * @param bytes memory for unsent bytes
     * @return this
     */
    public Builder buffer(long bytes) {
      return set(BUFFER, Long.toString(bytes));
    }

    /**
     * Sets {@link GcsOptions#CHUNK_SIZE}.
     *
     * @param bytes the size of chunks, a multiple of 256 KiB
     * @return this
     */
    public Builder chunkSize(long bytes) {
      return set(CHUNK_SIZE, Long.toString(bytes));
    }

    /**
     * Sets {@link GcsOptions#FUSE_LINKS}.
     *
     * @param fuseLinks whether links are shown by gcsfuse
     * @return this
     */
    public Builder fuseLinks(boolean fuseLinks) {
      return set(FUSE_LINKS, Boolean.toString(fuseLinks));
    }

    /**
     * The settings made.
     *
     * @return options for opening a store
     */
    public Options build() {
      return options;
    }

    private Builder set(String name, String value) {
      options = options.with(name, value);
      return this;
    }
  }
}
