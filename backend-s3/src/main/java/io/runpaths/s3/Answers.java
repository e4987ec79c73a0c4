package io.runpaths.s3;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What S3's answers look like. Another server's page, or an answer cut short, must not pass for a
 * success, and the SDK takes what it does not understand for an empty answer.
 *
 * <p>Objects come with an ETag. Puts and deletions are answered without a body, all else with an
 * XML document, which is read whole before anybody parses it: one that was cut is a broken
 * connection, and one with a document type (of which XML bombs are made) is not S3's.
 */
final class Answers {
  /** The header by which S3 tells a bucket's region. */
  static final String REGION_HEADER = "x-amz-bucket-region";

  private static final Pattern REGION = Pattern.compile("<Region>([A-Za-z0-9_-]{1,63})</Region>");

  /**
   * What proxies and gateways say of themselves, each with a page of its own: the status counts, as
   * with all above 499.
   */
  private static final Set<Integer> OF_GATEWAYS = Set.of(407, 408, 413, 429);

  private Answers() {}

  /**
   * The answer, if S3 could have given it.
   *
   * @param request what it answers
   * @param response the answer, its body unread
   * @return the answer, with a body that can be read; only an object's is still to come
   * @throws NotS3Exception if S3 gives no such answer
   * @throws IOException if the connection broke
   */
  static HttpExecuteResponse checked(SdkHttpRequest request, HttpExecuteResponse response)
      throws IOException {
    SdkHttpResponse http = response.httpResponse();
    AbortableInputStream body = response.responseBody().orElse(null);
    try {
      if (isObject(request, http)) {
        etag(http);
        return response;
      }
      byte[] document = body == null ? new byte[0] : body.readAllBytes();
      if (http.isSuccessful()) {
        check(request, http, document);
      } else if (http.statusCode() >= 400 && http.statusCode() < 500) {
        checkRefusal(http.statusCode(), document);
      }
      HttpExecuteResponse.Builder read =
          HttpExecuteResponse.builder().response(withRegion(http, document));
      if (body != null) {
        body.close();
        read.responseBody(AbortableInputStream.create(new ByteArrayInputStream(document)));
      }
      return read.build();
    } catch (IOException | RuntimeException e) {
      if (body != null) {
        body.abort();
      }
      throw e;
    }
  }

  /**
   * A refusal whose document alone tells the bucket's region tells it by a header as well: the
   * SDK's client does not give the document away.
   */
  private static SdkHttpResponse withRegion(SdkHttpResponse http, byte[] document) {
    if (http.isSuccessful() || http.firstMatchingHeader(REGION_HEADER).isPresent()) {
      return http;
    }
    Matcher region = REGION.matcher(new String(document, StandardCharsets.UTF_8));
    return region.find()
        ? http.toBuilder().putHeader(REGION_HEADER, region.group(1)).build()
        : http;
  }

  /** Whether the answer is an object's bytes, and not a document of the protocol. */
  static boolean isObject(SdkHttpRequest request, SdkHttpResponse http) {
    return request.method() == SdkHttpMethod.GET
        && http.isSuccessful()
        && request.rawQueryParameters().keySet().stream().noneMatch(Answers::isSubresource);
  }

  private static boolean isSubresource(String parameter) {
    return !parameter.equals("versionId") && !parameter.equals("x-id");
  }

  /**
   * The ETag, which S3 tells of every object.
   *
   * @throws NotS3Exception if there is none
   */
  static String etag(SdkHttpResponse http) throws NotS3Exception {
    return required(http.firstMatchingHeader("ETag").orElse(null), "ETag");
  }

  /**
   * What an answer must tell.
   *
   * @param value what was found
   * @param name what it is called, for messages
   * @return the value
   * @throws NotS3Exception if nothing was found
   */
  static String required(@Nullable String value, String name) throws NotS3Exception {
    if (value == null || value.isEmpty()) {
      throw new NotS3Exception("there is no " + name + " in the answer");
    }
    return value;
  }

  private static void check(SdkHttpRequest request, SdkHttpResponse http, byte[] document)
      throws IOException {
    SdkHttpMethod method = request.method();
    boolean puts =
        method == SdkHttpMethod.PUT && request.firstMatchingHeader("x-amz-copy-source").isEmpty();
    if (puts || method == SdkHttpMethod.DELETE) {
      if (document.length > 0) {
        throw new NotS3Exception("the answer has a body, where S3 sends none");
      }
      if (puts) {
        etag(http);
      } else if (http.statusCode() != 204 && !bearsAmazonsHeaders(http)) {
        throw new NotS3Exception("the answer has status " + http.statusCode() + " instead of 204");
      }
    } else if (method != SdkHttpMethod.HEAD) {
      checkDocument(document);
    }
  }

  private static boolean bearsAmazonsHeaders(SdkHttpResponse http) {
    return http.headers().keySet().stream()
        .anyMatch(name -> name.regionMatches(true, 0, "x-amz-", 0, 6));
  }

  /**
   * S3 refuses with an error document or without a word. Anything else is another server's refusal,
   * which must not pass for the word of S3: a page that is not found is no object that is not
   * there.
   */
  private static void checkRefusal(int status, byte[] document) throws IOException {
    if (OF_GATEWAYS.contains(status) || isBlank(document)) {
      return;
    }
    XmlRoot root = XmlRoot.of(document).orElse(null);
    String name = root == null ? "" : root.localName();
    if (root != null && !root.ended() && "Error".startsWith(name)) {
      throw new EOFException("the answer ended in the middle of its error");
    }
    if (!name.equals("Error")) {
      throw new NotS3Exception("the answer is no error of S3's, with the status " + status);
    }
  }

  private static boolean isBlank(byte[] document) {
    for (byte b : document) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }

  private static void checkDocument(byte[] document) throws IOException {
    XmlRoot root =
        XmlRoot.of(document)
            .orElseThrow(() -> new NotS3Exception("the answer is no document of S3's"));
    String name = root.localName();
    boolean known =
        name.endsWith("Result")
            || name.equals("Error")
            || name.equals("AccessControlPolicy")
            || name.equals("Tagging");
    if (name.equalsIgnoreCase("html") || (root.ended() && !known)) {
      throw new NotS3Exception("the answer is a document of the type " + root.name());
    }
    if (!root.ended()) {
      throw new EOFException("the answer ended in the middle of its document");
    }
  }
}
