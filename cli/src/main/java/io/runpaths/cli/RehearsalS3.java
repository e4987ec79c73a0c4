package io.runpaths.cli;

import io.runpaths.cli.RehearsalServer.Answer;
import io.runpaths.cli.RehearsalServer.Request;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Just enough of S3 for a rehearsal: one bucket in memory. It looks at conditions and at nothing
 * else, and is no server for any other purpose.
 */
final class RehearsalS3 implements RehearsalServer.Store {
  private static final String LISTED =
      """
      <ListBucketResult><Name>b</Name><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>\
      <IsTruncated>false</IsTruncated>%s</ListBucketResult>""";
  private static final String ENTRY =
      """
      <Contents><Key>%s</Key><LastModified>2026-02-08T10:00:00.000Z</LastModified>\
      <ETag>&quot;%s&quot;</ETag><Size>%d</Size><StorageClass>STANDARD</StorageClass></Contents>""";
  private static final String ERROR =
      "<Error><Code>%s</Code><Message>no</Message><RequestId>1</RequestId></Error>";

  private static final String BEGUN =
      """
      <InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>1</UploadId>\
      </InitiateMultipartUploadResult>""";
  private static final String COMPLETED =
      "<CompleteMultipartUploadResult><ETag>%s</ETag></CompleteMultipartUploadResult>";

  private final Map<String, Stored> objects = new TreeMap<>();

  /** The uploads that were begun, by their paths. One at a time for each. */
  private final Map<String, Upload> uploads = new TreeMap<>();

  /** What came of an object that is sent in parts. */
  private static final class Upload {
    final Map<String, String> headers;
    final Map<Integer, byte[]> parts = new TreeMap<>();

    Upload(Map<String, String> headers) {
      this.headers = headers;
    }

    byte[] content() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      parts.values().forEach(all::writeBytes);
      return all.toByteArray();
    }
  }

  /** An object, and the headers it came with that go back with it. */
  private static final class Stored {
    final byte[] content;
    final String etag;
    final Map<String, String> headers;

    Stored(byte[] content, String etag, Map<String, String> headers) {
      this.content = content;
      this.etag = etag;
      this.headers = headers;
    }
  }

  @Override
  public Answer answer(Request request) {
    String path = request.path;
    Stored there = objects.get(path);
    boolean bucket = path.indexOf('/', 1) < 0 || path.endsWith("/");
    return switch (request.method) {
      case "PUT" -> request.parameter("partNumber").isEmpty() ? put(request, there) : part(request);
      case "POST" -> request.parameter("uploadId").isEmpty() ? begin(request) : complete(request);
      case "DELETE" -> {
        objects.remove(path);
        yield Answer.of(204);
      }
      case "GET" -> bucket ? list(request) : get(there);
      default -> bucket ? Answer.of(200) : get(there);
    };
  }

  private Answer put(Request request, @Nullable Stored there) {
    String match = request.headers.get("if-match");
    boolean good =
        match != null
            ? there != null && match.equals(there.etag)
            : there == null || !request.headers.containsKey("if-none-match");
    if (!good) {
      return error(412, "PreconditionFailed");
    }
    return stored(request.path, request.body, kept(request));
  }

  private Answer begin(Request request) {
    uploads.put(request.path, new Upload(kept(request)));
    return Answer.of(200, "application/xml", BEGUN);
  }

  private Answer part(Request request) {
    Upload upload = uploads.get(request.path);
    if (upload == null) {
      return error(404, "NoSuchUpload");
    }
    upload.parts.put(Integer.valueOf(request.parameter("partNumber")), request.body);
    Map<String, String> headers = kept(request);
    headers.put("ETag", etag());
    return new Answer(200, headers, new byte[0]);
  }

  private Answer complete(Request request) {
    Upload upload = uploads.remove(request.path);
    if (upload == null) {
      return error(404, "NoSuchUpload");
    }
    Map<String, String> headers = upload.headers;
    headers.putAll(kept(request));
    Answer stored = stored(request.path, upload.content(), headers);
    return Answer.of(200, "application/xml", COMPLETED.formatted(stored.headers.get("ETag")));
  }

  private static Map<String, String> kept(Request request) {
    Map<String, String> kept = new LinkedHashMap<>();
    request.headers.forEach(
        (name, value) -> {
          if (name.startsWith("x-amz-meta-") || name.startsWith("x-amz-checksum-crc")) {
            kept.put(name, value);
          }
        });
    return kept;
  }

  private Answer stored(String path, byte[] content, Map<String, String> headers) {
    String etag = etag();
    headers.put("ETag", etag);
    objects.put(path, new Stored(content, etag, headers));
    return new Answer(200, headers, new byte[0]);
  }

  private static String etag() {
    return "\"" + System.nanoTime() + "\"";
  }

  private static Answer get(@Nullable Stored there) {
    if (there == null) {
      return error(404, "NoSuchKey");
    }
    Map<String, String> headers = new LinkedHashMap<>(there.headers);
    headers.put("Last-Modified", "Sun, 08 Feb 2026 10:00:00 GMT");
    return new Answer(200, headers, there.content);
  }

  private Answer list(Request request) {
    String bucket = request.path.endsWith("/") ? request.path : request.path + "/";
    String prefix = request.parameter("prefix");
    String delimiter = request.parameter("delimiter");
    StringBuilder entries = new StringBuilder();
    Map<String, String> folders = new TreeMap<>();
    objects.forEach(
        (path, stored) -> {
          String key = path.substring(bucket.length());
          if (!key.startsWith(prefix)) {
            return;
          }
          int slash = delimiter.isEmpty() ? -1 : key.indexOf('/', prefix.length());
          if (slash < 0) {
            entries.append(
                ENTRY.formatted(key, stored.etag.replace("\"", ""), stored.content.length));
          } else {
            String folder = key.substring(0, slash + 1);
            folders.put(folder, "<CommonPrefixes><Prefix>" + folder + "</Prefix></CommonPrefixes>");
          }
        });
    folders.values().forEach(entries::append);
    return Answer.of(200, "application/xml", LISTED.formatted(entries));
  }

  private static Answer error(int status, String code) {
    return Answer.of(status, "application/xml", ERROR.formatted(code));
  }
}
