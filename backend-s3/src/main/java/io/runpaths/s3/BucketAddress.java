package io.runpaths.s3;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.endpoint.DualstackEnabledProvider;
import software.amazon.awssdk.awscore.endpoint.FipsEnabledProvider;
import software.amazon.awssdk.awscore.endpoints.AwsEndpointAttribute;
import software.amazon.awssdk.awscore.endpoints.authscheme.EndpointAuthScheme;
import software.amazon.awssdk.awscore.endpoints.authscheme.SigV4AuthScheme;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointParams;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointProvider;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Where requests for a bucket go, and for which region and service they are signed: found once, by
 * the SDK's own endpoint rules, from the same settings and environment as its client.
 *
 * @param scheme {@code http} or {@code https}
 * @param host the host, with the bucket in front unless it stands in the path
 * @param port the port; negative for the scheme's own
 * @param path the path of the bucket, percent-encoded
 * @param signingRegion the region of signatures
 * @param signingName the service of signatures
 */
record BucketAddress(
    String scheme, String host, int port, String path, String signingRegion, String signingName) {
  private static final String REGIONAL = "regional";

  /**
   * Finds the address.
   *
   * @throws SdkException if the settings exclude each other
   */
  static BucketAddress of(String bucket, S3Settings settings, String region) {
    URI override = settings.endpoint();
    String profile =
        settings.profile() != null
            ? settings.profile()
            : ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
    S3EndpointParams.Builder asked =
        S3EndpointParams.builder()
            .bucket(bucket)
            .region(Region.of(region))
            .forcePathStyle(settings.pathStyleFor(bucket))
            .useFips(
                FipsEnabledProvider.builder()
                    .profileName(profile)
                    .build()
                    .isFipsEnabled()
                    .orElse(false))
            .useDualStack(
                DualstackEnabledProvider.builder()
                    .profileName(profile)
                    .build()
                    .isDualstackEnabled()
                    .orElse(false))
            .useGlobalEndpoint(region.equals(Region.US_EAST_1.id()) && !regional())
            .accelerate(false)
            .disableMultiRegionAccessPoints(false)
            .disableS3ExpressSessionAuth(true);
    if (override != null) {
      asked.endpoint(override.toString());
    }
    return of(found(asked.build()), region);
  }

  private static Endpoint found(S3EndpointParams asked) {
    try {
      return S3EndpointProvider.defaultProvider().resolveEndpoint(asked).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SdkException told) {
        throw told;
      }
      throw e;
    }
  }

  private static BucketAddress of(Endpoint endpoint, String region) {
    URI url = endpoint.endpointUrl().toUri();
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    SigV4AuthScheme scheme = signing(endpoint.attribute(AwsEndpointAttribute.AUTH_SCHEMES));
    return new BucketAddress(
        url.getScheme(),
        url.getHost(),
        url.getPort(),
        path,
        scheme.signingRegion() == null ? region : scheme.signingRegion(),
        scheme.signingName() == null ? "s3" : scheme.signingName());
  }

  private static SigV4AuthScheme signing(List<EndpointAuthScheme> schemes) {
    for (EndpointAuthScheme scheme : schemes) {
      if (scheme instanceof SigV4AuthScheme sigV4) {
        return sigV4;
      }
    }
    throw new IllegalStateException("S3's endpoint rules name no way to sign.");
  }

  /** Whether us-east-1 is to be reached by its own name, and not by the one that is everybody's. */
  private static boolean regional() {
    return SdkSystemSetting.AWS_S3_US_EAST_1_REGIONAL_ENDPOINT
        .getStringValue()
        .or(
            () ->
                ProfileFile.defaultProfileFile()
                    .profile(ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow())
                    .flatMap(profile -> profile.property("s3_us_east_1_regional_endpoint")))
        .filter(REGIONAL::equalsIgnoreCase)
        .isPresent();
  }

  /** Whether nobody on the way can read or change what is sent. */
  boolean encrypted() {
    return scheme.equals("https");
  }

  /**
   * Begins a request for an object.
   *
   * @param key the object's key in the bucket
   */
  SdkHttpRequest.Builder request(SdkHttpMethod method, String key) {
    String folder = path.endsWith("/") ? path : path + "/";
    return at(method, folder + SdkHttpUtils.urlEncodeIgnoreSlashes(key));
  }

  /** Begins a request for the bucket. */
  SdkHttpRequest.Builder request(SdkHttpMethod method) {
    return at(method, path);
  }

  private SdkHttpRequest.Builder at(SdkHttpMethod method, String encodedPath) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(method)
            .protocol(scheme)
            .host(host)
            .encodedPath(encodedPath);
    if (port >= 0) {
      request.port(port);
    }
    return request;
  }
}
