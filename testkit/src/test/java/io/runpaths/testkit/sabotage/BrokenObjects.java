package io.runpaths.testkit.sabotage;

import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Version;
import io.runpaths.testkit.ForwardingBackend;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Backends that break a promise about objects as such. */
final class BrokenObjects {
  private BrokenObjects() {}

  /** Deletes the first thousand and calls it all (mlflow#14654). */
  static final class DeletesAThousand extends ForwardingBackend {
    DeletesAThousand(StorageBackend target) {
      super(target);
    }

    @Override
    public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys)
        throws StorageException {
      return super.deleteAll(keys.stream().limit(1_000).toList());
    }
  }

  /** Fails where there is nothing to delete. */
  static final class MissesTheAbsent extends ForwardingBackend {
    MissesTheAbsent(StorageBackend target) {
      super(target);
    }

    @Override
    public void delete(ObjectKey key, Precondition precondition) throws StorageException {
      if (!exists(key)) {
        throw new NotFoundException(
            "delete", key.value(), Reason.NO_SUCH_OBJECT, "There is no " + key + ".", null);
      }
      super.delete(key, precondition);
    }
  }

  /** Deletes what lies below a name, too. */
  static final class DeletesFolders extends ForwardingBackend {
    DeletesFolders(StorageBackend target) {
      super(target);
    }

    @Override
    public void delete(ObjectKey key, Precondition precondition) throws StorageException {
      for (ListEntry entry :
          list(KeyPrefix.of(key.value()), Depth.ALL, Cursor.START, 1_000).entries()) {
        super.delete(ObjectKey.of(entry.name()), Precondition.NONE);
      }
      super.delete(key, precondition);
    }
  }

  /** Takes a folder for an object. */
  static final class TakesFoldersForObjects extends ForwardingBackend {
    TakesFoldersForObjects(StorageBackend target) {
      super(target);
    }

    @Override
    public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
      Optional<ObjectStat> there = super.stat(key);
      if (there.isPresent()
          || list(KeyPrefix.of(key.value()), Depth.ALL, Cursor.START, 1).entries().isEmpty()) {
        return there;
      }
      return Optional.of(ObjectStat.builder(key, 0, new Version("folder"), Instant.EPOCH).build());
    }
  }

  /** Fails when it is closed again (iceberg#4168). */
  static final class ClosesOnce extends ForwardingBackend {
    private boolean closed;

    ClosesOnce(StorageBackend target) {
      super(target);
    }

    @Override
    public void close() throws StorageException {
      if (closed) {
        throw new UnavailableException("close", "", Reason.CLOSED, "Closed already.", null);
      }
      closed = true;
      super.close();
    }
  }

  /** Publishes what a body gave, be it less than announced. */
  static final class TakesShortBodies extends ForwardingBackend {
    TakesShortBodies(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      byte[] bytes;
      try (InputStream in = body.open()) {
        bytes = in.readNBytes((int) body.size());
      } catch (IOException e) {
        return super.put(key, body, options);
      }
      return super.put(key, Body.of(bytes), options);
    }
  }

  /** Writes the first half of an object, and then all of it. */
  static final class WritesInTwoSteps extends ForwardingBackend {
    private static final Semaphore READS = new Semaphore(0);

    WritesInTwoSteps(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      if (body.size() > 1_000 && exists(key)) {
        byte[] half = new byte[(int) body.size() / 2];
        READS.drainPermits();
        super.put(key, Body.of(half), PutOptions.REPLACE);
        awaitReaders();
      }
      return super.put(key, body, options);
    }

    @Override
    public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
      ObjectContent content = super.read(key, options);
      READS.release();
      return content;
    }

    /** Until somebody has read the half, but not for long: there may be no readers. */
    private static void awaitReaders() {
      try {
        boolean seen = READS.tryAcquire(10, 50, TimeUnit.MILLISECONDS);
        if (seen) {
          READS.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Decodes names, as if they came from a URL. */
  static final class DecodesNames extends ForwardingBackend {
    DecodesNames(StorageBackend target) {
      super(target);
    }

    private static ObjectKey decoded(ObjectKey key) {
      return ObjectKey.of(key.value().replace("%20", " "));
    }

    @Override
    public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
      return super.stat(decoded(key));
    }

    @Override
    public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
      return super.read(decoded(key), options);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      return super.put(decoded(key), body, options);
    }

    @Override
    public void delete(ObjectKey key, Precondition precondition) throws StorageException {
      super.delete(decoded(key), precondition);
    }

    @Override
    public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys)
        throws StorageException {
      return super.deleteAll(keys.stream().map(DecodesNames::decoded).toList());
    }
  }

  /** Shows in its messages what it was to write. */
  static final class TellsContents extends ForwardingBackend {
    TellsContents(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      try {
        return super.put(key, body, options);
      } catch (StorageException e) {
        try (InputStream in = body.open()) {
          String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          throw new UnavailableException("put", key.value(), Reason.OTHER, content, e);
        } catch (StorageException telling) {
          throw telling;
        } catch (IOException unreadable) {
          throw new UncheckedIOException(unreadable);
        }
      }
    }
  }

  /** Compares names without regard to case, as some disks do. */
  static final class FoldsCase extends ForwardingBackend {
    private final Map<String, ObjectKey> names = new ConcurrentHashMap<>();

    FoldsCase(StorageBackend target) {
      super(target);
    }

    private ObjectKey folded(ObjectKey key) {
      return names.computeIfAbsent(key.value().toLowerCase(Locale.ROOT), unused -> key);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      return super.put(folded(key), body, options);
    }

    @Override
    public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
      return super.read(folded(key), options);
    }
  }
}
