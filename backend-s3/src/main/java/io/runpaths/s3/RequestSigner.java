package io.runpaths.s3;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs requests as S3 wants it: with Signature Version 4, over the path as it is sent. A body is a
 * part of the signature only where the connection is not encrypted, as in the SDK's client: there
 * nothing else keeps somebody on the way from changing it. Requests of anonymous credentials stay
 * unsigned. Safe for use by several threads.
 */
final class RequestSigner {
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  private final AwsCredentialsProvider credentials;
  private final Clock clock;

  RequestSigner(AwsCredentialsProvider credentials, Clock clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  /**
   * Signs a request.
   *
   * @param body its body, which is read for its digest if need be
   */
  SdkHttpRequest signed(
      BucketAddress address, SdkHttpRequest request, @Nullable ContentStreamProvider body) {
    SignRequest.Builder<AwsCredentialsIdentity> sign =
        SignRequest.<AwsCredentialsIdentity>builder(credentials.resolveCredentials())
            .request(request)
            .putProperty(AwsV4HttpSigner.REGION_NAME, address.signingRegion())
            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, address.signingName())
            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
            .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
            .putProperty(HttpSigner.SIGNING_CLOCK, clock);
    if (body != null && !address.encrypted()) {
      // The signer then signs it, whatever it was told.
      sign.payload(body);
    }
    return SIGNER.sign(sign.build()).request();
  }
}
