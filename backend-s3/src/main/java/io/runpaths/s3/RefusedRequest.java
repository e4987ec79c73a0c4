package io.runpaths.s3;

import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Makes the exception that the SDK's client throws where a server refuses a request. */
final class RefusedRequest {
  private RefusedRequest() {}

  /**
   * The exception.
   *
   * @param http status and headers
   * @param body the answer's body, which is an error document or anything else
   */
  static AwsServiceException of(SdkHttpResponse http, byte[] body) {
    Optional<ShortDocument> document = document(body);
    String message = document.flatMap(error -> error.text("Message")).orElse(null);
    AwsErrorDetails details =
        AwsErrorDetails.builder()
            .errorCode(document.flatMap(error -> error.text("Code")).orElse(null))
            .errorMessage(message)
            .sdkHttpResponse(http)
            .serviceName("S3")
            .build();
    return S3Exception.builder()
        .message(message)
        .awsErrorDetails(details)
        .requestId(
            document
                .flatMap(error -> error.text("RequestId"))
                .or(() -> http.firstMatchingHeader("x-amz-request-id"))
                .orElse(null))
        .extendedRequestId(http.firstMatchingHeader("x-amz-id-2").orElse(null))
        .statusCode(http.statusCode())
        .build();
  }

  private static Optional<ShortDocument> document(byte[] body) {
    if (body.length == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(ShortDocument.of(body));
    } catch (XMLStreamException e) {
      // Another server's page: its status is what there is to know.
      return Optional.empty();
    }
  }
}
