package io.runpaths.s3;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Failure.Retry;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.xml.stream.XMLStreamException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * The one translator: from what the SDK throws to a {@link Failure}, classified at the throw by
 * status and <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's
 * error codes</a>.
 */
final class S3Failures {
  private static final Pattern REGION = Pattern.compile("<Region>([A-Za-z0-9_-]{1,63})</Region>");

  private final String bucket;
  private final S3Settings settings;

  S3Failures(String bucket, S3Settings settings) {
    this.bucket = bucket;
    this.settings = settings;
  }

  /** Translates one failed attempt. */
  Failure translate(Op op, Exception thrown) {
    if (thrown instanceof AwsServiceException answered) {
      return answered(op, answered);
    }
    if (thrown instanceof CorruptDataException damaged) {
      return new Failure(damaged, Refusal.OTHER, true, Retry.YES, null, null);
    }
    if (thrown instanceof S3Connection.ClosedException closed) {
      return no(closed.translated());
    }
    return unanswered(op, thrown);
  }

  private Failure answered(Op op, AwsServiceException e) {
    int status = e.statusCode();
    String code = code(e);
    return switch (code) {
      case "NoSuchBucket" -> no(notFound(op, Reason.NO_SUCH_ROOT, e));
      case "NoSuchUpload" ->
          new Failure(
              notFound(op, Reason.NO_SUCH_OBJECT, e),
              Refusal.NO_UPLOAD,
              false,
              Retry.NO,
              null,
              null);
      case "ExpiredToken", "TokenRefreshRequired", "ExpiredTokenException" ->
          no(
              denied(
                  op,
                  Reason.EXPIRED_CREDENTIALS,
                  "the credentials have expired; get new ones, for example with aws sso login",
                  e));
      case "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch", "AuthFailure" ->
          no(
              denied(
                  op,
                  Reason.NO_CREDENTIALS,
                  "the server does not know these credentials; check profile, environment and"
                      + " endpoint",
                  e));
      case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture" ->
          // The answer told the server's time, by which the next attempt is signed.
          new Failure(
              denied(
                  op,
                  Reason.CLOCK_SKEW,
                  "this machine's clock and the server's are too far apart; set the clock",
                  e),
              Refusal.OTHER,
              false,
              Retry.ONCE,
              null,
              null);
      case "PermanentRedirect", "TemporaryRedirect", "IllegalLocationConstraintException" ->
          elsewhere(op, e);
      case "AuthorizationHeaderMalformed" -> elsewhere(op, e);
      case "InvalidObjectState" ->
          no(
              unsupported(
                  op,
                  Reason.ARCHIVED,
                  "the object is archived; restore it first, for example with aws s3api"
                      + " restore-object",
                  e));
      case "KeyTooLongError", "KeyTooLong", "XMinioInvalidObjectName" ->
          no(unsupported(op, Reason.NAME_TOO_LONG, "the name is longer than the store takes", e));
      case "XMinioInvalidResourceName" ->
          no(unsupported(op, Reason.BAD_NAME, "the store takes no . or .. between backslashes", e));
      case "XMinioParentIsObject", "XMinioObjectExistsAsDirectory" ->
          no(
              unsupported(
                  op,
                  Reason.FILE_OR_FOLDER,
                  "this store cannot keep an object and a folder of one name; choose another name",
                  e));
      case "EntityTooLarge" ->
          no(unsupported(op, Reason.TOO_LARGE, "the object is larger than the store takes", e));
      case "InvalidBucketName" ->
          no(unsupported(op, Reason.BAD_NAME, "the store takes no bucket of this name", e));
      case "BadDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch" ->
          new Failure(corrupt(op, e), Refusal.OTHER, false, Retry.YES, null, null);
      case "XMinioStorageFull", "QuotaExceeded", "InsufficientStorage" ->
          no(unavailable(op, Reason.NO_SPACE, "the store is full; free space or quota", e));
      case "ConditionalRequestConflict", "OperationAborted" -> conflict(op, e);
      case "RequestTimeout" ->
          lost(unavailable(op, Reason.TIMEOUT, "the server waited too long for data", e));
      case "SlowDown",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "TooManyRequests",
          "RequestThrottled",
          "BandwidthLimitExceeded",
          "SlowDownRead",
          "SlowDownWrite" ->
          throttled(op, e);
      case "InternalError" -> lost(serverError(op, e));
      default -> byStatus(op, status, e);
    };
  }

  private Failure byStatus(Op op, int status, AwsServiceException e) {
    Failure failure = named(op, status, e);
    boolean mute = (status == 400 || status == 403) && code(e).isEmpty();
    return mute && failure.region() == null
        ? new Failure(failure.exception(), Refusal.MUTE, false, Retry.NO, null, null)
        : failure;
  }

  private Failure named(Op op, int status, AwsServiceException e) {
    return switch (status) {
      case 301, 302, 307, 308 -> elsewhere(op, e);
      case 400 -> region(e) != null ? elsewhere(op, e) : refused(op, e);
      case 401, 403 ->
          no(
              denied(
                  op,
                  Reason.FORBIDDEN,
                  "these credentials may not do that; check the bucket's policy and the role",
                  e));
      case 404 ->
          new Failure(
              notFound(op, Reason.NO_SUCH_OBJECT, e), Refusal.NO_KEY, false, Retry.NO, null, null);
      case 405, 501 -> no(unsupported(op, Reason.NOT_PROMISED, "the server does not do that", e));
      case 408 -> lost(unavailable(op, Reason.TIMEOUT, "the server waited too long for data", e));
      case 409 -> conflict(op, e);
      case 412 ->
          new Failure(
              new PreconditionFailedException(
                  op.name(),
                  op.location(),
                  Reason.VERSION_DIFFERS,
                  "The " + op + " failed: it is in another version than asked for" + id(e) + ".",
                  e),
              Refusal.CONDITION,
              false,
              Retry.NO,
              null,
              null);
      case 416 ->
          no(
              new RangeNotSatisfiableException(
                  op.name(),
                  op.location(),
                  Reason.RANGE,
                  "The " + op + " asks for bytes behind the object's end" + id(e) + ".",
                  e));
      case 429, 503, 509 -> throttled(op, e);
      case 507 -> no(unavailable(op, Reason.NO_SPACE, "the store is full; free space or quota", e));
      default -> status >= 500 ? lost(serverError(op, e)) : refused(op, e);
    };
  }

  private Failure refused(Op op, AwsServiceException e) {
    String words = words(e);
    boolean large = "InvalidRequest".equals(code(e)) && words.contains("copy source");
    return new Failure(
        unsupported(op, Reason.OTHER, "the server refuses the request: " + words, e),
        large ? Refusal.SOURCE_TOO_LARGE : Refusal.OTHER,
        false,
        Retry.NO,
        null,
        null);
  }

  private Failure elsewhere(Op op, AwsServiceException e) {
    String region = region(e);
    String way =
        region != null
            ? "the bucket " + bucket + " lives in region " + region + "; set s3.region to it"
            : "the server sends requests for the bucket "
                + bucket
                + " to another place"
                + e.awsErrorDetails()
                    .sdkHttpResponse()
                    .firstMatchingHeader("Location")
                    .map(to -> " (" + hostOf(to) + ")")
                    .orElse("")
                + ", where credentials do not follow; set s3.region or s3.endpoint to it";
    return new Failure(
        unavailable(op, Reason.WRONG_REGION, way, e), Refusal.OTHER, false, Retry.NO, null, region);
  }

  private static String hostOf(String location) {
    int from = location.indexOf("://") + 3;
    int to = from < 3 ? -1 : location.indexOf('/', from);
    String host = from < 3 ? location : location.substring(from, to < 0 ? location.length() : to);
    return host.substring(host.lastIndexOf('@') + 1);
  }

  private Failure unanswered(Op op, Exception thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      Failure known = known(op, t, thrown);
      if (known != null) {
        return known;
      }
    }
    String words = String.valueOf(thrown.getMessage());
    if (words.contains("credentials") || words.contains("Profile file contained no")) {
      return no(
          new AccessDeniedException(
              op.name(),
              op.location(),
              Reason.NO_CREDENTIALS,
              "The "
                  + op
                  + " needs credentials and none were found; set a profile (s3.profile),"
                  + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or s3.anonymous. Tried: "
                  + words,
              thrown));
    }
    if (causedByIo(thrown)) {
      return broke(op, words, thrown);
    }
    return new Failure(
        unavailable(op, Reason.OTHER, words, thrown), Refusal.OTHER, true, Retry.NO, null, null);
  }

  private @Nullable Failure known(Op op, Throwable t, Exception thrown) {
    String host = host();
    if (t instanceof Payload.SourceFailedException) {
      return no(
          new CorruptDataException(
              op.name(),
              op.location(),
              Reason.OTHER,
              "The bytes for the " + op + " could not be read whole: " + t.getMessage(),
              thrown));
    }
    if (t instanceof ShortAnswerException) {
      return new Failure(shortened(op, t, thrown), Refusal.OTHER, false, Retry.YES, null, null);
    }
    if (t instanceof NotS3Exception || t instanceof XMLStreamException) {
      return foreign(op, Retry.ONCE, thrown);
    }
    if (t instanceof WatchedHttpClient.OversizeException) {
      return foreign(op, Retry.NO, thrown);
    }
    if (t instanceof UnknownHostException) {
      return unsent(op, Reason.UNREACHABLE, "the host " + host + " is not known", thrown);
    }
    if (t instanceof ConnectException
        || t instanceof NoRouteToHostException
        || t instanceof ConnectTimeoutException) {
      return unsent(op, Reason.UNREACHABLE, "nothing answers at " + host, thrown);
    }
    if (t instanceof SSLHandshakeException
        || t instanceof SSLPeerUnverifiedException
        || t instanceof CertificateException) {
      return no(
          unavailable(
              op,
              Reason.TLS,
              "the certificate of "
                  + host
                  + " is not trusted or TLS failed otherwise ("
                  + t.getMessage()
                  + "); name its authority with s3.ca-file",
              thrown));
    }
    if (t instanceof SocketTimeoutException) {
      return lost(
          unavailable(
              op,
              Reason.TIMEOUT,
              host + " did not answer in time (s3.timeout is " + settings.timeout() + ")",
              thrown));
    }
    if (t instanceof AbortedException
        || t instanceof InterruptedException
        || t instanceof InterruptedIOException) {
      Thread.currentThread().interrupt();
      return new Failure(
          unavailable(op, Reason.INTERRUPTED, "it was interrupted", thrown),
          Refusal.OTHER,
          true,
          Retry.NO,
          null,
          null);
    }
    if (t instanceof IOException && t.getCause() == null) {
      return broke(op, t.getMessage(), thrown);
    }
    return null;
  }

  private static boolean causedByIo(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  private Failure broke(Op op, @Nullable String how, Exception thrown) {
    return lost(
        unavailable(
            op,
            Reason.UNREACHABLE,
            "the connection to " + host() + " broke (" + how + ")",
            thrown));
  }

  /** Not S3 answered; whether S3 stands behind it, and did what was asked, is not known. */
  private Failure foreign(Op op, Retry retry, Exception thrown) {
    return new Failure(
        unavailable(
            op,
            Reason.MALFORMED,
            "what answers at " + host() + " does not speak S3; check s3.endpoint and s3.proxy",
            thrown),
        Refusal.OTHER,
        true,
        retry,
        null,
        null);
  }

  private static StorageException shortened(Op op, Throwable how, Exception thrown) {
    return new CorruptDataException(
        op.name(),
        op.location(),
        Reason.CHECKSUM,
        "The " + op + " failed: " + how.getMessage() + "; read it again.",
        thrown);
  }

  private Failure conflict(Op op, AwsServiceException e) {
    return new Failure(
        unavailable(op, Reason.CONFLICT, "other writes of the same key kept coming in", e),
        Refusal.CONFLICT,
        false,
        Retry.YES,
        null,
        null);
  }

  private Failure throttled(Op op, AwsServiceException e) {
    Duration wait =
        header(e, "Retry-After")
            .filter(text -> text.matches("[0-9]{1,4}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)))
            .orElse(null);
    StorageException exception =
        new ThrottledException(
            op.name(),
            op.location(),
            Reason.THROTTLED,
            "The "
                + op
                + " was held back: the server asks for fewer requests"
                + id(e)
                + "; try later or lower s3.connections.",
            e);
    // A proxy in between may say so after the server did the work.
    return new Failure(exception, Refusal.OTHER, true, Retry.SLOWER, wait, null);
  }

  private static Failure lost(StorageException exception) {
    return new Failure(exception, Refusal.OTHER, true, Retry.YES, null, null);
  }

  private Failure unsent(Op op, Reason reason, String way, Exception thrown) {
    return new Failure(
        unavailable(op, reason, way + "; check s3.endpoint, s3.region and the network", thrown),
        Refusal.OTHER,
        false,
        Retry.YES,
        null,
        null);
  }

  private static Failure no(StorageException exception) {
    return new Failure(exception, Refusal.OTHER, false, Retry.NO, null, null);
  }

  private StorageException notFound(Op op, Reason reason, AwsServiceException e) {
    return new NotFoundException(
        op.name(),
        op.location(),
        reason,
        reason == Reason.NO_SUCH_ROOT
            ? "The bucket " + bucket + " does not exist at " + host() + id(e) + "; make it first."
            : "There is nothing for the " + op + id(e) + ".",
        e);
  }

  private static StorageException denied(Op op, Reason reason, String way, AwsServiceException e) {
    return new AccessDeniedException(
        op.name(), op.location(), reason, "The " + op + " was denied: " + way + id(e) + ".", e);
  }

  private static StorageException unsupported(
      Op op, Reason reason, String way, AwsServiceException e) {
    return new UnsupportedException(
        op.name(), op.location(), reason, "The " + op + " failed: " + way + id(e) + ".", e);
  }

  private static StorageException corrupt(Op op, AwsServiceException e) {
    return new CorruptDataException(
        op.name(),
        op.location(),
        Reason.CHECKSUM,
        "The " + op + " failed: the bytes that arrived differ from those sent" + id(e) + ".",
        e);
  }

  private static StorageException serverError(Op op, AwsServiceException e) {
    return unavailable(op, Reason.SERVER_ERROR, "the server failed: " + words(e), e);
  }

  private static StorageException unavailable(Op op, Reason reason, String way, Exception e) {
    String id = e instanceof AwsServiceException answered ? id(answered) : "";
    return new UnavailableException(
        op.name(), op.location(), reason, "The " + op + " failed: " + way + id + ".", e);
  }

  /** Error code and request id in parentheses, for those who ask the store's operators. */
  private static String id(AwsServiceException e) {
    String code = code(e);
    String request = e.requestId();
    return " ("
        + (code.isEmpty() ? "" : code + ", ")
        + "status "
        + e.statusCode()
        + (request == null ? "" : ", request " + request)
        + ")";
  }

  private static String words(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String message = details == null ? null : details.errorMessage();
    return message == null || message.isEmpty() ? "no more is known" : message;
  }

  private static String code(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    if (code == null || code.isEmpty()) {
      return header(e, "x-minio-error-code").orElse("");
    }
    return code;
  }

  private static Optional<String> header(AwsServiceException e, String name) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.sdkHttpResponse() == null
        ? Optional.empty()
        : details.sdkHttpResponse().firstMatchingHeader(name);
  }

  /** The region that the answer says is the bucket's; null if it says none. */
  private static @Nullable String region(AwsServiceException e) {
    String named = header(e, "x-amz-bucket-region").orElse(null);
    if (named == null) {
      AwsErrorDetails details = e.awsErrorDetails();
      SdkBytes raw = details == null ? null : details.rawResponse();
      Matcher matcher = raw == null ? null : REGION.matcher(raw.asUtf8String());
      named = matcher != null && matcher.find() ? matcher.group(1) : null;
    }
    return named != null && S3Settings.isRegion(named) ? named : null;
  }

  private String host() {
    return settings.endpoint() == null ? "Amazon S3" : settings.endpoint().getAuthority();
  }
}
