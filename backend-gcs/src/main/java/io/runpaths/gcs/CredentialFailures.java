package io.runpaths.gcs;

import com.google.api.client.http.HttpResponseException;
import com.google.gson.JsonParseException;
import com.google.gson.stream.MalformedJsonException;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Failure.Retry;
import io.runpaths.spi.remote.Op;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import org.apache.http.conn.ConnectTimeoutException;

/**
 * What it means that there are no credentials, or no token for them. Whatever was to be done, its
 * request was never sent.
 */
final class CredentialFailures {
  private static final String TOKENS = "the server that gives out tokens";

  private final GcsSettings settings;

  CredentialFailures(GcsSettings settings) {
    this.settings = settings;
  }

  Failure failure(Op op, NoCredentialsException none) {
    Step step = Step.TOKEN;
    TokenTransport.BrokenException broken = null;
    for (Throwable t = none.getCause(); t != null; t = t.getCause()) {
      step = step.orOf(t);
      if (t instanceof HttpResponseException answered) {
        return refused(op, ErrorDocument.of(answered), step, none);
      }
      if (t instanceof StoreClosedException) {
        return Sentences.closed(op, false, none);
      }
      if (t instanceof TokenTransport.BrokenException exchange) {
        broken = exchange;
      }
      if (t instanceof MalformedJsonException
          || t instanceof JsonParseException
          || t instanceof WatchedResponse.OversizeException) {
        return foreign(op, none);
      }
      if (t instanceof TokenTransport.RedirectException redirect) {
        return Sentences.no(
            Sentences.unavailable(
                op,
                Reason.MALFORMED,
                TOKENS
                    + " sends requests to another place ("
                    + ErrorAnswers.hostOf(redirect.location())
                    + "), where credentials do not follow",
                none));
      }
    }
    if (isOthersInterrupt(none)) {
      return broken(
          op, "another thread, which asked " + TOKENS + " for all, was interrupted", none);
    }
    Failure connection = GcsFailures.connection(op, none, TOKENS);
    if (connection != null) {
      return Sentences.failure(connection.exception(), false, connection.retry());
    }
    if (broken != null) {
      return broken(
          op, "the connection to " + TOKENS + " broke (" + broken.getMessage() + ")", none);
    }
    return Sentences.no(
        new AccessDeniedException(
            op.name(),
            op.location(),
            Reason.NO_CREDENTIALS,
            "The " + op + " needs credentials, and " + none.getMessage() + ".",
            none));
  }

  /** Google's client has one thread ask for all that wait, which then all fail as it does. */
  private static boolean isOthersInterrupt(NoCredentialsException none) {
    if (Thread.currentThread().isInterrupted()) {
      return false;
    }
    for (Throwable t = none; t != null; t = t.getCause()) {
      if (t instanceof SocketTimeoutException || t instanceof ConnectTimeoutException) {
        return false;
      }
      if (t instanceof InterruptedException || t instanceof InterruptedIOException) {
        return true;
      }
    }
    return false;
  }

  private static Failure broken(Op op, String way, NoCredentialsException none) {
    return Sentences.failure(
        Sentences.unavailable(op, Reason.UNREACHABLE, way, none), false, Retry.YES);
  }

  /** Which token was not given. */
  private enum Step {
    /** That of the credentials. */
    TOKEN,
    /** That of the credentials, by which another account is to be acted as. */
    SOURCE,
    /** That of the other account. */
    ACTING;

    /** What Google's client says of it, where it says something. */
    Step orOf(Throwable t) {
      String words = String.valueOf(t.getMessage());
      return words.startsWith("Unable to refresh sourceCredentials")
          ? SOURCE
          : words.startsWith("Error requesting access token") ? ACTING : this;
    }
  }

  /** A page of somebody on the way. */
  private static Failure foreign(Op op, NoCredentialsException none) {
    return Sentences.failure(
        Sentences.unavailable(
            op,
            Reason.MALFORMED,
            "what answers in place of "
                + TOKENS
                + " does not speak as it; check gcs.proxy and the network",
            none),
        false,
        Retry.ONCE);
  }

  private Failure refused(Op op, ErrorDocument error, Step step, NoCredentialsException none) {
    if (error.status() == 429 || error.status() >= 500) {
      StorageException exception =
          error.status() == 429
              ? new ThrottledException(
                  op.name(),
                  op.location(),
                  Reason.THROTTLED,
                  "The "
                      + op
                      + " was held back: "
                      + TOKENS
                      + " asks for fewer requests"
                      + error.inParentheses()
                      + "; try later.",
                  none)
              : Sentences.unavailable(
                  op, Reason.SERVER_ERROR, TOKENS + " failed" + error.inParentheses(), none);
      // The store itself asked for nothing, and is asked no less.
      return new Failure(exception, Refusal.OTHER, false, Retry.YES, error.retryAfter(), null);
    }
    if (error.status() == 407) {
      return Sentences.no(
          Sentences.unavailable(
              op,
              Reason.UNREACHABLE,
              "the proxy on the way to "
                  + TOKENS
                  + " asks for a login; name another one by gcs.proxy",
              none));
    }
    if (!error.spoken()) {
      return foreign(op, none);
    }
    String other =
        settings.impersonate() == null
            ? "the service account that they name"
            : settings.impersonate();
    boolean asAnother = step == Step.ACTING && error.status() != 400;
    return Sentences.no(
        new AccessDeniedException(
            op.name(),
            op.location(),
            asAnother ? Reason.FORBIDDEN : Reason.EXPIRED_CREDENTIALS,
            "The "
                + op
                + " was denied: "
                + (asAnother
                    ? "these credentials may not act as "
                        + other
                        + "; its owner must grant them the role Service Account Token Creator"
                    : "no token is given for these credentials"
                        + (step == Step.SOURCE
                            ? ", which are to act as " + other + ", and"
                            : ", which")
                        + " are expired or revoked; get new ones, for example with gcloud auth"
                        + " application-default login")
                + error.inParentheses()
                + ".",
            none));
  }
}
