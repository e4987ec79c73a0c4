package io.runpaths.gcs.server;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a request belong in a resumable upload.
 *
 * @param from the first byte; none where the request only asks or only ends the upload
 * @param to the byte after the last; none where the end of the body is the end
 * @param total the size of the whole, if it is known already
 */
record ContentRange(OptionalLong from, OptionalLong to, OptionalLong total) {
  private static final Pattern FORM = Pattern.compile("bytes (?:\\*|(\\d+)-(\\d+|\\*))/(\\d+|\\*)");

  /** Without the header the body is the whole. */
  static ContentRange of(Optional<String> header, long length) {
    if (header.isEmpty()) {
      return new ContentRange(OptionalLong.of(0), OptionalLong.of(length), OptionalLong.of(length));
    }
    Matcher form = FORM.matcher(header.get().strip());
    if (!form.matches()) {
      throw ApiError.invalid("Failed to parse Content-Range header: " + header.get());
    }
    OptionalLong from = number(form.group(1));
    OptionalLong last = number(form.group(2));
    OptionalLong to = last.isEmpty() ? last : OptionalLong.of(last.getAsLong() + 1);
    OptionalLong total = number(form.group(3));
    boolean ordered = to.isEmpty() || from.getAsLong() < to.getAsLong();
    boolean inside = to.isEmpty() || total.isEmpty() || to.getAsLong() <= total.getAsLong();
    if (!ordered || !inside) {
      throw ApiError.invalid("Invalid Content-Range header: " + header.get());
    }
    return new ContentRange(from, to, total);
  }

  /** Whether the bytes after which nothing follows come with this request. */
  boolean ends() {
    return to.isEmpty() ? total.isEmpty() : to.equals(total);
  }

  private static OptionalLong number(@Nullable String digits) {
    return digits == null || digits.equals("*")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(digits));
  }
}
