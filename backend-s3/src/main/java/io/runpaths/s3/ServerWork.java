package io.runpaths.s3;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * How long a server may work before it answers. Copies and completions are answered in full only
 * when all bytes were moved, and a request does not say how many these are: the thread that makes
 * it does.
 */
final class ServerWork {
  /** One request that makes the server work. */
  interface Request<T> {
    /**
     * Makes it.
     *
     * @return the answer
     */
    T made() throws IOException;
  }

  /** Nobody waits longer than so many times the timeout. */
  static final int MOST = 20;

  /** The slowest server that is borne, in bytes a second that it moves by itself. */
  private static final long LEAST_RATE = 8 << 20;

  /** Amazon speaks of minutes for completions, without a word about size. */
  private static final int LEAST_OF_COMPLETIONS = 4;

  private static final long MILLIS_A_PART = 50;

  /** What is waited for longer than so many times the timeout is not done again and again. */
  private static final int LONG = 2;

  private record Work(long bytes, int parts) {}

  private static final ThreadLocal<@Nullable Work> NOW = new ThreadLocal<>();

  private ServerWork() {}

  /**
   * Makes a request.
   *
   * @param bytes how many bytes the server moves for it
   * @param parts from how many parts; 0 for a copy
   */
  static <T> T of(long bytes, int parts, Request<T> request) throws IOException {
    NOW.set(new Work(bytes, parts));
    try {
      return request.made();
    } finally {
      NOW.remove();
    }
  }

  /** How long to wait for the answer, and then for its document. */
  static Duration patience(SdkHttpRequest http, Duration timeout) {
    boolean copies = http.firstMatchingHeader("x-amz-copy-source").isPresent();
    boolean completes =
        http.method() == SdkHttpMethod.POST && http.rawQueryParameters().containsKey("uploadId");
    if (!copies && !completes) {
      return timeout;
    }
    Duration most = timeout.multipliedBy(MOST);
    Work work = NOW.get();
    if (work == null) {
      return most;
    }
    Duration wanted =
        timeout
            .multipliedBy(completes ? LEAST_OF_COMPLETIONS : 1)
            .plusMillis(work.bytes() / (LEAST_RATE / 1000) + work.parts() * MILLIS_A_PART);
    return wanted.compareTo(most) < 0 ? wanted : most;
  }

  /** The failure of a wait that was in vain. */
  static SocketTimeoutException inVain(String message, Duration limit, Duration timeout) {
    boolean patient = NOW.get() != null && limit.compareTo(timeout.multipliedBy(LONG)) > 0;
    return patient ? new LongWaitException(message) : new SocketTimeoutException(message);
  }

  /** Much time was given, and none of it was enough: it is tried once more, and no oftener. */
  static final class LongWaitException extends SocketTimeoutException {
    private static final long serialVersionUID = 1L;

    LongWaitException(String message) {
      super(message);
    }
  }
}
