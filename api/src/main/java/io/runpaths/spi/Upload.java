package io.runpaths.spi;

import java.io.OutputStream;

/**
 * An object in the making, for bytes that come once or whose number is not known.
 *
 * <p>Write to {@link #output()}, then {@link #commit()}: it publishes the object whole, or not at
 * all. {@link #close()} without a commit, or after a failure, leaves nothing that a reader can see
 * and gives back what the store holds of it. Not safe for use by several threads.
 *
 * <pre>{@code
 * try (Upload upload = backend.upload(key, PutOptions.IF_ABSENT)) {
 *   source.transferTo(upload.output());
 *   upload.commit();
 * }
 * }</pre>
 */
public interface Upload extends AutoCloseable {
  /**
   * Where the bytes go. Closing this stream ends the writing but publishes nothing: {@link
   * #commit()} does. A write after that, after commit or close, or after a failed write, throws.
   *
   * @return always the same stream
   */
  OutputStream output();

  /**
   * Publishes what was written, atomically with the precondition of the options. To be called once:
   * a second call, whatever became of the first, and one after {@link #close()} throw {@link
   * UnavailableException} and change nothing.
   *
   * @return the stat of the new object
   * @throws AlreadyExistsException if the precondition was "if absent" and the key exists
   * @throws PreconditionFailedException if the precondition was "if version" and the key is in
   *     another version
   * @throws OutcomeUnknownException if the answer was lost and the effect cannot be read back
   * @throws StorageException if it failed otherwise; also if an earlier write failed: a damaged
   *     upload is never published
   */
  ObjectStat commit() throws StorageException;

  /**
   * Gives up what was not committed. Idempotent; after a successful commit it does nothing.
   *
   * @throws StorageException if what the store holds could not be given back; it is not visible all
   *     the same
   */
  @Override
  void close() throws StorageException;
}
