package io.runpaths.s3;

import io.runpaths.spi.Capability;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The one table of what servers do differently, told by their host or the headers of their answers.
 * What a probe or an answer can find out is not in it; what is in it was seen with the version
 * named, or is documented by the server or its issues, see decision 0016.
 *
 * @param words its name in messages
 * @param missing what it cannot do
 * @param ways how it is otherwise unlike the plainest server
 */
record KnownServer(String words, Set<Capability> missing, Set<Way> ways) {
  /** Ways in which servers differ. */
  enum Way {
    /** Checks a CRC-32C that comes with an upload, keeps it, and tells it when reading. */
    KEEPS_CHECKSUMS,
    /**
     * Keeps one CRC-32C of the whole of an object that is sent in parts, though it may not say so
     * at the beginning. Of other servers the answer to the beginning is believed.
     */
    WHOLE_CHECKSUMS,
    /** Keeps none of the whole, and refuses uploads that ask for it. */
    NO_WHOLE_CHECKSUMS,
    /** Refuses the headers of S3's newer checksums: an MD5 goes with all bytes. */
    ONLY_MD5,
    /** Lists unfinished uploads by prefix. */
    LISTS_UPLOADS,
    /** Holds the condition of a completion, in one step with it. Elsewhere a probe tells. */
    CONDITIONAL_COMPLETION,
    /**
     * Completes whatever the condition says, unless a probe shows a version that does not. An
     * object under a condition is put by one request then.
     */
    UNCONDITIONAL_COMPLETION,
    /**
     * Looks at the condition of a completion before it and not with it, so that several of those
     * that race for one key win; no probe can show that. An object under a condition is put by one
     * request.
     */
    RACY_COMPLETION,
    /** Compares the text of If-Match of a put with an ETag that has no quotes. */
    BARE_ETAGS,
    /** Holds the condition on the source of a copy. Elsewhere a probe tells. */
    CONDITIONAL_COPIES,
    /** Its older versions know the condition on the source of a copy by another name. */
    OLD_COPY_CONDITIONS,
    /** Copies objects of any size by one request, and none by parts. */
    COPIES_ANY_SIZE,
    /**
     * Holds the condition on the source of a part that is copied. Elsewhere the source is looked at
     * again before the copy is published.
     */
    CONDITIONAL_PART_COPIES,
    /** Refuses a condition on the source of a part that is copied. */
    NO_CONDITIONAL_PART_COPIES,
    /** Takes a backslash in a name for a slash, so that two names would be one object. */
    BACKSLASHES_ARE_SLASHES,
    /** Wants all parts of an upload but the last of one size. */
    EQUAL_PARTS,
    /**
     * Continuation tokens go astray where keys are odd: 4.13 compares plain keys with encoded ones
     * and loses entries, 4.14 does so less often and fails beyond ASCII. Listings go on behind the
     * last key instead, and are not encoded.
     */
    LISTS_BY_KEYS
  }

  /** Amazon S3; told by its hosts alone, since others give its name in their answers. */
  static final KnownServer AMAZON =
      new KnownServer(
          "Amazon S3",
          Set.of(),
          Set.of(
              Way.KEEPS_CHECKSUMS,
              Way.WHOLE_CHECKSUMS,
              Way.LISTS_UPLOADS,
              Way.CONDITIONAL_COMPLETION,
              Way.CONDITIONAL_COPIES,
              Way.CONDITIONAL_PART_COPIES));

  /**
   * LocalStack 4.13 and 4.14: refuses conditional deletion; continuation tokens go astray; of eight
   * completions under "if absent" three have won.
   */
  static final KnownServer LOCALSTACK =
      new KnownServer(
          "LocalStack",
          Set.of(Capability.DELETE_IF_VERSION),
          Set.of(
              Way.KEEPS_CHECKSUMS,
              Way.WHOLE_CHECKSUMS,
              Way.LISTS_UPLOADS,
              Way.RACY_COMPLETION,
              Way.CONDITIONAL_COPIES,
              Way.LISTS_BY_KEYS));

  /**
   * MinIO of 2026: deletes whatever the condition says; names have at most 255 bytes; what lies
   * below the name of an object is kept, but left out of listings; uploads are listed for exact
   * keys only.
   */
  static final KnownServer MINIO =
      new KnownServer(
          "MinIO",
          Set.of(
              Capability.DELETE_IF_VERSION,
              Capability.LONG_SEGMENTS,
              Capability.FILE_BESIDE_FOLDER),
          Set.of(
              Way.KEEPS_CHECKSUMS,
              Way.WHOLE_CHECKSUMS,
              Way.CONDITIONAL_COMPLETION,
              Way.CONDITIONAL_COPIES,
              Way.CONDITIONAL_PART_COPIES));

  /**
   * s3proxy 4.1: looks at If-Match before the write and not with it; its file stores know paths,
   * not keys; its listings are in the order of UTF-16.
   */
  static final KnownServer S3PROXY =
      new KnownServer(
          "s3proxy",
          Set.of(
              Capability.PUT_IF_VERSION,
              Capability.DELETE_IF_VERSION,
              Capability.LONG_SEGMENTS,
              Capability.FILE_BESIDE_FOLDER),
          Set.of(
              Way.KEEPS_CHECKSUMS,
              Way.WHOLE_CHECKSUMS,
              Way.LISTS_UPLOADS,
              Way.CONDITIONAL_COMPLETION,
              Way.CONDITIONAL_COPIES));

  /** The owner that s3proxy says all buckets have. */
  private static final String S3PROXY_OWNER =
      "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a";

  /**
   * Ceph's RADOS gateway, and DigitalOcean Spaces, which is one; 16.2 and 18.2 were tried. A quoted
   * ETag never equals the one that it compares with, on puts alone; completions, copies of parts
   * and deletions look at no condition; 16.2 reads {@code x-amz-copy-if-match} and 18.2 {@code
   * x-amz-copy-source-if-match}.
   */
  static final KnownServer CEPH =
      new KnownServer(
          "Ceph",
          Set.of(Capability.DELETE_IF_VERSION),
          Set.of(
              Way.LISTS_UPLOADS,
              Way.BARE_ETAGS,
              Way.UNCONDITIONAL_COMPLETION,
              Way.CONDITIONAL_COPIES,
              Way.OLD_COPY_CONDITIONS));

  /** How its request ids begin: a number of 64 bits in 21 digits. Swift's are tx and any digits. */
  private static final String CEPHS_ID = "tx00000";

  /**
   * Cloudflare R2: all parts but the last must be of one size; a CRC-32C is kept of each part and
   * not of the whole. Conditions are documented for puts and completions, not for deletions; the
   * object is looked at before a completion all the same.
   */
  static final KnownServer R2 =
      new KnownServer(
          "Cloudflare R2",
          Set.of(Capability.DELETE_IF_VERSION),
          Set.of(
              Way.LISTS_UPLOADS,
              Way.CONDITIONAL_COPIES,
              Way.EQUAL_PARTS,
              Way.NO_WHOLE_CHECKSUMS,
              Way.NO_CONDITIONAL_PART_COPIES));

  /**
   * Google's XML interface: has generations for conditions, and ignores those of ETags on puts;
   * copies no parts.
   */
  static final KnownServer GOOGLE =
      new KnownServer(
          "Google Cloud Storage",
          Set.of(Capability.PUT_IF_ABSENT, Capability.PUT_IF_VERSION, Capability.DELETE_IF_VERSION),
          Set.of(
              Way.LISTS_UPLOADS,
              Way.CONDITIONAL_COPIES,
              Way.NO_WHOLE_CHECKSUMS,
              Way.ONLY_MD5,
              Way.COPIES_ANY_SIZE));

  /**
   * SeaweedFS from 4.53 on, which was tried: it keeps an object beside a folder of its name, and
   * lists unfinished uploads. It looks at the condition of a deletion; that it does so in one step
   * is not known.
   */
  static final KnownServer SEAWEEDFS =
      new KnownServer(
          "SeaweedFS",
          Set.of(Capability.DELETE_IF_VERSION, Capability.LONG_SEGMENTS),
          Set.of(Way.LISTS_UPLOADS, Way.BACKSLASHES_ARE_SLASHES));

  /**
   * SeaweedFS from 4.18 on: its list of unfinished uploads tells neither when they began nor where
   * the next page does.
   */
  static final KnownServer SEAWEEDFS_4_18 =
      new KnownServer(
          "SeaweedFS before 4.53",
          Set.of(
              Capability.DELETE_IF_VERSION,
              Capability.LONG_SEGMENTS,
              Capability.FILE_BESIDE_FOLDER),
          Set.of(Way.BACKSLASHES_ARE_SLASHES));

  /** SeaweedFS before 4.18, or of unknown version: looks at conditions before a write. */
  static final KnownServer OLD_SEAWEEDFS =
      new KnownServer(
          "SeaweedFS before 4.18",
          Set.of(
              Capability.PUT_IF_ABSENT,
              Capability.PUT_IF_VERSION,
              Capability.DELETE_IF_VERSION,
              Capability.LONG_SEGMENTS,
              Capability.FILE_BESIDE_FOLDER),
          Set.of(Way.BACKSLASHES_ARE_SLASHES));

  private static final Pattern SEAWEEDFS_VERSION =
      Pattern.compile("seaweedfs.* ([0-9]{1,4})\\.([0-9]{1,3})(?: .*)?");

  /** Any other: only what the probe shows, and what S3 cannot be without. */
  static final KnownServer UNKNOWN =
      new KnownServer(
          "an S3-compatible server",
          Set.of(
              Capability.DELETE_IF_VERSION,
              Capability.LONG_SEGMENTS,
              Capability.FILE_BESIDE_FOLDER),
          Set.of(Way.LISTS_UPLOADS));

  /** Which server it is by the host of its endpoint; null if that does not tell. */
  static @Nullable KnownServer ofHost(String host) {
    String name = "." + host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".r2.cloudflarestorage.com")) {
      return R2;
    }
    return name.endsWith(".storage.googleapis.com") ? GOOGLE : null;
  }

  /**
   * Which server answered, by its headers. Never Amazon: gofakes3, which rclone serves by, and
   * other imitations call themselves {@code AmazonS3} too, and do not do all that Amazon does.
   */
  static KnownServer of(SdkHttpResponse answer) {
    String server = answer.firstMatchingHeader("Server").orElse("").toLowerCase(Locale.ROOT);
    String requestId = answer.firstMatchingHeader("x-amz-request-id").orElse("");
    if (answer.firstMatchingHeader("x-localstack").isPresent()) {
      return LOCALSTACK;
    }
    if (server.startsWith("minio")) {
      return MINIO;
    }
    if (server.startsWith("ceph") || requestId.startsWith(CEPHS_ID)) {
      return CEPH;
    }
    if (server.startsWith("seaweedfs")) {
      return seaweedfs(server);
    }
    if (isR2(answer, server, requestId)) {
      return R2;
    }
    return server.equals("uploadserver") ? GOOGLE : UNKNOWN;
  }

  /** Any server may stand behind Cloudflare's; R2 alone gives its answers no id of S3's. */
  private static boolean isR2(SdkHttpResponse answer, String server, String requestId) {
    return server.equals("cloudflare")
        && answer.firstMatchingHeader("cf-ray").isPresent()
        && requestId.isEmpty()
        && answer.isSuccessful();
  }

  private static KnownServer seaweedfs(String server) {
    Matcher version = SEAWEEDFS_VERSION.matcher(server);
    if (!version.matches()) {
      return OLD_SEAWEEDFS;
    }
    int number = 1_000 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2));
    return number >= 4_053 ? SEAWEEDFS : number >= 4_018 ? SEAWEEDFS_4_18 : OLD_SEAWEEDFS;
  }

  /** Which server it is that does not name itself, by the owner of its buckets. */
  static KnownServer ofOwner(String owner) {
    return owner.equals(S3PROXY_OWNER) ? S3PROXY : UNKNOWN;
  }

  /** The encoding to ask for in listings; null for none. */
  @Nullable String listEncoding() {
    return is(Way.LISTS_BY_KEYS) ? null : "url";
  }

  /** Whether it is of that way. */
  boolean is(Way way) {
    return ways.contains(way);
  }
}
