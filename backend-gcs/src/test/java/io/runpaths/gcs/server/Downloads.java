package io.runpaths.gcs.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Objects: get with {@code alt=media}: the bytes. */
final class Downloads {
  private Downloads() {}

  static Response of(Request request, StoredObject object) {
    Map<String, String> headers = headers(object);
    if (unpacks(request, object)) {
      // Transcoding on the way out: the length is not known, and a range is ignored.
      headers.put("X-GUploader-Response-Body-Transformations", "gunzipped");
      headers.put("Warning", "214 UploadServer gunzipped");
      return new Response(200, headers, gunzip(object.content()), false);
    }
    object.text("contentEncoding").ifPresent(value -> headers.put("Content-Encoding", value));
    long size = object.content().size();
    Optional<ByteRange> range = request.header("Range").flatMap(r -> ByteRange.of(r, size));
    if (range.isEmpty()) {
      return new Response(200, headers, object.content(), true);
    }
    long from = range.get().from();
    long to = range.get().to();
    headers.put("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, size));
    return new Response(206, headers, object.content().slice(from, to), true);
  }

  private static Map<String, String> headers(StoredObject object) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", object.text("contentType").orElse("application/octet-stream"));
    headers.put("Content-Disposition", object.text("contentDisposition").orElse("attachment"));
    headers.put("Cache-Control", object.text("cacheControl").orElse("private, max-age=0"));
    object.text("contentLanguage").ifPresent(value -> headers.put("Content-Language", value));
    headers.put("ETag", object.etag());
    headers.put("X-Goog-Generation", Long.toString(object.generation()));
    headers.put("X-Goog-Metageneration", Long.toString(object.metageneration()));
    headers.put("X-Goog-Storage-Class", object.text("storageClass").orElseThrow());
    headers.put(
        "X-Goog-Stored-Content-Encoding", object.text("contentEncoding").orElse("identity"));
    headers.put("X-Goog-Stored-Content-Length", Long.toString(object.content().size()));
    headers.put(
        "X-Goog-Hash",
        "crc32c="
            + object.hashes().crc32c()
            + (object.components().isPresent() ? "" : ",md5=" + object.hashes().md5()));
    headers.put("Vary", "Origin, X-Origin, Accept-Encoding");
    return headers;
  }

  /** Stored as gzip, to a reader who does not say that it takes gzip. */
  private static boolean unpacks(Request request, StoredObject object) {
    return object.text("contentEncoding").filter("gzip"::equals).isPresent()
        && !object.text("cacheControl").orElse("").contains("no-transform")
        && !request.header("Accept-Encoding").orElse("").toLowerCase(Locale.ROOT).contains("gzip");
  }

  private static Content gunzip(Content packed) {
    try (InputStream unpacked = new GZIPInputStream(packed.open())) {
      return Content.of(unpacked.readAllBytes());
    } catch (IOException e) {
      throw new ApiError(503, "backendError", "The object says gzip and is not: " + e.getMessage());
    }
  }
}
