package io.runpaths.s3;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Endpoint;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Watch;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.utils.Lazy;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The way to one bucket.
 *
 * <p>The region is that of the settings, the environment or the profile, else {@code us-east-1};
 * where the bucket says that it lives elsewhere, all later requests go there. Only the region is
 * taken from an answer, never a host: credentials reach no other endpoint than the one configured
 * or Amazon's own. Safe for use by several threads.
 */
final class S3Connection implements Endpoint<Site>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(S3Connection.class);
  private static final String FIRST_REGION = "us-east-1";

  /** Where the SDK finds an endpoint; it does not tell in which of these places. */
  private static final String FOUND =
      "that environment or profile name (AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, endpoint_url)";

  private final String bucket;
  private final S3Settings settings;
  private final AwsCredentialsProvider credentials;
  private final ServerClock clock = new ServerClock(Clock.systemUTC());
  private final Watch watch = new Watch();
  private final HeardServer heard;
  private final SdkHttpClient http;
  private final S3Failures failures;
  private final RequestSigner signer;
  private volatile Site site;
  private volatile boolean stopped;
  private volatile boolean closed;

  private S3Connection(
      String bucket,
      S3Settings settings,
      @Nullable AwsCredentialsProvider credentials,
      SdkHttpClient http,
      HeardServer heard) {
    this.bucket = bucket;
    this.heard = heard;
    this.credentials = credentials != null ? credentials : Credentials.of(settings, watch);
    this.http = new WatchedHttpClient(new AskingHttpClient(http), watch, settings.timeout(), heard);
    String region;
    try {
      region = firstRegion(settings);
      this.settings = settings.endpoint() != null ? settings : withFoundEndpoint(settings, region);
      requireAddress(bucket, this.settings, region);
    } catch (RuntimeException e) {
      release();
      throw e;
    }
    this.failures = new S3Failures(bucket, this.settings);
    this.signer = new RequestSigner(this.credentials, clock);
    this.site = site(region);
  }

  /** An endpoint that the environment or profile names is treated as if the settings did. */
  private S3Settings withFoundEndpoint(S3Settings settings, String region) {
    URI found;
    try (S3Client client = client(settings, region)) {
      found = client.serviceClientConfiguration().endpointOverride().orElse(null);
    } catch (RuntimeException e) {
      // The SDK says it in many ways, of which some would repeat a password.
      throw new IllegalArgumentException(
          "The SDK refuses its settings, most likely the endpoint "
              + FOUND
              + "; mend it, or give a good one by s3.endpoint.",
          e);
    }
    return found == null
        ? settings
        : settings.withEndpoint(S3Settings.requireAddress("The endpoint " + FOUND, found));
  }

  /**
   * Makes sure that there is an address: else every request fails before it is sent, and nobody
   * could tell that from one whose answer was lost.
   */
  private static void requireAddress(String bucket, S3Settings settings, String region) {
    try {
      BucketAddress.of(bucket, settings, region);
    } catch (SdkException e) {
      throw new IllegalArgumentException(
          "The settings of the address exclude each other ("
              + e.getMessage()
              + "); look at s3.endpoint, s3.region and s3.path-style, and at AWS_USE_FIPS_ENDPOINT"
              + " and AWS_USE_DUALSTACK_ENDPOINT in environment and profile.",
          e);
    }
  }

  /**
   * Makes the clients; sends nothing.
   *
   * @param credentials null for the default chain
   */
  static S3Connection open(
      String bucket, S3Settings settings, @Nullable AwsCredentialsProvider credentials) {
    return open(bucket, settings, credentials, new HeardServer());
  }

  /**
   * Makes the clients.
   *
   * @param heard is told of all answers
   */
  static S3Connection open(
      String bucket,
      S3Settings settings,
      @Nullable AwsCredentialsProvider credentials,
      HeardServer heard) {
    return new S3Connection(bucket, settings, credentials, HttpClients.open(settings), heard);
  }

  /** Makes the clients over another HTTP client. */
  static S3Connection open(
      String bucket,
      S3Settings settings,
      @Nullable AwsCredentialsProvider credentials,
      SdkHttpClient http) {
    return new S3Connection(bucket, settings, credentials, http, new HeardServer());
  }

  /** The settings, with the endpoint that the environment or profile named. */
  S3Settings settings() {
    return settings;
  }

  /** What the answers told of the server. */
  HeardServer heard() {
    return heard;
  }

  S3Failures failures() {
    return failures;
  }

  @Override
  public Failure translate(Op op, Exception thrown) {
    return failures.translate(op, thrown);
  }

  /**
   * The clients to use now.
   *
   * @throws ClosedException after closing
   */
  @Override
  public Site site(Op op) {
    if (closed || (stopped && !op.name().equals(UploadAbort.ABORT))) {
      throw new ClosedException(op);
    }
    return site;
  }

  /**
   * Refuses what would begin after closing.
   *
   * @throws StorageException of {@link Reason#CLOSED}
   */
  void requireOpen(Op op) throws StorageException {
    if (closed || stopped) {
      throw new ClosedException(op).translated();
    }
  }

  /**
   * Ends what other threads are doing. From here on only what is begun may be aborted, until all is
   * closed.
   */
  void stop() {
    stopped = true;
    watch.endOthers();
  }

  /**
   * Goes to the region that an answer named.
   *
   * @return true if that is another one than before, so that trying again makes sense
   */
  @Override
  public synchronized boolean move(String region) {
    Site old = site;
    if (closed || old.region().equals(region) || !S3Settings.isRegion(region)) {
      return false;
    }
    LOG.info("The bucket {} lives in region {}, not {}: going there", bucket, region, old.region());
    // The old client stays open for requests under way; what it holds is shared.
    site = site(region);
    return true;
  }

  /**
   * Why a bare refusal was given: the same question is asked in a way that is answered in words.
   *
   * @return the better known failure, or the given one
   */
  @Override
  public Failure explained(Op op, Failure mute) {
    return explained(this, op, mute);
  }

  /**
   * The same for a bucket.
   *
   * @param bucket the way to it
   */
  Failure explained(Endpoint<Site> bucket, Op op, Failure mute) {
    try {
      // By the bulk calls, whose clock learns from the answer, and not by the SDK's.
      bucket.site(op).bulk().list(Map.of("max-keys", "1"), new WriteHeaders(settings).common());
      return mute;
    } catch (IOException | RuntimeException e) {
      Failure failure = bucket.translate(op, e);
      boolean telling =
          failure.region() != null
              || (failure.exception() instanceof AccessDeniedException denied
                  && denied.reason() != Reason.FORBIDDEN);
      return telling ? failure : mute;
    }
  }

  private Site site(String region) {
    return site(bucket, region);
  }

  /** The clients of any bucket in a region. */
  Site site(String name, String region) {
    Lazy<S3Client> client = new Lazy<>(() -> client(settings, region));
    Bulk bulk =
        switch (settings.transport()) {
          case CLIENT -> new ClientBulk(client::getValue, name);
          case DIRECT ->
              new DirectBulk(http, signer, clock, () -> BucketAddress.of(name, settings, region));
        };
    return new Site(region, client, bulk);
  }

  private S3Client client(S3Settings at, String region) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http)
            .credentialsProvider(credentials)
            .region(Region.of(region))
            .forcePathStyle(at.pathStyleFor(bucket))
            .crossRegionAccessEnabled(false)
            .disableS3ExpressSessionAuth(true)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                service -> service.chunkedEncodingEnabled(false).expectContinueEnabled(false))
            .overrideConfiguration(
                override -> {
                  override.retryStrategy(DefaultRetryStrategy.doNotRetry());
                  override.addExecutionInterceptor(new ListingEchoes());
                  if (at.requesterPays()) {
                    override.addExecutionInterceptor(new RequesterPays());
                  }
                  if (!at.amazon() || at.checksums() != S3Options.ChecksumMode.CRC32C) {
                    override.addExecutionInterceptor(new OldChecksums());
                  }
                  if (at.profile() != null) {
                    // It may name an endpoint and the like beside credentials.
                    override.defaultProfileName(at.profile());
                  }
                });
    URI endpoint = at.endpoint();
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    return builder.build();
  }

  private static String firstRegion(S3Settings settings) {
    if (settings.region() != null) {
      return settings.region();
    }
    AwsRegionProviderChain chain =
        new AwsRegionProviderChain(
            new SystemSettingsRegionProvider(),
            new AwsProfileRegionProvider(null, settings.profile()));
    try {
      return chain.getRegion().id();
    } catch (SdkException e) {
      LOG.debug("No region is configured: beginning with {}", FIRST_REGION, e);
      return FIRST_REGION;
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    site.close();
    release();
  }

  private void release() {
    http.close();
    watch.close();
    if (credentials instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }

  /**
   * Says with every request of the client, whatever it is for, who pays. (A header of the client's
   * configuration would be sent twice where a request bears it by itself.)
   */
  private static final class RequesterPays implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().toBuilder()
          .putHeader(WriteHeaders.PAYER, WriteHeaders.REQUESTER)
          .build();
    }
  }

  /** Thrown by use after closing. */
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Op op;

    ClosedException(Op op) {
      super("closed");
      this.op = Objects.requireNonNull(op, "op");
    }

    StorageException translated() {
      return new UnavailableException(
          op.name(),
          op.location(),
          Reason.CLOSED,
          "The " + op + " came after the store was closed; open it again.",
          null);
    }
  }
}
