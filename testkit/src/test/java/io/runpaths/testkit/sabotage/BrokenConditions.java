package io.runpaths.testkit.sabotage;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import io.runpaths.testkit.ForwardingBackend;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Backends whose puts and deletes do not keep their conditions. */
final class BrokenConditions {
  private static final int LARGE = 1 << 20;

  /** Of many threads two meet soon. */
  private static final long SHORT_MILLIS = 20;

  /** Of the few that write large objects, which are made first, two may come late. */
  private static final long LONG_MILLIS = 2_000;

  private BrokenConditions() {}

  static PutOptions unconditional(PutOptions options) {
    return new PutOptions(Precondition.NONE, options.contentType(), options.metadata());
  }

  static boolean isIfAbsent(PutOptions options) {
    return options.precondition() instanceof Precondition.IfAbsent;
  }

  /** Looks whether the key exists and then puts (iceberg#16484). */
  static final class ExistsThenPut extends ForwardingBackend {
    private static final Exchanger<String> OTHER = new Exchanger<>();

    ExistsThenPut(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      if (isIfAbsent(options) && !exists(key)) {
        meet(OTHER);
        return super.put(key, body, unconditional(options));
      }
      return super.put(key, body, options);
    }
  }

  /**
   * Looks whether a large object exists and then puts it, as an upload whose end is no condition.
   * What is uploaded is put in the end, so that no writer is outside the race.
   */
  static final class ExistsThenLargePut extends ForwardingBackend {
    private static final Exchanger<String> OTHER = new Exchanger<>();

    ExistsThenLargePut(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      if (body.size() > LARGE && isIfAbsent(options) && !exists(key)) {
        meet(OTHER, LONG_MILLIS);
        return super.put(key, body, unconditional(options));
      }
      return super.put(key, body, options);
    }

    @Override
    public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
      Upload whole = super.upload(key, options);
      return isIfAbsent(options) ? new PutInTheEnd(whole, key, options) : whole;
    }

    /** Puts what was written instead of publishing the upload. */
    private final class PutInTheEnd extends BrokenUploads.Watching {
      private final ObjectKey key;
      private final PutOptions options;

      PutInTheEnd(Upload upload, ObjectKey key, PutOptions options) {
        super(upload);
        this.key = key;
        this.options = options;
      }

      @Override
      public ObjectStat commit() throws StorageException {
        return put(key, Body.of(given.toByteArray()), options);
      }
    }
  }

  /** Compares the version and then puts. */
  static final class CompareThenPut extends ForwardingBackend {
    private static final Exchanger<String> OTHER = new Exchanger<>();

    CompareThenPut(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      if (options.precondition() instanceof Precondition.IfVersion wanted) {
        Optional<ObjectStat> there = stat(key);
        if (there.isPresent() && there.get().version().equals(wanted.version())) {
          meet(OTHER);
          return super.put(key, body, unconditional(options));
        }
      }
      return super.put(key, body, options);
    }
  }

  /** Waits for another thread at the same place, but not for long: there may be none. */
  private static void meet(Exchanger<String> other) {
    meet(other, SHORT_MILLIS);
  }

  private static void meet(Exchanger<String> other, long millis) {
    try {
      other.exchange("", millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException alone) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Forgets "if absent". */
  static final class DropsIfAbsent extends ForwardingBackend {
    DropsIfAbsent(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      return super.put(key, body, isIfAbsent(options) ? unconditional(options) : options);
    }
  }

  /** Forgets "if version". */
  static final class DropsIfVersion extends ForwardingBackend {
    DropsIfVersion(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      return super.put(key, body, isIfAbsent(options) ? options : unconditional(options));
    }
  }

  /** Forgets conditions on the way of large objects (opendal#8040). */
  static final class DropsConditionsOfLargePuts extends ForwardingBackend {
    DropsConditionsOfLargePuts(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      return super.put(key, body, body.size() > LARGE ? unconditional(options) : options);
    }
  }

  /** Translates the conflict of a large object otherwise than that of a small (trino#27401). */
  static final class TranslatesLargeConflictsOtherwise extends ForwardingBackend {
    TranslatesLargeConflictsOtherwise(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      try {
        return super.put(key, body, options);
      } catch (AlreadyExistsException e) {
        if (body.size() <= LARGE) {
          throw e;
        }
        throw new PreconditionFailedException(
            e.operation(), e.location(), Reason.VERSION_DIFFERS, "412.", e);
      }
    }
  }

  /** Retries after a lost answer, and reports its own write as a conflict (trino#27402). */
  static final class ReportsItsOwnWriteAsConflict extends ForwardingBackend {
    ReportsItsOwnWriteAsConflict(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      ObjectStat answer = super.put(key, body, options);
      return isIfAbsent(options) ? super.put(key, body, options) : answer;
    }
  }

  /** Takes equal bytes for its own write. */
  static final class TakesEqualBytesForItsOwn extends ForwardingBackend {
    TakesEqualBytesForItsOwn(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      try {
        return super.put(key, body, options);
      } catch (AlreadyExistsException e) {
        try (InputStream ours = body.open();
            InputStream theirs = read(key, ReadOptions.ALL).stream()) {
          if (Arrays.equals(ours.readAllBytes(), theirs.readAllBytes())) {
            return stat(key).orElseThrow();
          }
        } catch (StorageException unreadable) {
          throw unreadable;
        } catch (IOException unreadable) {
          throw new UncheckedIOException(unreadable);
        }
        throw e;
      }
    }
  }

  /** Takes an empty object for the marker of a folder, and so for absent. */
  static final class TakesEmptyForAbsent extends ForwardingBackend {
    TakesEmptyForAbsent(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      boolean empty = stat(key).map(there -> there.size() == 0).orElse(false);
      return super.put(key, body, empty && isIfAbsent(options) ? unconditional(options) : options);
    }
  }

  /** Creates anew what should be replaced and is gone. */
  static final class RevivesTheDeleted extends ForwardingBackend {
    RevivesTheDeleted(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      return super.put(
          key, body, exists(key) || isIfAbsent(options) ? options : unconditional(options));
    }
  }

  /** Deletes whatever the condition says, as a known server does. */
  static final class DeletesUnconditionally extends ForwardingBackend {
    DeletesUnconditionally(StorageBackend target) {
      super(target);
    }

    @Override
    public void delete(ObjectKey key, Precondition precondition) throws StorageException {
      super.delete(key, Precondition.NONE);
    }
  }
}
