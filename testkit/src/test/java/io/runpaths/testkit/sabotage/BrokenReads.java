package io.runpaths.testkit.sabotage;

import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Version;
import io.runpaths.testkit.ForwardingBackend;
import io.runpaths.testkit.mem.MemBackend;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Backends that read or copy other bytes than those asked for, or tell untruths of them. */
final class BrokenReads {
  private BrokenReads() {}

  /** Takes the length of a range for its last offset. */
  static final class RangeOffByOne extends ForwardingBackend {
    RangeOffByOne(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
      return super.read(
          key,
          options.range() instanceof ByteRange.Slice slice
                  && slice.offset() < 1 << 30
                  && slice.length() < 1 << 30
              ? ranged(ByteRange.of(slice.offset(), slice.length() + 1), options)
              : options);
    }
  }

  /** Reads everything where the last bytes are asked for. */
  static final class IgnoresSuffix extends ForwardingBackend {
    IgnoresSuffix(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
      return super.read(
          key,
          options.range() instanceof ByteRange.Suffix ? ranged(ByteRange.ALL, options) : options);
    }
  }

  private static ReadOptions ranged(ByteRange range, ReadOptions options) {
    ReadOptions ranged = ReadOptions.of(range);
    return options.ifVersion().map(ranged::withVersion).orElse(ranged);
  }

  /** Reads whatever version is there. */
  static final class IgnoresVersion extends ForwardingBackend {
    IgnoresVersion(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
      return super.read(key, ReadOptions.of(options.range()));
    }
  }

  /** Stats first and opens the object when its first byte is wanted. */
  static final class MixesVersions extends ForwardingBackend {
    MixesVersions(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
      ObjectContent first = super.read(key, options);
      return new ObjectContent(first.stat(), first.length(), new Late(key, options));
    }

    private final class Late extends InputStream {
      private final ObjectKey key;
      private final ReadOptions options;
      private @Nullable InputStream stream;

      Late(ObjectKey key, ReadOptions options) {
        this.key = key;
        this.options = options;
      }

      @Override
      public int read() throws IOException {
        return stream().read();
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return stream().read(bytes, offset, length);
      }

      private InputStream stream() throws StorageException {
        InputStream open = stream;
        if (open == null) {
          open = MixesVersions.super.read(key, options).stream();
          stream = open;
        }
        return open;
      }
    }
  }

  /** Promises checksums and never looks at them. */
  static final class PromisesChecksums extends ForwardingBackend {
    PromisesChecksums(StorageBackend target) {
      super(MemBackend.open(target.root(), MemBackend.EVERYTHING.without(Capability.CHECKSUMS)));
    }

    @Override
    public Capabilities capabilities() throws StorageException {
      // The sabotage is on purpose blind to what its target does not promise.
      return new Capabilities(Set.of(Capability.values()), super.capabilities().maxObjectBytes());
    }
  }

  /** Takes the size for the version. */
  static final class VersionBySize extends ForwardingBackend {
    VersionBySize(StorageBackend target) {
      super(target);
    }

    @Override
    public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
      return super.stat(key).map(VersionBySize::bySize);
    }

    @Override
    public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
      return bySize(super.put(key, body, options));
    }

    @Override
    public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
      ObjectContent content = super.read(key, options);
      return new ObjectContent(bySize(content.stat()), content.length(), content.stream());
    }

    private static ObjectStat bySize(ObjectStat stat) {
      return ObjectStat.builder(
              stat.key(), stat.size(), new Version("s" + stat.size()), stat.modified())
          .build();
    }
  }

  /** Copies whatever version is there. */
  static final class CopiesAnyVersion extends ForwardingBackend {
    CopiesAnyVersion(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
        throws StorageException {
      String below = source.below(root()).orElseThrow();
      Optional<ObjectStat> there = stat(ObjectKey.of(below));
      return super.copyFrom(source, there.map(ObjectStat::version).orElse(version), key, options);
    }
  }

  /** Copies bytes and forgets what is kept beside them. */
  static final class CopiesBytesOnly extends ForwardingBackend {
    CopiesBytesOnly(StorageBackend target) {
      super(target);
    }

    @Override
    public ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
        throws StorageException {
      return super.copyFrom(
          source,
          version,
          key,
          options.metadata().isEmpty() ? options.withMetadata(Map.of("copied", "true")) : options);
    }
  }
}
