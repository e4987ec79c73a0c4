package io.runpaths.s3;

import io.runpaths.spi.Version;
import java.util.Optional;

/**
 * Versions of objects: the ETag and, behind a slash, the length in bytes. The length makes two
 * versions differ where an ETag is weak, and spares a copy a look at its source.
 */
final class Versions {
  private Versions() {}

  static Version of(String etag, long size) {
    return new Version(bare(etag) + "/" + size);
  }

  /** The ETag as a condition header has it. */
  static String quotedEtag(Version version) {
    return "\"" + bareEtag(version) + "\"";
  }

  /** The ETag as it stands in no header, but as some servers want it in If-Match. */
  static String bareEtag(Version version) {
    String token = version.token();
    int slash = token.lastIndexOf('/');
    return slash < 0 ? token : token.substring(0, slash);
  }

  /** The length, if the version tells it. */
  static Optional<Long> size(Version version) {
    String token = version.token();
    String size = token.substring(token.lastIndexOf('/') + 1);
    return size.length() < token.length() ? ObjectHeaders.number(size) : Optional.empty();
  }

  /** An ETag without the quotes, which servers put in some places only. */
  private static String bare(String etag) {
    String text = etag.startsWith("W/") ? etag.substring(2) : etag;
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }
}
