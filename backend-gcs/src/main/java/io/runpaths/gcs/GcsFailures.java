package io.runpaths.gcs;

import com.google.api.client.http.HttpResponseException;
import com.google.gson.JsonParseException;
import com.google.gson.stream.MalformedJsonException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
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
import java.nio.channels.ClosedByInterruptException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.http.conn.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one translator: from what an attempt throws to a {@link Failure}, classified at the throw.
 * What the server itself said is read by {@link ErrorAnswers}, what those said that give out tokens
 * by {@link CredentialFailures}.
 */
final class GcsFailures {
  private final Sentences sentences;
  private final ErrorAnswers answers;
  private final CredentialFailures credentials;

  GcsFailures(String bucket, GcsSettings settings) {
    this.sentences = new Sentences(bucket, settings);
    this.answers = new ErrorAnswers(sentences);
    this.credentials = new CredentialFailures(settings);
  }

  /** What the errors that the server tells mean. */
  ErrorAnswers answers() {
    return answers;
  }

  /** Translates one failed attempt. */
  Failure translate(Op op, Exception thrown) {
    if (thrown instanceof GcsConnection.ClosedException closed) {
      return Sentences.no(closed.translated());
    }
    if (thrown instanceof StorageException known) {
      return Sentences.no(known);
    }
    if (thrown instanceof Deletions.UnseenException unseen) {
      Failure look = translate(op, unseen.look());
      return new Failure(look.exception(), Refusal.OTHER, true, look.retry(), look.pause(), null);
    }
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      Failure known = known(op, t, thrown);
      if (known != null) {
        return known;
      }
    }
    Failure connection = connection(op, thrown, sentences.host());
    if (connection != null) {
      return connection;
    }
    // Any other trouble with a stream or socket, such as a record of TLS that was changed.
    return causedBy(thrown, IOException.class)
        ? Sentences.failure(
            Sentences.unavailable(
                op,
                Reason.UNREACHABLE,
                "the connection to " + sentences.host() + " broke (" + thrown.getMessage() + ")",
                thrown),
            true,
            Retry.YES)
        : Sentences.failure(
            Sentences.unavailable(op, Reason.OTHER, String.valueOf(thrown.getMessage()), thrown),
            true,
            Retry.NO);
  }

  private @Nullable Failure known(Op op, Throwable t, Exception thrown) {
    if (t instanceof NoCredentialsException none) {
      return credentials.failure(op, none);
    }
    if (t instanceof StoreClosedException closed) {
      return Sentences.closed(op, closed.sent(), thrown);
    }
    if (t instanceof HttpResponseException answered) {
      return answers.failure(op, ErrorDocument.of(answered), answered);
    }
    if (t instanceof Bulk.SessionGoneException) {
      return Sentences.refusal(
          Sentences.unavailable(
              op, Reason.CONFLICT, "its upload session is gone; write it again", thrown),
          Refusal.NO_UPLOAD);
    }
    if (t instanceof Bulk.NotMadeException) {
      return Sentences.failure(
          Sentences.unavailable(
              op,
              Reason.SERVER_ERROR,
              "the server says that it is done, and the object is not there",
              thrown),
          true,
          Retry.NO);
    }
    if (t instanceof Payload.SourceFailedException
        && !causedBy(t, ClosedByInterruptException.class)) {
      return Sentences.no(
          new CorruptDataException(
              op.name(),
              op.location(),
              Reason.OTHER,
              "The bytes for the " + op + " could not be read whole: " + t.getMessage(),
              thrown));
    }
    if (t instanceof NotGcsException
        || t instanceof MalformedJsonException
        || t instanceof JsonParseException) {
      return sentences.foreign(op, Retry.ONCE, thrown);
    }
    if (t instanceof WatchedResponse.OversizeException) {
      return sentences.foreign(op, Retry.NO, thrown);
    }
    return null;
  }

  /**
   * The well-known ways in which connections fail.
   *
   * @param host whom the request was for, in words
   * @return null if it is none of them
   */
  static @Nullable Failure connection(Op op, Exception thrown, String host) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof UnknownHostException) {
        return unsent(op, "the host " + host + " is not known", thrown);
      }
      if (t instanceof ConnectException
          || t instanceof NoRouteToHostException
          || t instanceof ConnectTimeoutException) {
        return unsent(op, "nothing answers at " + host, thrown);
      }
      if (t instanceof SSLException tls) {
        Failure failure = ofTls(op, tls, thrown, host);
        if (failure != null) {
          return failure;
        }
      }
      if (t instanceof SocketTimeoutException) {
        return Sentences.failure(
            Sentences.unavailable(
                op,
                Reason.TIMEOUT,
                host + " did not answer in time; raise gcs.timeout if it is only slow",
                thrown),
            true,
            Retry.YES);
      }
      if (t instanceof InterruptedException
          || t instanceof ClosedByInterruptException
          // Apache's client says so too where the connection was only closed.
          || (t instanceof InterruptedIOException && Thread.currentThread().isInterrupted())) {
        Thread.currentThread().interrupt();
        return Sentences.failure(
            Sentences.unavailable(op, Reason.INTERRUPTED, "it was interrupted", thrown),
            true,
            Retry.NO);
      }
    }
    return null;
  }

  /** A certificate that is not trusted stays so; a connection that broke can be made again. */
  private static @Nullable Failure ofTls(Op op, SSLException t, Exception thrown, String host) {
    String message = String.valueOf(t.getMessage());
    boolean untrusted =
        t instanceof SSLPeerUnverifiedException || causedBy(t, CertificateException.class);
    boolean plain = message.contains("Unsupported or unrecognized SSL");
    boolean refused =
        t instanceof SSLHandshakeException
            && t.getCause() == null
            && !message.contains("terminated the handshake");
    if (!untrusted && !plain && !refused) {
      return t instanceof SSLHandshakeException
          ? unsent(op, "TLS with " + host + " broke off", thrown)
          : null;
    }
    return Sentences.no(
        Sentences.unavailable(
            op,
            Reason.TLS,
            plain
                ? host + " does not speak TLS; write http:// in gcs.endpoint"
                : "the certificate of "
                    + host
                    + " is not trusted or TLS failed otherwise ("
                    + message
                    + "); name its authority with gcs.ca-file",
            thrown));
  }

  private static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  /** Nothing can have happened: the request never left. */
  private static Failure unsent(Op op, String way, Exception thrown) {
    return Sentences.failure(
        Sentences.unavailable(
            op,
            Reason.UNREACHABLE,
            way + "; check gcs.endpoint, gcs.proxy and the network",
            thrown),
        false,
        Retry.YES);
  }
}
