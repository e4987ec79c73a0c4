package io.runpaths.s3;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Which server this is as far as its answers told it that came anyway, so that nobody need ask.
 * What others on the way may have said, such as a gateway's refusal, tells nothing. Safe for use by
 * several threads.
 */
final class HeardServer {
  private final Function<SdkHttpResponse, KnownServer> table;
  private volatile @Nullable KnownServer server;
  private volatile boolean nameless;

  HeardServer() {
    this(KnownServer::of);
  }

  /** The same by another table, which a test may want to play Amazon. */
  HeardServer(Function<SdkHttpResponse, KnownServer> table) {
    this.table = table;
  }

  /** Which server gave an answer. */
  KnownServer of(SdkHttpResponse answer) {
    return table.apply(answer);
  }

  /** Takes note of an answer that S3 could have given. */
  void hear(SdkHttpResponse answer) {
    if (server != null) {
      return;
    }
    KnownServer known = of(answer);
    boolean its =
        answer.isSuccessful() || answer.firstMatchingHeader("x-amz-request-id").isPresent();
    if (!known.equals(KnownServer.UNKNOWN)) {
      server = known;
    } else if (its && answer.firstMatchingHeader("Server").isEmpty()) {
      nameless = true;
    } else if (its) {
      server = known;
    }
  }

  /** Whether there was no answer yet that tells anything. */
  boolean nothing() {
    return server == null && !nameless;
  }

  /** The server, if it was told. */
  Optional<KnownServer> server() {
    return Optional.ofNullable(server);
  }

  /** Whether answers came that name no server: its bucket's owner may. */
  boolean isNameless() {
    return nameless;
  }
}
