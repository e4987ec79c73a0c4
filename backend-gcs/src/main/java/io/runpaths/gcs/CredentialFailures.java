package io.runpaths.gcs;

import com.google.api.client.http.HttpResponseException;
import com.google.gson.JsonParseException;
import com.google.gson.stream.MalformedJsonException;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Failure.Retry;
import io.runpaths.spi.remote.Op;

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
    for (Throwable t = none.getCause(); t != null; t = t.getCause()) {
      step = step.orOf(t);
      if (t instanceof HttpResponseException answered) {
        return refused(op, ErrorDocument.of(answered), step, none);
      }
      if (t instanceof MalformedJsonException || t instanceof JsonParseException) {
        return foreign(op, none);
      }
      if (t instanceof WatchedTransport.RedirectException redirect) {
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
    Failure connection = GcsFailures.connection(op, none, TOKENS);
    if (connection != null) {
      return Sentences.failure(connection.exception(), false, connection.retry());
    }
    return Sentences.no(
        new AccessDeniedException(
            op.name(),
            op.location(),
            Reason.NO_CREDENTIALS,
            "The " + op + " needs credentials, and " + none.getMessage() + ".",
            none));
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
      return Sentences.failure(
          Sentences.unavailable(
              op, Reason.SERVER_ERROR, TOKENS + " failed" + error.inParentheses(), none),
          false,
          Retry.YES);
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
