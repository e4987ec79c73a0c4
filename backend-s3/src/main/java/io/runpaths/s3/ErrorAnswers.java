package io.runpaths.s3;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Failure.Retry;
import io.runpaths.spi.remote.Op;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Reads errors that a server told, by <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's error codes</a>
 * and, where it gives another or none, by the status.
 */
final class ErrorAnswers {
  private final Sentences sentences;

  ErrorAnswers(Sentences sentences) {
    this.sentences = sentences;
  }

  /** What an error that the server told means. */
  Failure failure(Op op, AwsServiceException e) {
    return switch (code(e)) {
      case "NoSuchBucket" ->
          Sentences.no(
              new NotFoundException(
                  op.name(),
                  op.location(),
                  Reason.NO_SUCH_ROOT,
                  "The bucket "
                      + sentences.bucket()
                      + " does not exist at "
                      + sentences.host()
                      + id(e)
                      + "; make it first.",
                  e));
      case "NoSuchUpload" ->
          Sentences.refusal(
              new NotFoundException(
                  op.name(),
                  op.location(),
                  Reason.NO_SUCH_OBJECT,
                  "The " + op + " failed: its upload is gone" + id(e) + "; write it again.",
                  e),
              Refusal.NO_UPLOAD);
      case "ExpiredToken", "TokenRefreshRequired", "ExpiredTokenException" ->
          denied(
              op,
              Reason.EXPIRED_CREDENTIALS,
              "the credentials have expired; get new ones, for example with aws sso login",
              e);
      case "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch", "AuthFailure" ->
          denied(
              op,
              Reason.NO_CREDENTIALS,
              "the server does not know these credentials; check profile, environment and"
                  + " endpoint",
              e);
      case "PermanentRedirect",
          "TemporaryRedirect",
          "Redirect",
          "IllegalLocationConstraintException",
          "AuthorizationHeaderMalformed" ->
          elsewhere(op, e);
      case "PathStyleDomainForbidden", "SecondLevelDomainForbidden" ->
          // Tencent's and Aliyun's.
          denied(
              op,
              Reason.FORBIDDEN,
              "the server wants the bucket in the host name; set s3.path-style=false",
              e);
      case "InvalidObjectState", "ObjectNotInActiveTierError" ->
          unsupported(
              op,
              Reason.ARCHIVED,
              "the object is archived; restore it first, for example with aws s3api"
                  + " restore-object",
              e);
      case "KeyTooLongError", "KeyTooLong", "XMinioInvalidObjectName" ->
          unsupported(op, Reason.NAME_TOO_LONG, "the name is longer than the store takes", e);
      case "XMinioInvalidResourceName" ->
          unsupported(op, Reason.BAD_NAME, "the store takes no . or .. between backslashes", e);
      case "XMinioParentIsObject", "XMinioObjectExistsAsDirectory" -> fileOrFolder(op, e);
      case "ObjectParentIsFile", "ExistingObjectIsDirectory", "ExistingObjectIsFile" ->
          // So a server over a file system may say in the moment when another removes a folder.
          Sentences.failure(fileOrFolder(op, e).exception(), false, Retry.YES);
      case "EntityTooLarge" ->
          // Of a copy: larger than one request may make it.
          Sentences.refusal(
              unsupported(op, Reason.TOO_LARGE, "the object is larger than the store takes", e)
                  .exception(),
              Refusal.SOURCE_TOO_LARGE);
      case "InvalidBucketName" ->
          unsupported(op, Reason.BAD_NAME, "the store takes no bucket of this name", e);
      case "BadDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch" ->
          damaged(op, Reason.CHECKSUM, "the bytes that arrived differ from those sent" + id(e), e);
      case "MalformedXML" ->
          // What we send is well formed: here the checksum was not the first thing to be looked at.
          damaged(
              op,
              Reason.MALFORMED,
              "the server cannot read the document that arrived: " + words(e) + id(e),
              e);
      case "InvalidPart", "InvalidPartOrder" ->
          Sentences.no(
              sentences.unavailable(
                  op, Reason.CONFLICT, "the server has lost a part; write it again", e));
      case "XMinioStorageFull", "QuotaExceeded", "InsufficientStorage" ->
          Sentences.no(
              sentences.unavailable(
                  op, Reason.NO_SPACE, "the store is full; free space or quota", e));
      case "ConditionalRequestConflict", "OperationAborted" -> conflict(op, e);
      case "RequestTimeout" -> lost(op, Reason.TIMEOUT, "the server waited too long for data", e);
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
      case "InternalError" -> serverError(op, e);
      default -> ServerClock.SKEWED.contains(code(e)) ? skewed(op, e) : byStatus(op, e);
    };
  }

  /** The answer told the server's time, by which the next attempt is signed. */
  private static Failure skewed(Op op, AwsServiceException e) {
    Failure denied =
        denied(
            op,
            Reason.CLOCK_SKEW,
            "this machine's clock and the server's are too far apart; set the clock",
            e);
    return Sentences.failure(denied.exception(), false, Retry.ONCE);
  }

  /** The status that goes with an error code, for errors that come without: inside of a success. */
  static int statusOf(String code) {
    return switch (code) {
      case "AccessDenied" -> 403;
      case "NoSuchKey", "NoSuchBucket", "NoSuchUpload" -> 404;
      case "PreconditionFailed" -> 412;
      case "NotImplemented" -> 501;
      case "InternalError" -> 500;
      case "SlowDown", "ServiceUnavailable" -> 503;
      default -> 400;
    };
  }

  private Failure byStatus(Op op, AwsServiceException e) {
    int status = e.statusCode() < 300 ? statusOf(code(e)) : e.statusCode();
    Failure named = named(op, status, e);
    boolean mute = (status == 400 || status == 403) && code(e).isEmpty();
    return mute
        ? new Failure(
            named.exception(),
            Refusal.MUTE,
            false,
            Retry.NO,
            null,
            status == 400 ? region(e) : null)
        : named;
  }

  private Failure named(Op op, int status, AwsServiceException e) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> elsewhere(op, e);
      // Garage and MinIO name their region in every refusal: it means nothing beside a reason.
      case 400 -> refused(op, e);
      case 401, 403 ->
          denied(
              op,
              Reason.FORBIDDEN,
              "these credentials may not do that"
                  + said(e)
                  + "; check the bucket's policy and the role",
              e);
      case 404 ->
          Sentences.refusal(
              new NotFoundException(
                  op.name(),
                  op.location(),
                  Reason.NO_SUCH_OBJECT,
                  "There is no object " + op.location() + "; check the name.",
                  e),
              Refusal.NO_KEY);
      case 405, 501 ->
          unsupported(
              op,
              Reason.NOT_PROMISED,
              "the server does not do that (" + words(e) + ")" + sentences.otherChecksums(),
              e);
      case 407 ->
          Sentences.no(
              sentences.unavailable(
                  op,
                  Reason.UNREACHABLE,
                  "the proxy asks for a login; name another one by s3.proxy",
                  e));
      case 408 -> lost(op, Reason.TIMEOUT, "the server waited too long for data", e);
      case 409 -> conflict(op, e);
      case 412 ->
          Sentences.refusal(
              new PreconditionFailedException(
                  op.name(),
                  op.location(),
                  Reason.VERSION_DIFFERS,
                  "The " + op + " failed: it is in another version than asked for" + id(e) + ".",
                  e),
              Refusal.CONDITION);
      case 413 ->
          unsupported(
              op,
              Reason.TOO_LARGE,
              "the store, or a gateway before it, takes no request that large; lower s3.part-size",
              e);
      case 416 ->
          Sentences.no(
              new RangeNotSatisfiableException(
                  op.name(),
                  op.location(),
                  Reason.RANGE,
                  "The " + op + " asks for bytes behind the object's end" + id(e) + ".",
                  e));
      case 429, 503, 509 -> throttled(op, e);
      case 502, 504 ->
          lost(op, Reason.UNREACHABLE, "a gateway got no answer from the server behind it", e);
      case 507 ->
          Sentences.no(
              sentences.unavailable(
                  op, Reason.NO_SPACE, "the store is full; free space or quota", e));
      default -> status >= 500 ? serverError(op, e) : refused(op, e);
    };
  }

  private Failure refused(Op op, AwsServiceException e) {
    String words = words(e);
    boolean large = "InvalidRequest".equals(code(e)) && words.contains("copy source");
    if (!large && namesHeader(code(e), words.toLowerCase(Locale.ROOT))) {
      return unsupported(
          op,
          Reason.NOT_PROMISED,
          "the server refuses the request: " + words + sentences.otherChecksums(),
          e);
    }
    StorageException exception =
        unsupported(op, Reason.OTHER, "the server refuses the request: " + words, e).exception();
    return Sentences.refusal(exception, large ? Refusal.SOURCE_TOO_LARGE : Refusal.OTHER);
  }

  /** Whether a refusal is one of a header that the server does not know or want. */
  private static boolean namesHeader(String code, String words) {
    return code.equals("NotImplemented")
        || code.equals("ExcessHeaderValues")
        || words.contains("checksum")
        || words.contains("not implemented")
        || (words.contains("header") && words.contains("support"));
  }

  private Failure elsewhere(Op op, AwsServiceException e) {
    String region = region(e);
    String way =
        region != null
            ? "the bucket "
                + sentences.bucket()
                + " lives in region "
                + region
                + "; set s3.region to it"
            : "the server sends requests for the bucket "
                + sentences.bucket()
                + " to another place"
                + header(e, "Location").map(to -> " (" + hostOf(to) + ")").orElse("")
                + ", where credentials do not follow; set s3.region or s3.endpoint to it";
    // Where no region is named it may be the word of somebody on the way, and so is asked twice.
    return new Failure(
        sentences.unavailable(op, Reason.WRONG_REGION, way, e),
        Refusal.OTHER,
        false,
        region == null ? Retry.ONCE : Retry.NO,
        null,
        region);
  }

  private static String hostOf(String location) {
    int from = location.indexOf("://") + 3;
    int to = from < 3 ? -1 : location.indexOf('/', from);
    String host = from < 3 ? location : location.substring(from, to < 0 ? location.length() : to);
    return host.substring(host.lastIndexOf('@') + 1);
  }

  private Failure conflict(Op op, AwsServiceException e) {
    return new Failure(
        sentences.unavailable(
            op, Reason.CONFLICT, "other writes of the same key kept coming in; try again", e),
        Refusal.CONFLICT,
        false,
        Retry.YES,
        null,
        null);
  }

  private static Failure throttled(Op op, AwsServiceException e) {
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

  private Failure lost(Op op, Reason reason, String way, AwsServiceException e) {
    return Sentences.failure(sentences.unavailable(op, reason, way, e), true, Retry.YES);
  }

  private Failure serverError(Op op, AwsServiceException e) {
    return lost(op, Reason.SERVER_ERROR, "the server failed: " + words(e), e);
  }

  private static Failure damaged(Op op, Reason reason, String how, AwsServiceException e) {
    String sentence = "The " + op + " failed: " + how + "; write it again.";
    return Sentences.failure(
        new CorruptDataException(op.name(), op.location(), reason, sentence, e), false, Retry.YES);
  }

  private static Failure denied(Op op, Reason reason, String way, AwsServiceException e) {
    return Sentences.no(
        new AccessDeniedException(
            op.name(),
            op.location(),
            reason,
            "The " + op + " was denied: " + way + id(e) + ".",
            e));
  }

  private static Failure fileOrFolder(Op op, AwsServiceException e) {
    return unsupported(
        op,
        Reason.FILE_OR_FOLDER,
        "this store cannot keep an object and a folder of one name; choose another name",
        e);
  }

  private static Failure unsupported(Op op, Reason reason, String way, AwsServiceException e) {
    return Sentences.no(
        new UnsupportedException(
            op.name(), op.location(), reason, "The " + op + " failed: " + way + id(e) + ".", e));
  }

  /** Error code and request id in parentheses, for those who ask the store's operators. */
  static String id(AwsServiceException e) {
    String code = code(e);
    String request = e.requestId();
    return " ("
        + (code.isEmpty() ? "" : code + ", ")
        + "status "
        + e.statusCode()
        + (request == null ? "" : ", request " + request)
        + ")";
  }

  /** What the server said in parentheses, which may be who lacks what; empty if it was silent. */
  private static String said(AwsServiceException e) {
    return message(e).map(words -> " (" + words + ")").orElse("");
  }

  /** What the server said, without a full stop. */
  private static String words(AwsServiceException e) {
    return message(e).orElse("no more is known");
  }

  private static Optional<String> message(AwsServiceException e) {
    return Optional.ofNullable(e.awsErrorDetails())
        .map(AwsErrorDetails::errorMessage)
        .flatMap(message -> message.strip().lines().findFirst())
        .map(line -> line.endsWith(".") ? line.substring(0, line.length() - 1) : line);
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
    return header(e, Answers.REGION_HEADER).filter(S3Settings::isRegion).orElse(null);
  }
}
