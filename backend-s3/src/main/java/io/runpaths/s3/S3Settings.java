package io.runpaths.s3;

import io.runpaths.s3.S3Options.ChecksumMode;
import io.runpaths.s3.S3Options.Conditions;
import io.runpaths.spi.Options;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one opened store, read and checked once.
 *
 * @param endpoint the compatible server; null for Amazon's
 * @param region null where it must be found
 * @param profile null for the default
 * @param pathStyle null where the endpoint decides
 * @param conditions null where the endpoint decides
 * @param timeout of one request beyond what its bytes need
 */
record S3Settings(
    @Nullable URI endpoint,
    @Nullable String region,
    @Nullable String profile,
    @Nullable Boolean pathStyle,
    boolean anonymous,
    boolean requesterPays,
    @Nullable String storageClass,
    @Nullable String sse,
    @Nullable String kmsKey,
    ChecksumMode checksums,
    @Nullable Conditions conditions,
    @Nullable URI proxy,
    @Nullable Path caFile,
    int connections,
    Duration timeout,
    int retries,
    long buffer,
    long partSize,
    Transport transport) {
  /** S3's smallest part, save the last. */
  static final long MIN_PART = 5L << 20;

  /** S3's largest part, and the largest object written or copied by one request. */
  static final long MAX_PART = 5L << 30;

  private static final long DEFAULT_SIZE = 64L << 20;
  private static final String ADDRESS = "an address such as https://storage.example.org:9000";

  /** How the hosts of Amazon's partitions end, those of both versions of IP last. */
  private static final List<String> AMAZONS =
      List.of(
          ".amazonaws.com",
          ".amazonaws.com.cn",
          ".amazonaws.eu",
          ".api.aws",
          ".api.amazonwebservices.com.cn",
          ".api.amazonwebservices.eu");

  /** Which of the two ways bulk data goes. */
  enum Transport {
    /** {@link DirectBulk}. */
    DIRECT,
    /** {@link ClientBulk}. */
    CLIENT
  }

  static S3Settings from(Options options) {
    String sse = text(options, S3Options.SSE);
    String kmsKey = text(options, S3Options.KMS_KEY);
    if (sse != null && !sse.equals("AES256") && !sse.startsWith("aws:kms")) {
      throw bad(S3Options.SSE, sse, "AES256 or aws:kms");
    }
    if (kmsKey != null && "AES256".equals(sse)) {
      throw new IllegalArgumentException(
          "The settings s3.sse=AES256 and s3.kms-key exclude each other; drop one of them.");
    }
    long buffer = options.getBytes(S3Options.BUFFER, DEFAULT_SIZE);
    long partSize = options.getBytes(S3Options.PART_SIZE, DEFAULT_SIZE);
    if (partSize < MIN_PART || partSize > MAX_PART) {
      throw bad(S3Options.PART_SIZE, Long.toString(partSize), "a size from 5MiB to 5GiB");
    }
    if (buffer > Integer.MAX_VALUE) {
      throw bad(S3Options.BUFFER, Long.toString(buffer), "a size below 2GiB");
    }
    return new S3Settings(
        uri(options, S3Options.ENDPOINT),
        region(options),
        text(options, S3Options.PROFILE),
        options.get(S3Options.PATH_STYLE).isEmpty()
            ? null
            : (Boolean) options.getBoolean(S3Options.PATH_STYLE, false),
        options.getBoolean(S3Options.ANONYMOUS, false),
        options.getBoolean(S3Options.REQUESTER_PAYS, false),
        text(options, S3Options.STORAGE_CLASS),
        sse == null && kmsKey != null ? "aws:kms" : sse,
        kmsKey,
        choice(options, S3Options.CHECKSUMS, ChecksumMode.class, ChecksumMode.CRC32C),
        options.get(S3Options.CONDITIONS).isEmpty()
            ? null
            : choice(options, S3Options.CONDITIONS, Conditions.class, Conditions.PROBE),
        uri(options, S3Options.PROXY),
        file(options, S3Options.CA_FILE),
        options.getInt(S3Options.CONNECTIONS, 64, 1, 4096),
        options.getDuration(S3Options.TIMEOUT, Duration.ofSeconds(30)),
        options.getInt(S3Options.RETRIES, 6, 0, 100),
        buffer,
        partSize,
        choice(options, S3Options.TRANSPORT, Transport.class, Transport.DIRECT));
  }

  /** The same for another endpoint. */
  S3Settings withEndpoint(URI other) {
    return new S3Settings(
        other,
        region,
        profile,
        pathStyle,
        anonymous,
        requesterPays,
        storageClass,
        sse,
        kmsKey,
        checksums,
        conditions,
        proxy,
        caFile,
        connections,
        timeout,
        retries,
        buffer,
        partSize,
        transport);
  }

  /** Whether requests go to Amazon itself. */
  boolean amazon() {
    return endpoint == null || isAmazon(endpoint.getHost());
  }

  /** Whether the bucket stands in the path. Dots in its name would break Amazon's certificates. */
  boolean pathStyleFor(String bucket) {
    return pathStyle != null ? pathStyle : !amazon() || bucket.indexOf('.') >= 0;
  }

  /** How far conditional writes are believed. */
  Conditions conditionsHere() {
    return conditions != null ? conditions : amazon() ? Conditions.TRUSTED : Conditions.PROBE;
  }

  /** Whether a host is Amazon's: also one of an access point, or of a VPC's own endpoint. */
  private static boolean isAmazon(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return AMAZONS.stream().anyMatch(name::endsWith);
  }

  private static @Nullable String region(Options options) {
    String region = text(options, S3Options.REGION);
    if (region != null && !isRegion(region)) {
      throw bad(S3Options.REGION, region, "a name such as eu-central-1");
    }
    return region;
  }

  /** Whether a text can be a region's name; it becomes a part of a host name. */
  static boolean isRegion(String text) {
    boolean good = !text.isEmpty() && text.length() <= 63;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      good &=
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
    }
    return good;
  }

  private static @Nullable String text(Options options, String name) {
    String value = options.get(name).orElse("").strip();
    return value.isEmpty() ? null : value;
  }

  private static @Nullable URI uri(Options options, String name) {
    String value = text(options, name);
    if (value == null) {
      return null;
    }
    try {
      return requireAddress("The setting " + name, new URI(value));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("The setting " + name + " is no URI; give " + ADDRESS, e);
    }
  }

  /**
   * Makes sure that a URI is a server's address.
   *
   * @param what it is, for messages
   * @return the same
   * @throws IllegalArgumentException if it is none
   */
  static URI requireAddress(String what, URI uri) {
    String authority = uri.getRawAuthority();
    // Also where the host is none, and nobody tells the password from it.
    String whole = authority == null ? uri.toString() : authority;
    if (whole.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          what
              + " holds a password, which would end up in logs; give credentials by profile,"
              + " environment or file.");
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
      boolean underscore = authority != null && authority.indexOf('_') >= 0;
      throw new IllegalArgumentException(
          what
              + " is '"
              + uri
              + "'; give "
              + (underscore ? "a host name without _, which no host name has, or " : "")
              + ADDRESS
              + ".");
    }
    return uri;
  }

  private static @Nullable Path file(Options options, String name) {
    String value = text(options, name);
    if (value == null) {
      return null;
    }
    Path file = Path.of(value);
    if (!Files.isReadable(file)) {
      throw bad(name, value, "a PEM file that can be read");
    }
    return file;
  }

  private static <E extends Enum<E>> E choice(
      Options options, String name, Class<E> type, E otherwise) {
    String value = text(options, name);
    if (value == null) {
      return otherwise;
    }
    E[] choices = type.getEnumConstants();
    for (E choice : choices) {
      if (choice.name().equalsIgnoreCase(value)) {
        return choice;
      }
    }
    throw bad(name, value, "one of " + Arrays.toString(choices).toLowerCase(Locale.ROOT));
  }

  private static IllegalArgumentException bad(String name, String value, String wanted) {
    return new IllegalArgumentException(
        "The setting " + name + " is '" + value + "'; give " + wanted + ".");
  }
}
