package io.runpaths.gcs;

import com.google.api.client.http.HttpHeaders;
import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.remote.Payload;
import io.runpaths.spi.remote.ResumingStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls that carry bulk data. Everything is said in Google's own query parameters, headers and
 * resources. One call is one request; a failure is an {@link IOException} that {@link GcsFailures}
 * understands. Safe for use by several threads.
 */
interface Bulk {
  /**
   * An object in one request: its resource and its bytes.
   *
   * @param resource name, metadata, checksum
   * @param query conditions and the like
   * @param body the content
   * @return the new object
   */
  Answers.Reply<StorageObject> put(StorageObject resource, Map<String, String> query, Payload body)
      throws IOException;

  /**
   * Begins a resumable session.
   *
   * @param resource name, metadata, and the checksum if it is known
   * @param query conditions and the like
   * @param size how many bytes will come; -1 if that is not known
   * @return the session, for the calls below
   */
  String begin(StorageObject resource, Map<String, String> query, long size) throws IOException;

  /**
   * Sends the next bytes of a session.
   *
   * @param session the session
   * @param chunk what is sent
   * @return how far the session has come
   * @throws SessionGoneException if the server knows no such session any more
   */
  Progress send(String session, Chunk chunk) throws IOException;

  /**
   * Asks how far a session has come.
   *
   * @param session the session
   * @param total how many bytes it will have; -1 if that is not known
   * @throws SessionGoneException if the server knows no such session any more
   */
  Progress ask(String session, long total) throws IOException;

  /**
   * Gives a session up; what it has sent is thrown away.
   *
   * @param session the session
   * @throws SessionGoneException if the server knows no such session any more
   */
  void cancel(String session) throws IOException;

  /**
   * An object's bytes.
   *
   * @param key the object's name in the bucket
   * @param query generation, conditions and the like
   * @param range the header of that name; null for all bytes
   * @return the answer, its stream open
   */
  Got get(String key, Map<String, String> query, @Nullable String range) throws IOException;

  /**
   * A stretch of a session's bytes.
   *
   * @param offset the first byte
   * @param skip how many bytes of the payload come before it
   * @param payload the bytes
   * @param total how many bytes the session has in all; -1 if more will come
   * @param crc32c of all bytes of the session, where this is the last stretch; null otherwise
   */
  record Chunk(long offset, long skip, Payload payload, long total, @Nullable Integer crc32c) {
    long length() {
      return payload.size() - skip;
    }
  }

  /** How far a session has come. */
  sealed interface Progress {
    /**
     * More must come.
     *
     * @param bytes how many the server has for good
     */
    record Persisted(long bytes) implements Progress {}

    /**
     * The object is there.
     *
     * @param reply the object
     */
    record Finished(Answers.Reply<StorageObject> reply) implements Progress {}
  }

  /**
   * An open read.
   *
   * @param status of the answer
   * @param headers of the answer
   * @param stream the bytes, to be closed or given up
   * @param abandon gives them up
   */
  record Got(int status, HttpHeaders headers, InputStream stream, Runnable abandon)
      implements ResumingStream.Source {
    @Override
    public void abort() {
      abandon.run();
    }
  }

  /** The server knows no such session, or no longer. */
  final class SessionGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    SessionGoneException(Throwable cause) {
      super("The upload session is gone", cause);
    }

    /**
     * The session is there, and not what was sent.
     *
     * @param how it differs
     */
    SessionGoneException(String how) {
      super("The upload session has lost bytes: " + how);
    }
  }

  /** A session is said to be finished, and the object is not there. */
  final class NotMadeException extends IOException {
    private static final long serialVersionUID = 1L;

    NotMadeException(@Nullable Throwable cause) {
      super("The upload session is said to be finished, and its object is not there", cause);
    }
  }
}
