package io.runpaths.spi.remote;

import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Deletes many objects, a batch of them a request, with the failures by key. What the server fails
 * at is tried again; what may have happened all the same is looked at. Safe for use by several
 * threads.
 */
public final class BatchDeletions {
  /** How a store deletes a batch. Safe for use by several threads. */
  public interface Batches {
    /**
     * Sends one batch.
     *
     * @param op the deletion of all of it, for messages
     * @param keys the objects
     * @return the failures of those that are not gone, by key
     * @throws FailedAttempts if the request itself failed
     */
    Map<ObjectKey, Failure> send(Op op, List<ObjectKey> keys) throws FailedAttempts;

    /**
     * Deletes an object by itself, if its key has no place in a batch.
     *
     * @param key the object
     * @return true if that was done; false if the key may be in a batch
     * @throws StorageException if the object was to be deleted by itself, and that failed
     */
    default boolean deletedAlone(ObjectKey key) throws StorageException {
      return false;
    }

    /**
     * Waits before objects that the server failed at are tried again; by default not at all.
     *
     * @param op the deletion of all of them, for messages
     * @param failures how they failed
     * @param n how many pauses there were before
     * @throws FailedAttempts if the thread was interrupted
     */
    default void pause(Op op, Collection<Failure> failures, int n) throws FailedAttempts {}

    /**
     * Whether a failed request leaves nothing to be said of its objects one by one, or to be tried
     * with others.
     *
     * @param failure how the request failed
     * @return true if the failure is the caller's to see; by default that the bucket is not there
     */
    default boolean endsAll(StorageException failure) {
      return failure instanceof NotFoundException;
    }
  }

  /** How often the keys of a batch that the server failed at are tried. */
  private static final int ROUNDS = 4;

  private final Location root;
  private final Outcome outcome;
  private final Batches batches;
  private final int most;

  /**
   * Deletions below a root.
   *
   * @param root the root
   * @param outcome decides what became of those whose answers were lost
   * @param batches sends them
   * @param most how many objects a batch takes
   */
  public BatchDeletions(Location root, Outcome outcome, Batches batches, int most) {
    this.root = root;
    this.outcome = outcome;
    this.batches = batches;
    this.most = most;
  }

  /**
   * Deletes objects; all are tried.
   *
   * @param objects their keys
   * @return the failures by key
   * @throws StorageException if nothing could be tried, or what {@link Batches#endsAll} wants
   *     thrown
   */
  public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> objects)
      throws StorageException {
    Map<ObjectKey, StorageException> failed = new LinkedHashMap<>();
    List<ObjectKey> batch = new ArrayList<>(most);
    boolean anyTried = false;
    for (ObjectKey key : objects) {
      if (triedAlone(key, failed)) {
        anyTried = true;
      } else {
        batch.add(key);
      }
      if (batch.size() == most) {
        batch(List.copyOf(batch), failed, anyTried);
        anyTried = true;
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      batch(batch, failed, anyTried);
    }
    return failed;
  }

  private boolean triedAlone(ObjectKey key, Map<ObjectKey, StorageException> failed) {
    try {
      return batches.deletedAlone(key);
    } catch (StorageException e) {
      failed.put(key, e);
      return true;
    }
  }

  private void batch(
      List<ObjectKey> batch, Map<ObjectKey, StorageException> failed, boolean anyTried)
      throws StorageException {
    Op op = new Op("delete", root.uri() + " (" + batch.size() + " objects)");
    long began = System.nanoTime();
    List<ObjectKey> left = batch;
    Map<ObjectKey, Failure> again = Map.of();
    Set<ObjectKey> triedOnceMore = new HashSet<>();
    Set<ObjectKey> lost = new HashSet<>();
    for (int round = 1; !left.isEmpty(); round++) {
      boolean first = !anyTried && round == 1;
      Map<ObjectKey, Failure> refused;
      try {
        if (round > 1) {
          batches.pause(op, again.values(), round - 2);
        }
        refused = batches.send(op, left);
      } catch (FailedAttempts e) {
        if ((first && !e.lost()) || batches.endsAll(e.exception())) {
          throw e.exception();
        }
        Map<ObjectKey, FailedAttempts> doubtful = new LinkedHashMap<>();
        for (ObjectKey key : left) {
          // What an earlier round left open this failure does not answer.
          boolean open = lost.contains(key) && !e.lost();
          doubtful.put(key, open ? new FailedAttempts(e.last(), true, e.underWay()) : e);
        }
        settle(doubtful, began, failed);
        return;
      }
      Map<ObjectKey, FailedAttempts> last = new LinkedHashMap<>();
      again = new LinkedHashMap<>();
      for (Map.Entry<ObjectKey, Failure> one : refused.entrySet()) {
        Failure failure = one.getValue();
        if (failure.lost()) {
          lost.add(one.getKey());
        }
        boolean noBucket = failure.exception().reason() == Reason.NO_SUCH_ROOT;
        if (noBucket && first && refused.size() == left.size()) {
          throw failure.exception();
        }
        boolean helps =
            switch (failure.retry()) {
              // A bucket that is there for one and not for another: no checksum is held against a
              // batch.
              case NO -> noBucket;
              case ONCE -> triedOnceMore.add(one.getKey());
              case YES, SLOWER -> true;
            };
        if (helps && round < ROUNDS) {
          again.put(one.getKey(), failure);
        } else {
          last.put(one.getKey(), new FailedAttempts(failure, lost.contains(one.getKey()), false));
        }
      }
      settle(last, began, failed);
      left = List.copyOf(again.keySet());
    }
  }

  /** Looks at each object whose deletion may have happened, as long as looking is answered. */
  private void settle(
      Map<ObjectKey, FailedAttempts> doubtful,
      long began,
      Map<ObjectKey, StorageException> failed) {
    boolean blind = false;
    for (Map.Entry<ObjectKey, FailedAttempts> one : doubtful.entrySet()) {
      ObjectKey key = one.getKey();
      Op op = Op.on("delete", root, key);
      try {
        if (blind && one.getValue().lost()) {
          throw outcome.unknown(op, one.getValue());
        }
        outcome.ofDeletion(op, key, one.getValue(), Precondition.NONE, began);
      } catch (StorageException e) {
        // A look that was not answered: the next will not be either.
        blind |= e instanceof OutcomeUnknownException && e.getSuppressed().length > 0;
        failed.put(key, e);
      }
    }
  }
}
