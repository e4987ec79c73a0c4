package io.runpaths.spi;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * One opened store below one root: the driver. It knows objects and keys, and nothing of runs.
 *
 * <p><b>Conditions.</b> A precondition is evaluated by the store atomically with the write. What
 * {@link #capabilities()} does not promise is refused with {@link UnsupportedException} before
 * anything is sent; {@link Guard} does so above every driver.
 *
 * <p><b>Lost answers.</b> A driver that retries a write, or loses its answer, finds out whether the
 * write in place is its own (by a random write id that it sends along, or on disk by the file's own
 * identity) and reports success if so. It never reports its own write as a conflict, and where the
 * truth cannot be had it throws {@link OutcomeUnknownException}.
 *
 * <p><b>Absence.</b> {@link #stat} answers with an empty {@code Optional}; {@link #read} and {@link
 * #copyFrom} throw {@link NotFoundException}; {@link #delete} without a precondition succeeds.
 *
 * <p><b>Threads.</b> All methods may be called by any number of threads. An interrupt of the
 * calling thread ends a wait with {@link UnavailableException} of {@link Reason#INTERRUPTED}, the
 * interrupt flag set.
 *
 * <p><b>Closing.</b> After {@link #close()} every method that does I/O throws {@link
 * UnavailableException} of {@link Reason#CLOSED}, and so do its open uploads. Closing twice does
 * nothing.
 */
public interface StorageBackend extends AutoCloseable {
  /**
   * The root that was opened.
   *
   * @return its location
   */
  Location root();

  /**
   * What this opened store promises. Cheap; finding out may have cost requests when it was first
   * needed, never writes.
   *
   * @return the promises
   * @throws StorageException if they cannot be found out
   */
  Capabilities capabilities() throws StorageException;

  /**
   * What the store tells of an object. Symbolic links are followed within the root only; a folder
   * is not an object.
   *
   * @param key the object
   * @return its stat, or empty if it does not exist
   * @throws StorageException if that cannot be found out; a missing root is not an error
   */
  Optional<ObjectStat> stat(ObjectKey key) throws StorageException;

  /**
   * Whether {@link #stat} would answer, as cheaply as the store allows: a driver whose versions
   * cost a read leaves that out.
   *
   * @param key the object
   * @return true if it exists
   * @throws StorageException if that cannot be found out; a missing root is not an error
   */
  default boolean exists(ObjectKey key) throws StorageException {
    return stat(key).isPresent();
  }

  /**
   * Begins to read an object. Stat and stream are of the same version.
   *
   * @param key the object
   * @param options which bytes, and of which version
   * @return the open read, which the caller closes
   * @throws NotFoundException if it does not exist
   * @throws RangeNotSatisfiableException if the range begins behind the object's end
   * @throws PreconditionFailedException if it exists in another version than the one asked for
   * @throws StorageException if it failed otherwise
   */
  ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException;

  /**
   * Writes an object whole. Where {@link Capability#ATOMIC_PUT} is promised, readers see the old
   * object or the new one and never a part, also when the writer is killed; a failure leaves what
   * was there.
   *
   * @param key the object
   * @param body its content; a body whose stream ends early or late makes the put fail with {@link
   *     CorruptDataException}, one whose stream fails with a {@code StorageException} that keeps
   *     that failure as a cause
   * @param options precondition, content type, metadata
   * @return the stat of the new object
   * @throws AlreadyExistsException if it must not exist and does
   * @throws PreconditionFailedException if it must be in one version and is in another, or gone
   * @throws OutcomeUnknownException if the answer was lost and the effect cannot be read back
   * @throws StorageException if it failed otherwise
   */
  ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException;

  /**
   * Begins an object whose bytes come once. The precondition is evaluated at {@link
   * Upload#commit()}; a driver may fail early where it already does not hold.
   *
   * @param key the object
   * @param options precondition, content type, metadata
   * @return the upload, which the caller commits or closes
   * @throws StorageException if it cannot be begun
   */
  Upload upload(ObjectKey key, PutOptions options) throws StorageException;

  /**
   * Whether {@link #copyFrom} can copy from that place without moving the bytes through here. Pure.
   *
   * @param source the location of an object
   * @return true if it is on the same store
   */
  boolean canCopyFrom(Location source);

  /**
   * Copies an object inside the store, with metadata and content type, as a whole. Copies carry no
   * precondition on their target: give {@link Precondition#NONE}.
   *
   * @param source the location of the object to copy, for which {@link #canCopyFrom} is true
   * @param version the version that is copied; another one there is {@link
   *     PreconditionFailedException}
   * @param key the new object
   * @param options content type and metadata that replace those of the source where given
   * @return the stat of the new object
   * @throws NotFoundException if the source does not exist
   * @throws PreconditionFailedException if the source is in another version
   * @throws StorageException if it failed otherwise; the target is as it was
   */
  ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException;

  /**
   * One page of what lies below a prefix, in the order of UTF-8 bytes ({@link KeyOrder}). Nothing
   * below the prefix is an empty page. Symbolic links are named and not followed.
   *
   * @param prefix where to look
   * @param depth how deep
   * @param from {@link Cursor#START}, or what an earlier page of the same listing gave
   * @param limit how many entries at most, from 1 to 1,000
   * @return the page
   * @throws NotFoundException of {@link Reason#NO_SUCH_ROOT} if the root itself does not exist, on
   *     stores where a root is a thing of its own (a folder, a bucket)
   * @throws StorageException if it failed otherwise
   */
  Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException;

  /**
   * Deletes an object. Idempotent without a precondition: an absent object is a success.
   *
   * @param key the object
   * @param precondition {@link Precondition#NONE} or {@link Precondition.IfVersion}
   * @throws PreconditionFailedException if it is in another version than the one given, or gone
   * @throws StorageException if it failed otherwise
   */
  void delete(ObjectKey key, Precondition precondition) throws StorageException;

  /**
   * Deletes many objects, in as few requests as the store allows; however many there are, all are
   * tried.
   *
   * @param keys the objects
   * @return the failures by key; empty if all are gone
   * @throws StorageException if nothing could be tried
   */
  Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys) throws StorageException;

  /**
   * More that this store can do: {@link LinkSupport}, {@link LocalFiles}, {@link PendingUploads}.
   *
   * @param <T> the interface
   * @param type the interface
   * @return its implementation, if this store has it
   */
  default <T> Optional<T> extension(Class<T> type) {
    return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
  }

  /**
   * Gives back connections and threads. Uploads that are open are given up.
   *
   * @throws StorageException if something could not be given back
   */
  @Override
  void close() throws StorageException;
}
