package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.remote.Payload;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.Lazy;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * The bulk calls by the parts that the SDK's client is made of, without the client: its endpoint
 * rules, its credentials, its signer and its HTTP client. For a small object the client's own work
 * costs more than everything else together. What is sent and what is thrown is the same, but that
 * of Google objects are taken as they are kept.
 */
final class DirectBulk implements Bulk {
  private static final String COPY_SOURCE = "x-amz-copy-source";
  private static final String OCTETS = "application/octet-stream";

  private final SdkHttpClient http;
  private final RequestSigner signer;
  private final ServerClock clock;
  private final Lazy<BucketAddress> address;

  /**
   * Bulk calls to one bucket.
   *
   * @param address where it is; asked for at the first call
   * @param clock the signer's, which errors may set
   */
  DirectBulk(
      SdkHttpClient http,
      RequestSigner signer,
      ServerClock clock,
      Supplier<BucketAddress> address) {
    this.http = http;
    this.signer = signer;
    this.clock = clock;
    this.address = new Lazy<>(address);
  }

  @Override
  public SdkHttpResponse put(String key, Map<String, String> headers, Payload body)
      throws IOException {
    return sent(address.getValue().request(SdkHttpMethod.PUT, key), headers, body);
  }

  @Override
  public SdkHttpResponse uploadPart(
      String key, String uploadId, int number, Map<String, String> headers, Payload body)
      throws IOException {
    SdkHttpRequest.Builder request =
        address
            .getValue()
            .request(SdkHttpMethod.PUT, key)
            .putRawQueryParameter("partNumber", Integer.toString(number))
            .putRawQueryParameter("uploadId", uploadId);
    return sent(request, headers, body);
  }

  private SdkHttpResponse sent(
      SdkHttpRequest.Builder request, Map<String, String> headers, Payload body)
      throws IOException {
    request.putHeader("Content-Length", Long.toString(body.size()));
    request.putHeader("Content-Type", OCTETS);
    headers.forEach(request::putHeader);
    return answer(request, body::stream).httpResponse();
  }

  @Override
  public Got get(String key, Map<String, String> headers) throws IOException {
    SdkHttpRequest.Builder request = address.getValue().request(SdkHttpMethod.GET, key);
    headers.forEach(request::putHeader);
    HttpExecuteResponse answer = answered(asKept(signed(request, null)), null);
    return new Got(
        answer.httpResponse(), answer.responseBody().orElseGet(AbortableInputStream::createEmpty));
  }

  @Override
  public Copied copy(Location source, String key, Map<String, String> headers) throws IOException {
    SdkHttpRequest.Builder request = address.getValue().request(SdkHttpMethod.PUT, key);
    headers.forEach(request::putHeader);
    request.putHeader(
        COPY_SOURCE, SdkHttpUtils.urlEncodeIgnoreSlashes(source.authority() + "/" + source.path()));
    HttpExecuteResponse answer = answer(request, null);
    byte[] body = document(answer);
    ShortDocument result;
    try {
      result = ShortDocument.of(body);
    } catch (XMLStreamException e) {
      throw new IOException("the answer to the copy is no document", e);
    }
    if (result.root().equals("Error")) {
      // S3 answers before the copy is done, and says behind the status 200 if it failed.
      throw refused(answer.httpResponse(), body);
    }
    return new Copied(
        answer.httpResponse(), Answers.required(result.text("ETag").orElse(null), "ETag"));
  }

  @Override
  public SdkHttpResponse head(String key, Map<String, String> headers) throws IOException {
    SdkHttpRequest.Builder request =
        key.isEmpty()
            ? address.getValue().request(SdkHttpMethod.HEAD)
            : address.getValue().request(SdkHttpMethod.HEAD, key);
    headers.forEach(request::putHeader);
    return answered(asKept(signed(request, null)), null).httpResponse();
  }

  @Override
  public SdkHttpResponse delete(String key, Map<String, String> headers) throws IOException {
    SdkHttpRequest.Builder request = address.getValue().request(SdkHttpMethod.DELETE, key);
    headers.forEach(request::putHeader);
    return answer(request, null).httpResponse();
  }

  @Override
  public ListingPage list(Map<String, String> query, Map<String, String> headers)
      throws IOException {
    SdkHttpRequest.Builder request =
        address.getValue().request(SdkHttpMethod.GET).putRawQueryParameter("list-type", "2");
    query.forEach(request::putRawQueryParameter);
    headers.forEach(request::putHeader);
    return ListingPage.of(document(answer(request, null)));
  }

  private SdkHttpRequest signed(
      SdkHttpRequest.Builder request, @Nullable ContentStreamProvider body) {
    request.putHeader("User-Agent", "runpaths");
    return signer.signed(address.getValue(), request.build(), body);
  }

  /**
   * Google unpacks what is kept packed for who does not say that he takes it so, and then tells no
   * length. It is said behind the signature, since Google changes this header on its way.
   */
  private static SdkHttpRequest asKept(SdkHttpRequest signed) {
    return KnownServer.GOOGLE.equals(KnownServer.ofHost(signed.host()))
        ? signed.copy(request -> request.putHeader("Accept-Encoding", "gzip"))
        : signed;
  }

  private HttpExecuteResponse answer(
      SdkHttpRequest.Builder request, @Nullable ContentStreamProvider body) throws IOException {
    return answered(signed(request, body), body);
  }

  /** Sends a request; what is refused is thrown. */
  private HttpExecuteResponse answered(SdkHttpRequest signed, @Nullable ContentStreamProvider body)
      throws IOException {
    HttpExecuteResponse answer =
        http.prepareRequest(
                HttpExecuteRequest.builder().request(signed).contentStreamProvider(body).build())
            .call();
    if (!answer.httpResponse().isSuccessful()) {
      throw refused(answer.httpResponse(), document(answer));
    }
    return answer;
  }

  private AwsServiceException refused(SdkHttpResponse answer, byte[] body) {
    AwsServiceException refused = RefusedRequest.of(answer, body);
    clock.learn(refused);
    return refused;
  }

  /** A document of the protocol, which {@link Answers} has read whole. */
  private static byte[] document(HttpExecuteResponse answer) throws IOException {
    Optional<AbortableInputStream> body = answer.responseBody();
    return body.isPresent() ? body.get().readAllBytes() : new byte[0];
  }
}
