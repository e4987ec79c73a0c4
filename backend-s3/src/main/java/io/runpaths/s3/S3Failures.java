package io.runpaths.s3;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.remote.Failure;
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
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.xml.stream.XMLStreamException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.net.NamedEndpoint;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * The one translator: from what an attempt throws to a {@link Failure}, classified at the throw.
 * What the server itself said is read by {@link ErrorAnswers}.
 */
final class S3Failures {
  private final Sentences sentences;
  private final ErrorAnswers answers;

  S3Failures(String bucket, S3Settings settings) {
    this.sentences = new Sentences(bucket, settings);
    this.answers = new ErrorAnswers(sentences);
  }

  /** Translates one failed attempt. */
  Failure translate(Op op, Exception thrown) {
    if (thrown instanceof AwsServiceException answered) {
      return answers.failure(op, answered);
    }
    if (thrown instanceof CorruptDataException damaged) {
      return Sentences.failure(damaged, true, Retry.YES);
    }
    if (thrown instanceof S3Connection.ClosedException closed) {
      return Sentences.no(closed.translated());
    }
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      Failure known = known(op, t, thrown);
      if (known != null) {
        return known;
      }
    }
    // Any other trouble with a stream or socket, such as a record of TLS that was changed.
    return isIo(thrown)
        ? broke(op, String.valueOf(thrown.getMessage()), thrown)
        : Sentences.failure(
            sentences.unavailable(op, Reason.OTHER, String.valueOf(thrown.getMessage()), thrown),
            true,
            Retry.NO);
  }

  private @Nullable Failure known(Op op, Throwable t, Exception thrown) {
    if (t instanceof NoCredentialsException none) {
      return Sentences.no(
          new AccessDeniedException(
              op.name(),
              op.location(),
              none.reason(),
              "The " + op + " needs credentials, and " + none.getMessage() + ".",
              thrown));
    }
    if (t instanceof Payload.SourceFailedException) {
      if (t.getCause() instanceof ClosedByInterruptException
          || Thread.currentThread().isInterrupted()) {
        // An interrupt closes the file that is read, long before the exchange is looked at.
        return interrupted(op, thrown, false);
      }
      return Sentences.no(
          new CorruptDataException(
              op.name(),
              op.location(),
              Reason.OTHER,
              "The bytes for the " + op + " could not be read whole: " + t.getMessage(),
              thrown));
    }
    if (t instanceof ShortAnswerException) {
      return Sentences.failure(
          new CorruptDataException(
              op.name(),
              op.location(),
              Reason.CHECKSUM,
              "The " + op + " failed: " + t.getMessage() + "; read it again.",
              thrown),
          false,
          Retry.YES);
    }
    if (t instanceof NotS3Exception || t instanceof XMLStreamException) {
      return sentences.foreign(op, Retry.ONCE, thrown);
    }
    if (t instanceof WatchedHttpClient.OversizeException) {
      return sentences.foreign(op, Retry.NO, thrown);
    }
    if (t instanceof AbortedException
        || t instanceof InterruptedException
        || (t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException))) {
      Thread.currentThread().interrupt();
      return interrupted(op, thrown, true);
    }
    return t instanceof IOException ? ofNetwork(op, t, thrown) : null;
  }

  private Failure interrupted(Op op, Exception thrown, boolean lost) {
    return Sentences.failure(
        sentences.unavailable(op, Reason.INTERRUPTED, "it was interrupted", thrown),
        lost,
        Retry.NO);
  }

  private @Nullable Failure ofNetwork(Op op, Throwable t, Exception thrown) {
    String host = sentences.host();
    if (t instanceof UnknownHostException) {
      return unsent(op, "the host " + tried(t).orElse(host) + " is not known", thrown);
    }
    if (t instanceof ConnectException
        || t instanceof NoRouteToHostException
        || t instanceof ConnectTimeoutException) {
      return unsent(op, "nothing answers at " + tried(t).orElse(host), thrown);
    }
    if (t instanceof SSLException tls) {
      return ofTls(op, tls, thrown);
    }
    if (t instanceof ServerWork.LongWaitException) {
      return Sentences.failure(
          sentences.unavailable(
              op,
              Reason.TIMEOUT,
              host + " did not do it in time (s3.timeout is " + sentences.timeout() + ")",
              thrown),
          true,
          Retry.ONCE);
    }
    if (t instanceof SocketTimeoutException) {
      return lost(
          op,
          Reason.TIMEOUT,
          host + " did not answer in time (s3.timeout is " + sentences.timeout() + ")",
          thrown);
    }
    return t.getCause() == null ? broke(op, String.valueOf(t.getMessage()), thrown) : null;
  }

  /**
   * The host that was tried, which the region makes where no endpoint is given, or which is the
   * proxy's.
   */
  private static Optional<String> tried(Throwable t) {
    if (t instanceof UnknownHostException) {
      // Java says why behind a colon.
      return Optional.ofNullable(t.getMessage())
          .map(words -> words.split(":", 2)[0].strip())
          .filter(name -> !name.isEmpty());
    }
    NamedEndpoint host =
        t instanceof HttpHostConnectException refused
            ? refused.getHost()
            : t instanceof ConnectTimeoutException late ? late.getHost() : null;
    return Optional.ofNullable(host).map(it -> it.getHostName() + ":" + it.getPort());
  }

  /** A certificate that is not trusted stays so; a connection that broke can be made again. */
  private @Nullable Failure ofTls(Op op, SSLException t, Exception thrown) {
    boolean untrusted =
        t instanceof SSLPeerUnverifiedException || causedBy(t, CertificateException.class);
    boolean plain = String.valueOf(t.getMessage()).contains("Unsupported or unrecognized SSL");
    boolean refused =
        t instanceof SSLHandshakeException && t.getCause() == null && !isCut(t.getMessage());
    if (!untrusted && !plain && !refused) {
      return t instanceof SSLHandshakeException
          ? unsent(op, "TLS with " + sentences.host() + " broke off", thrown)
          : null;
    }
    return Sentences.no(
        sentences.unavailable(
            op,
            Reason.TLS,
            plain
                ? sentences.host() + " does not speak TLS; write http:// in s3.endpoint"
                : "the certificate of "
                    + sentences.host()
                    + " is not trusted or TLS failed otherwise ("
                    + t.getMessage()
                    + "); name its authority with s3.ca-file",
            thrown));
  }

  private static boolean isCut(@Nullable String message) {
    return String.valueOf(message).contains("terminated the handshake");
  }

  private static boolean isIo(Throwable thrown) {
    return causedBy(thrown, IOException.class);
  }

  /** Whether it, or what is behind it, is of a type. */
  static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private Failure broke(Op op, String how, Exception thrown) {
    return lost(
        op,
        Reason.UNREACHABLE,
        "the connection to " + sentences.host() + " broke (" + how + ")",
        thrown);
  }

  private Failure lost(Op op, Reason reason, String way, Exception thrown) {
    return Sentences.failure(sentences.unavailable(op, reason, way, thrown), true, Retry.YES);
  }

  /** Nothing can have happened: the request never left. */
  private Failure unsent(Op op, String way, Exception thrown) {
    return Sentences.failure(
        sentences.unavailable(
            op, Reason.UNREACHABLE, way + "; check s3.endpoint, s3.region and the network", thrown),
        false,
        Retry.YES);
  }
}
