package io.runpaths.s3;

import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The settings of an S3 store by name. A builder makes {@link Options} of them by their types.
 *
 * <pre>{@code
 * Options options = S3Options.builder().endpoint(URI.create("http://127.0.0.1:9000")).region("eu-1").build();
 * }</pre>
 */
public final class S3Options {
  /** The endpoint of a compatible server; without it Amazon's, by region. */
  public static final String ENDPOINT = "s3.endpoint";

  /** The region; without it that of the environment, the profile, and at last the bucket's own. */
  public static final String REGION = "s3.region";

  /** The profile of the shared credentials and configuration files. */
  public static final String PROFILE = "s3.profile";

  /** Whether the bucket stands in the path instead of the host name. */
  public static final String PATH_STYLE = "s3.path-style";

  /** Whether requests go unsigned. */
  public static final String ANONYMOUS = "s3.anonymous";

  /** Whether the requester pays. */
  public static final String REQUESTER_PAYS = "s3.requester-pays";

  /** The storage class of new objects. */
  public static final String STORAGE_CLASS = "s3.storage-class";

  /** The server-side encryption of new objects. */
  public static final String SSE = "s3.sse";

  /** The key of the server-side encryption by KMS. */
  public static final String KMS_KEY = "s3.kms-key";

  /** Which checksums go with uploads. */
  public static final String CHECKSUMS = "s3.checksums";

  /** How far the server's conditional writes are believed. */
  public static final String CONDITIONS = "s3.conditions";

  /** The HTTP proxy. */
  public static final String PROXY = "s3.proxy";

  /** A file of further certificate authorities. */
  public static final String CA_FILE = "s3.ca-file";

  /** How many requests may be under way at once. */
  public static final String CONNECTIONS = "s3.connections";

  /** How long one request may take beyond what its bytes need. */
  public static final String TIMEOUT = "s3.timeout";

  /** How often a failed request is sent again. */
  public static final String RETRIES = "s3.retries";

  /** How much memory all uploads together may fill with unsent bytes. */
  public static final String BUFFER = "s3.buffer";

  /** The size of the parts of a large upload. */
  public static final String PART_SIZE = "s3.part-size";

  /** Which of two ways bulk data goes; for tests, so that each can be held to the other. */
  static final String TRANSPORT = "s3.transport";

  static final List<OptionSpec> SPECS =
      List.of(
          new OptionSpec(
              ENDPOINT,
              "The endpoint of a compatible server; Amazon's by region without it.",
              "http://127.0.0.1:9000"),
          new OptionSpec(
              REGION,
              "The region; without it that of the environment or profile, and the bucket's own.",
              "eu-central-1"),
          new OptionSpec(PROFILE, "The profile of the shared credentials and config files.", "lab"),
          new OptionSpec(
              PATH_STYLE,
              "Put the bucket into the path instead of the host; true at other endpoints than"
                  + " Amazon's.",
              "true"),
          new OptionSpec(ANONYMOUS, "Send requests unsigned; false.", "true"),
          new OptionSpec(REQUESTER_PAYS, "Accept to pay for requests and traffic; false.", "true"),
          new OptionSpec(
              STORAGE_CLASS, "The storage class of new objects; the bucket's.", "STANDARD_IA"),
          new OptionSpec(
              SSE, "Server-side encryption: AES256 or aws:kms; the bucket's default.", "AES256"),
          new OptionSpec(
              KMS_KEY,
              "The KMS key of new objects, which implies aws:kms; the account's.",
              "alias/runs"),
          new OptionSpec(
              CHECKSUMS,
              "What uploads are checked by: crc32c, or for older servers md5, or none; crc32c.",
              "md5"),
          new OptionSpec(
              CONDITIONS,
              "Whether conditional writes are trusted, probed first, or refused (none); trusted at"
                  + " Amazon, else probe.",
              "probe"),
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
              PART_SIZE,
              "The size of parts, and from where on an object is sent in parts; 64MiB.",
              "16MiB"));

  private S3Options() {}

  /**
   * A builder without settings.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** How far a server's conditional writes are believed. */
  public enum Conditions {
    /** They are used without a look. */
    TRUSTED,
    /** They are used once a probe of a few writes below {@code .runpaths/} showed they hold. */
    PROBE,
    /** They are not used: what needs them is refused. */
    NONE
  }

  /** What uploads are checked by. */
  public enum ChecksumMode {
    /** CRC-32C of every part and of the whole. */
    CRC32C,
    /** The header {@code Content-MD5}, for servers that do not know the newer ones. */
    MD5,
    /** Nothing but the length. */
    NONE
  }

  /** Collects settings. Not safe for use by several threads. */
  public static final class Builder {
    private Options options = Options.NONE;

    private Builder() {}

    /**
     * Sets {@link S3Options#ENDPOINT}.
     *
     * @param endpoint {@code http://host:port} or {@code https://host}
     * @return this
     */
    public Builder endpoint(URI endpoint) {
      return set(ENDPOINT, endpoint.toString());
    }

    /**
     * Sets {@link S3Options#REGION}.
     *
     * @param region such as {@code eu-central-1}
     * @return this
     */
    public Builder region(String region) {
      return set(REGION, region);
    }

    /**
     * Sets {@link S3Options#PROFILE}.
     *
     * @param profile its name
     * @return this
     */
    public Builder profile(String profile) {
      return set(PROFILE, profile);
    }

    /**
     * Sets {@link S3Options#PATH_STYLE}.
     *
     * @param pathStyle whether the bucket stands in the path
     * @return this
     */
    public Builder pathStyle(boolean pathStyle) {
      return set(PATH_STYLE, Boolean.toString(pathStyle));
    }

    /**
     * Sets {@link S3Options#ANONYMOUS}.
     *
     * @param anonymous whether requests go unsigned
     * @return this
     */
    public Builder anonymous(boolean anonymous) {
      return set(ANONYMOUS, Boolean.toString(anonymous));
    }

    /**
     * Sets {@link S3Options#REQUESTER_PAYS}.
     *
     * @param requesterPays whether to pay
     * @return this
     */
    public Builder requesterPays(boolean requesterPays) {
      return set(REQUESTER_PAYS, Boolean.toString(requesterPays));
    }

    /**
     * Sets {@link S3Options#STORAGE_CLASS}.
     *
     * @param storageClass such as {@code STANDARD_IA}
     * @return this
     */
    public Builder storageClass(String storageClass) {
      return set(STORAGE_CLASS, storageClass);
    }

    /**
     * Sets {@link S3Options#SSE}.
     *
     * @param sse {@code AES256} or {@code aws:kms}
     * @return this
     */
    public Builder sse(String sse) {
      return set(SSE, sse);
    }

    /**
     * Sets {@link S3Options#KMS_KEY}.
     *
     * @param key id, alias or ARN
     * @return this
     */
    public Builder kmsKey(String key) {
      return set(KMS_KEY, key);
    }

    /**
     * Sets {@link S3Options#CHECKSUMS}.
     *
     * @param mode what uploads are checked by
     * @return this
     */
    public Builder checksums(ChecksumMode mode) {
      return set(CHECKSUMS, mode.name());
    }

    /**
     * Sets {@link S3Options#CONDITIONS}.
     *
     * @param conditions how far they are believed
     * @return this
     */
    public Builder conditions(Conditions conditions) {
      return set(CONDITIONS, conditions.name());
    }

    /**
     * Sets {@link S3Options#PROXY}.
     *
     * @param proxy {@code http://host:port}
     * @return this
     */
    public Builder proxy(URI proxy) {
      return set(PROXY, proxy.toString());
    }

    /**
     * Sets {@link S3Options#CA_FILE}.
     *
     * @param file a PEM file
     * @return this
     */
    public Builder caFile(Path file) {
      return set(CA_FILE, file.toString());
    }

    /**
     * Sets {@link S3Options#CONNECTIONS}.
     *
     * @param connections how many requests at once
     * @return this
     */
    public Builder connections(int connections) {
      return set(CONNECTIONS, Integer.toString(connections));
    }

    /**
     * Sets {@link S3Options#TIMEOUT}.
     *
     * @param timeout how long one request may take
     * @return this
     */
    public Builder timeout(Duration timeout) {
      return set(TIMEOUT, timeout.toString());
    }

    /**
     * Sets {@link S3Options#RETRIES}.
     *
     * @param retries how often a request is sent again
     * @return this
     */
    public Builder retries(int retries) {
      return set(RETRIES, Integer.toString(retries));
    }

    /**
     * Sets {@link S3Options#BUFFER}.
     *
     * @param bytes memory for unsent bytes
     * @return this
     */
    public Builder buffer(long bytes) {
      return set(BUFFER, Long.toString(bytes));
    }

    /**
     * Sets {@link S3Options#PART_SIZE}.
     *
     * @param bytes the size of parts
     * @return this
     */
    public Builder partSize(long bytes) {
      return set(PART_SIZE, Long.toString(bytes));
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
