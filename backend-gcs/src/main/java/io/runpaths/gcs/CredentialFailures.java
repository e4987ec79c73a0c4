package io.runpaths.gcs;

import com.google.api.client.http.HttpResponseException;
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
    for (Throwable t = none.getCause(); t != null; t = t.getCause()) {
      if (t instanceof HttpResponseException answered) {
        return refused(op, ErrorDocument.of(answered), none);
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

  private Failure refused(Op op, ErrorDocument error, NoCredentialsException none) {
    if (error.status() == 429 || error.status() >= 500) {
      return Sentences.failure(
          Sentences.unavailable(
              op, Reason.SERVER_ERROR, TOKENS + " failed" + error.inParentheses(), none),
          false,
          Retry.YES);
    }
    boolean asAnother = settings.impersonate() != null && error.status() != 400;
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
                        + settings.impersonate()
                        + "; its owner must grant them the role Service Account Token Creator"
                    : "no token is given for these credentials, which are expired or revoked; get"
                        + " new ones, for example with gcloud auth application-default login")
                + error.inParentheses()
                + ".",
            none));
  }
}
