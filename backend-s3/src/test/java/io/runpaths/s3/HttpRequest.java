package io.runpaths.s3;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as a test server got it.
 *
 * @param method such as {@code PUT}
 * @param path decoded, with a leading slash
 * @param query decoded parameters
 * @param headers by lower-case name
 * @param body all its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record HttpRequest(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {
  /**
   * Reads one request; null if the connection was closed instead.
   *
   * @param out where a client that asks first is told to go on
   * @param asked whether it is
   */
  static @Nullable HttpRequest read(InputStream in, OutputStream out, ScriptedServer.Asked asked)
      throws IOException {
    String first = line(in);
    if (first == null) {
      return null;
    }
    String[] words = first.split(" ", 3);
    Map<String, String> headers = new TreeMap<>();
    for (String line; (line = line(in)) != null && !line.isEmpty(); ) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new ProtocolException("this is no header: " + line);
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.put(name, line.substring(colon + 1).strip());
    }
    boolean asks = headers.containsKey("expect");
    if (asks && asked == ScriptedServer.Asked.ANSWERS) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
    boolean refused = asks && asked == ScriptedServer.Asked.REFUSES;
    int length = refused ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the request's body is cut");
    }
    int mark = words[1].indexOf('?');
    String path = mark < 0 ? words[1] : words[1].substring(0, mark);
    return new HttpRequest(
        words[0], decoded(path.replace("+", "%2B")), query(words[1], mark), headers, body);
  }

  private static Map<String, String> query(String target, int mark) {
    Map<String, String> query = new TreeMap<>();
    if (mark >= 0) {
      for (String pair : target.substring(mark + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        query.put(
            decoded(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b; (b = in.read()) != '\n'; ) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** The header; empty if there is none. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The query parameter; empty if there is none. */
  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  /** Whether it has such a query parameter. */
  boolean has(String parameter) {
    return query.containsKey(parameter);
  }

  /** The S3 operation it asks for, by Amazon's name. */
  String operation() {
    boolean copy = headers.containsKey("x-amz-copy-source");
    return switch (method) {
      case "HEAD" -> isBucket() ? "HeadBucket" : "HeadObject";
      case "GET" -> {
        if (has("list-type")) {
          yield "ListObjectsV2";
        }
        if (has("uploads")) {
          yield "ListMultipartUploads";
        }
        if (has("acl")) {
          yield "GetBucketAcl";
        }
        if (has("tagging")) {
          yield "GetObjectTagging";
        }
        yield has("uploadId") ? "ListParts" : "GetObject";
      }
      case "PUT" -> {
        if (has("partNumber")) {
          yield copy ? "UploadPartCopy" : "UploadPart";
        }
        yield copy ? "CopyObject" : "PutObject";
      }
      case "POST" -> {
        if (has("uploads")) {
          yield "CreateMultipartUpload";
        }
        yield has("uploadId") ? "CompleteMultipartUpload" : "DeleteObjects";
      }
      case "DELETE" -> has("uploadId") ? "AbortMultipartUpload" : "DeleteObject";
      default -> method;
    };
  }

  private boolean isBucket() {
    return path.indexOf('/', 1) < 0 || path.indexOf('/', 1) == path.length() - 1;
  }
}
