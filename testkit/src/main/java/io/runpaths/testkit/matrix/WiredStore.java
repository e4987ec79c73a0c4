package io.runpaths.testkit.matrix;

import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What the matrix needs to know of a store behind HTTP. All methods may be called by several
 * threads.
 */
public interface WiredStore {
  /**
   * Where the server listens, without TLS.
   *
   * @return such as {@code http://127.0.0.1:9000}
   */
  URI server();

  /**
   * A root with nothing below it, for this matrix alone.
   *
   * @return always the same location
   */
  Location root();

  /**
   * Opens the root with a driver of its own, as another process would. It tries again at least
   * twice where that may help, and its pauses between two attempts take no time.
   *
   * @param endpoint where the driver finds the server: a proxy before it, or itself
   * @param patience how long the driver waits for an answer beyond what its bytes need
   * @return the bare driver, which the matrix guards and closes
   * @throws StorageException if it cannot be opened
   */
  StorageBackend open(URI endpoint, Duration patience) throws StorageException;

  /**
   * Which kind of request that is. The rows of the table are named so. Requests of one operation
   * that run side by side are of different kinds, such as the parts of an upload.
   *
   * @param request a request of the driver
   * @return a short word such as {@code put}, {@code part 2}, {@code complete}; {@code get} where
   *     the bytes of an object come, {@code delete} where objects go, and what begins with {@code
   *     put}, {@code part} or {@code chunk} where bytes are sent
   */
  String kind(WireRequest request);

  /**
   * Which kinds of requests list objects, and may so be late.
   *
   * @return kinds
   */
  List<String> listings();

  /**
   * Which kinds of requests make something on the server that costs money until it is finished or
   * given up, such as the beginning of an upload.
   *
   * @return kinds
   */
  List<String> beginnings();

  /**
   * Which kinds of requests give such a thing back, or look whether it is there.
   *
   * @return kinds
   */
  List<String> cleanings();

  /**
   * Which kinds of requests the driver gives much more time than others, since the server has to
   * work for them.
   *
   * @return kinds
   */
  List<String> slow();

  /**
   * Error documents of the protocol in an answer that claims success.
   *
   * @return an answer of status 200
   */
  Reply errorInSuccess();

  /**
   * How the protocol asks for fewer requests.
   *
   * @return a refusal without effect
   */
  Reply slowDown();

  /**
   * A small document that is large when it is understood, such as entities of entities.
   *
   * @return an answer of status 200
   */
  Reply bomb();

  /**
   * The size of the large objects: two parts, of which the second is small.
   *
   * @return bytes
   */
  int largeBytes();

  /**
   * What unfinished uploads there are below a prefix.
   *
   * @param clean a driver whose wire is well
   * @param prefix where to look
   * @return what they are, in words; by default as {@link PendingUploads} tells, or none where the
   *     driver has no such thing
   * @throws StorageException if that cannot be found out
   */
  default List<String> unfinished(StorageBackend clean, KeyPrefix prefix) throws StorageException {
    PendingUploads uploads = clean.extension(PendingUploads.class).orElse(null);
    return uploads == null
        ? List.of()
        : uploads.pendingUploads(prefix).stream().map(Object::toString).toList();
  }

  /**
   * Gives back what {@link #unfinished} found.
   *
   * @param clean a driver whose wire is well
   * @param prefix where to look
   * @throws StorageException if that cannot be done
   */
  default void giveBack(StorageBackend clean, KeyPrefix prefix) throws StorageException {
    PendingUploads uploads = clean.extension(PendingUploads.class).orElse(null);
    if (uploads != null) {
      for (PendingUploads.Pending pending : uploads.pendingUploads(prefix)) {
        uploads.abort(pending);
      }
    }
  }
}
