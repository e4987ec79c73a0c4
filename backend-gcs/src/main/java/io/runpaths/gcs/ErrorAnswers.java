package io.runpaths.gcs;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Failure.Retry;
import io.runpaths.spi.remote.Op;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads errors that the server told, by status and <a
 * href="https://cloud.google.com/storage/docs/json_api/v1/status-codes">Google's reasons</a>.
 */
final class ErrorAnswers {
  /** What only looks for objects: an absent bucket has none. */
  private static final Set<String> NEEDS_A_BUCKET = Set.of("put", "upload", "list", "link");

  /** What a page may tell by its status alone: it is the word of somebody on the way. */
  private static final Set<Integer> ON_THE_WAY = Set.of(407, 408, 413, 429);

  /** Google's sentence, which a name may hold words of. */
  private static final String NO_BUCKET = "The specified bucket does not exist.";

  /** A copy names two objects. */
  private static final Pattern BETWEEN_NAMES = Pattern.compile("(?:^| to )gs://");

  private static final Pattern ADDRESS =
      Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#]*@)?([^/?#]+)");

  private final Sentences sentences;

  ErrorAnswers(Sentences sentences) {
    this.sentences = sentences;
  }

  /** What an error that the server told means. */
  Failure failure(Op op, ErrorDocument told, @Nullable Exception e) {
    ErrorDocument error = told.without(names(op));
    boolean refusal = error.status() >= 400 && error.status() < 500;
    if (!error.spoken() && refusal && !ON_THE_WAY.contains(error.status())) {
      return sentences.foreign(op, Retry.ONCE, e);
    }
    return switch (error.status()) {
      case 301, 302, 303, 307, 308 -> elsewhere(op, error, e);
      case 400 -> badRequest(op, error, e);
      case 401 -> unknown(op, error, e);
      case 403 -> forbidden(op, error, e);
      case 404 -> absent(op, error, e);
      case 405, 501 ->
          unsupported(op, Reason.NOT_PROMISED, "the server does not do that", error, e);
      case 407 ->
          Sentences.no(
              Sentences.unavailable(
                  op,
                  Reason.UNREACHABLE,
                  "the proxy asks for a login; name another one by gcs.proxy",
                  e));
      case 408 -> lost(op, Reason.TIMEOUT, "the server waited too long for data", error, e);
      case 409 ->
          new Failure(
              Sentences.unavailable(
                  op,
                  Reason.CONFLICT,
                  "other writes of the same key kept coming in"
                      + error.inParentheses()
                      + "; try again",
                  e),
              Refusal.CONFLICT,
              false,
              Retry.YES,
              null,
              null);
      case 412 -> condition(op, error, e);
      case 413 ->
          unsupported(
              op,
              Reason.TOO_LARGE,
              error.spoken()
                  ? "the object is larger than the store takes"
                  : "a gateway before the store takes no request that large; lower gcs.chunk-size",
              error,
              e);
      case 416 ->
          Sentences.no(
              new RangeNotSatisfiableException(
                  op.name(),
                  op.location(),
                  Reason.RANGE,
                  "The "
                      + op
                      + " asks for bytes behind the object's end"
                      + error.inParentheses()
                      + ".",
                  e));
      case 429 -> throttled(op, error, e);
      case 503 ->
          error.reason().equals("backendError") ? failed(op, error, e) : throttled(op, error, e);
      case 502, 504 ->
          lost(
              op,
              Reason.UNREACHABLE,
              "a gateway got no answer from the server behind it",
              error,
              e);
      case 507 ->
          Sentences.no(
              Sentences.unavailable(op, Reason.NO_SPACE, "the store is full; free space", e));
      default -> error.status() >= 500 ? failed(op, error, e) : refused(op, error, e);
    };
  }

  /** The objects of an operation, as the service names them, and the bucket alone. */
  private List<String> names(Op op) {
    Stream<String> objects =
        BETWEEN_NAMES.splitAsStream(op.location()).filter(name -> name.indexOf('/') > 0);
    return Stream.concat(objects, Stream.of(sentences.bucket())).toList();
  }

  private Failure badRequest(Op op, ErrorDocument error, @Nullable Exception e) {
    if (isChecksum(error)) {
      return corrupt(op, error, e);
    }
    if (error.says("requester pays") || word(error).equals("userProjectMissing")) {
      return denied(
          op,
          Reason.FORBIDDEN,
          "who asks pays for the bucket "
              + sentences.bucket()
              + "; set gcs.requester-pays and the project that pays, gcs.project",
          error,
          e);
    }
    if (error.says("user project")) {
      return notPaying(op, error, e);
    }
    if (error.reason().equals("parseError")) {
      // What we send is well formed, and nothing else holds a checksum against it.
      return corrupt(op, error, e);
    }
    if (error.says("name") && error.says("too long")) {
      return unsupported(
          op, Reason.NAME_TOO_LONG, "the name is longer than the store takes", error, e);
    }
    return refused(op, error, e);
  }

  private static boolean isChecksum(ErrorDocument error) {
    return error.says("crc32c") || error.says("md5") || error.says("checksum");
  }

  /** Another token may help once: it has been fetched by then. */
  private Failure unknown(Op op, ErrorDocument error, @Nullable Exception e) {
    if (sentences.settings().anonymous()) {
      return denied(
          op,
          Reason.NO_CREDENTIALS,
          "the bucket "
              + sentences.bucket()
              + " asks for credentials, or does not exist; drop gcs.anonymous",
          error,
          e);
    }
    return Sentences.failure(
        denied(
                op,
                Reason.EXPIRED_CREDENTIALS,
                "the server does not take the token any more; get new credentials, for example"
                    + " with gcloud auth application-default login",
                error,
                e)
            .exception(),
        false,
        Retry.ONCE);
  }

  /** Google's one word, which documents of the XML API write with a capital. */
  private static String word(ErrorDocument error) {
    String reason = error.reason();
    return reason.isEmpty()
        ? ""
        : reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
  }

  private Failure forbidden(Op op, ErrorDocument error, @Nullable Exception e) {
    return switch (word(error)) {
      case "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded" ->
          throttled(op, error, e);
      case "accountDisabled" -> withoutBilling(op, error, e);
      case "retentionPolicyNotMet", "objectRetentionPolicyNotMet", "objectUnderActiveHold" ->
          locked(op, error, e);
      case "userProjectAccessDenied", "userProjectInconsistent", "userProjectRestricted" ->
          notPaying(op, error, e);
      default -> forbiddenInWords(op, error, e);
    };
  }

  /** Downloads are refused by a sentence alone. */
  private Failure forbiddenInWords(Op op, ErrorDocument error, @Nullable Exception e) {
    if (error.says("retention") || error.says("under active")) {
      return locked(op, error, e);
    }
    if (error.says("billing account")) {
      return withoutBilling(op, error, e);
    }
    if (error.says("user project") || error.says("serviceusage.services.use")) {
      return notPaying(op, error, e);
    }
    return denied(
        op,
        Reason.FORBIDDEN,
        "these credentials may not do that, or see whether it exists; check the roles on the bucket "
            + sentences.bucket()
            + ", also if it is of another project"
            + (error.message().isEmpty() ? "" : ": " + error.words()),
        error,
        e);
  }

  private Failure withoutBilling(Op op, ErrorDocument error, @Nullable Exception e) {
    return denied(
        op,
        Reason.FORBIDDEN,
        "billing is off for the project of the bucket "
            + sentences.bucket()
            + "; its owner must turn it on",
        error,
        e);
  }

  private static Failure notPaying(Op op, ErrorDocument error, @Nullable Exception e) {
    return denied(
        op,
        Reason.FORBIDDEN,
        "these credentials may not use the project that is to pay; check gcs.project and"
            + " gcs.quota-project",
        error,
        e);
  }

  private Failure locked(Op op, ErrorDocument error, @Nullable Exception e) {
    return denied(
        op,
        Reason.READ_ONLY,
        "the object is locked by a hold or a retention policy of the bucket "
            + sentences.bucket()
            + " and can be neither replaced nor deleted before that ends: "
            + error.words(),
        error,
        e);
  }

  private Failure absent(Op op, ErrorDocument error, @Nullable Exception e) {
    if (error.says("permission") || error.says("access denied")) {
      return forbidden(op, error, e);
    }
    if (error.says("project")) {
      return denied(
          op,
          Reason.FORBIDDEN,
          "the project that is to pay is not known; check gcs.project and gcs.quota-project",
          error,
          e);
    }
    boolean ofBucket =
        NEEDS_A_BUCKET.contains(op.name())
            || error.is(NO_BUCKET)
            || (error.says("bucket") && !error.says("object"));
    return ofBucket
        ? Sentences.no(
            new NotFoundException(
                op.name(),
                op.location(),
                Reason.NO_SUCH_ROOT,
                "The bucket "
                    + sentences.bucket()
                    + " does not exist at "
                    + sentences.host()
                    + error.inParentheses()
                    + "; make it first.",
                e))
        : Sentences.refusal(
            new NotFoundException(
                op.name(),
                op.location(),
                Reason.NO_SUCH_OBJECT,
                "There is no object " + op.location() + "; check the name.",
                e),
            Refusal.NO_KEY);
  }

  private static Failure condition(Op op, ErrorDocument error, @Nullable Exception e) {
    if (isChecksum(error)) {
      return corrupt(op, error, e);
    }
    // The service tells of a policy as of a condition: by 412, and conditionNotMet.
    if (error.says("violates constraint") || error.says("constraints/")) {
      return denied(
          op,
          Reason.FORBIDDEN,
          "a policy of the bucket's organisation forbids it: " + error.words(),
          error,
          e);
    }
    return Sentences.refusal(
        new PreconditionFailedException(
            op.name(),
            op.location(),
            Reason.VERSION_DIFFERS,
            "The "
                + op
                + " failed: it is in another version than asked for"
                + error.inParentheses()
                + ".",
            e),
        Refusal.CONDITION);
  }

  private static Failure corrupt(Op op, ErrorDocument error, @Nullable Exception e) {
    return Sentences.failure(
        new CorruptDataException(
            op.name(),
            op.location(),
            Reason.CHECKSUM,
            "The "
                + op
                + " failed: the bytes that arrived differ from those sent"
                + error.inParentheses()
                + "; write it again.",
            e),
        false,
        Retry.YES);
  }

  private static Failure failed(Op op, ErrorDocument error, @Nullable Exception e) {
    Failure failed = lost(op, Reason.SERVER_ERROR, "the server failed: " + error.words(), error, e);
    return new Failure(
        failed.exception(), failed.refusal(), true, Retry.YES, error.retryAfter(), null);
  }

  private static Failure throttled(Op op, ErrorDocument error, @Nullable Exception e) {
    // Who says why with Google's word is the service, before it did anything; any other may be a
    // gateway in between, after the service did the work.
    boolean lost = error.status() == 503 || error.reason().isEmpty();
    return new Failure(
        new ThrottledException(
            op.name(),
            op.location(),
            Reason.THROTTLED,
            "The "
                + op
                + " was held back: the server asks for fewer requests"
                + (error.status() == 503 ? "" : ", for one object at most one write a second")
                + error.inParentheses()
                + "; try later or lower gcs.connections.",
            e),
        Refusal.OTHER,
        lost,
        Retry.SLOWER,
        error.retryAfter(),
        null);
  }

  private Failure elsewhere(Op op, ErrorDocument error, @Nullable Exception e) {
    // It may be the word of somebody on the way, and so is asked twice.
    return Sentences.failure(
        Sentences.unavailable(
            op,
            Reason.MALFORMED,
            "what answers at "
                + sentences.host()
                + " sends requests to another place"
                + error.header("Location").map(to -> " (" + hostOf(to) + ")").orElse("")
                + ", where credentials do not follow; check gcs.endpoint",
            e),
        false,
        Retry.ONCE);
  }

  /** The host of an address, and nothing else of it, which may be secret. */
  static String hostOf(String location) {
    Matcher address = ADDRESS.matcher(location);
    return address.lookingAt() ? address.group(1) : "another path";
  }

  private static Failure refused(Op op, ErrorDocument error, @Nullable Exception e) {
    return unsupported(
        op, Reason.OTHER, "the server refuses the request: " + error.words(), error, e);
  }

  private static Failure lost(
      Op op, Reason reason, String way, ErrorDocument error, @Nullable Exception e) {
    return Sentences.failure(
        Sentences.unavailable(op, reason, way + error.inParentheses(), e), true, Retry.YES);
  }

  private static Failure denied(
      Op op, Reason reason, String way, ErrorDocument error, @Nullable Exception e) {
    return Sentences.no(
        new AccessDeniedException(
            op.name(),
            op.location(),
            reason,
            "The " + op + " was denied: " + way + error.inParentheses() + ".",
            e));
  }

  private static Failure unsupported(
      Op op, Reason reason, String way, ErrorDocument error, @Nullable Exception e) {
    return Sentences.no(
        new UnsupportedException(
            op.name(),
            op.location(),
            reason,
            "The " + op + " failed: " + way + error.inParentheses() + ".",
            e));
  }
}
