package io.runpaths.testkit.sabotage;

import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import io.runpaths.testkit.ForwardingBackend;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Backends whose uploads publish what they should not, or when they should not. */
final class BrokenUploads {
  private BrokenUploads() {}

  /** An upload that passes on, and keeps the bytes that it was given. */
  abstract static class Watching implements Upload {
    final Upload target;
    final ByteArrayOutputStream given = new ByteArrayOutputStream();
    private final OutputStream output;

    Watching(Upload target) {
      this.target = target;
      this.output =
          new FilterOutputStream(target.output()) {
            @Override
            public void write(int b) throws IOException {
              write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              given.write(bytes, offset, length);
              try {
                out.write(bytes, offset, length);
              } catch (IOException e) {
                failed();
                throw e;
              }
            }

            @Override
            public void flush() throws IOException {
              flushed();
            }
          };
    }

    void failed() {}

    void flushed() throws IOException {}

    @Override
    public OutputStream output() {
      return output;
    }

    @Override
    public ObjectStat commit() throws StorageException {
      return target.commit();
    }

    @Override
    public void close() throws StorageException {
      target.close();
    }
  }

  /** Evaluates the condition when the upload begins, and not at its commit. */
  static final class ChecksAtTheBeginning extends ForwardingBackend {
    ChecksAtTheBeginning(StorageBackend target) {
      super(target);
    }

    @Override
    public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
      boolean good =
          options.precondition() instanceof Precondition.IfVersion wanted
              ? stat(key).map(there -> there.version().equals(wanted.version())).orElse(false)
              : !exists(key);
      return super.upload(key, good ? BrokenConditions.unconditional(options) : options);
    }
  }

  /** Drops the condition when a large upload is completed (opendal#8040). */
  static final class DropsConditionsOfLargeUploads extends ForwardingBackend {
    DropsConditionsOfLargeUploads(StorageBackend target) {
      super(target);
    }

    @Override
    public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
      return new Watching(super.upload(key, options)) {
        @Override
        public ObjectStat commit() throws StorageException {
          if (given.size() < 1 << 20) {
            return super.commit();
          }
          target.close();
          return put(key, Body.of(given.toByteArray()), BrokenConditions.unconditional(options));
        }
      };
    }
  }

  /** Publishes what it has whenever it is flushed. */
  static final class PublishesWhenFlushed extends ForwardingBackend {
    PublishesWhenFlushed(StorageBackend target) {
      super(target);
    }

    @Override
    public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
      return new Watching(super.upload(key, options)) {
        @Override
        void flushed() throws IOException {
          put(key, Body.of(given.toByteArray()), PutOptions.REPLACE);
        }
      };
    }
  }

  /** Publishes when it is closed, though nobody said commit. */
  static final class PublishesWhenClosed extends ForwardingBackend {
    PublishesWhenClosed(StorageBackend target) {
      super(target);
    }

    @Override
    public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
      return new Watching(super.upload(key, options)) {
        private boolean committed;

        @Override
        public ObjectStat commit() throws StorageException {
          committed = true;
          return super.commit();
        }

        @Override
        public void close() throws StorageException {
          if (!committed) {
            put(key, Body.of(given.toByteArray()), PutOptions.REPLACE);
          }
          super.close();
        }
      };
    }
  }

  /** Publishes what arrived although a write failed (java-storage#2975). */
  static final class PublishesAfterAFailure extends ForwardingBackend {
    PublishesAfterAFailure(StorageBackend target) {
      super(target);
    }

    @Override
    public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
      return new Watching(super.upload(key, options)) {
        private boolean failed;

        @Override
        void failed() {
          failed = true;
        }

        @Override
        public ObjectStat commit() throws StorageException {
          return failed ? put(key, Body.of(given.toByteArray()), options) : super.commit();
        }
      };
    }
  }

  /** Answers a second commit as it did the first (iceberg#4168 in other words). */
  static final class CommitsTwice extends ForwardingBackend {
    CommitsTwice(StorageBackend target) {
      super(target);
    }

    @Override
    public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
      return new Watching(super.upload(key, options)) {
        private @Nullable ObjectStat made;

        @Override
        public ObjectStat commit() throws StorageException {
          ObjectStat before = made;
          if (before != null) {
            return before;
          }
          ObjectStat now = super.commit();
          made = now;
          return now;
        }
      };
    }
  }

  /** Loses the metadata of uploads. */
  static final class LosesMetadata extends ForwardingBackend {
    LosesMetadata(StorageBackend target) {
      super(target);
    }

    @Override
    public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
      return super.upload(key, options.withMetadata(Map.of()));
    }
  }
}
