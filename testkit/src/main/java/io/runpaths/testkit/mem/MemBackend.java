package io.runpaths.testkit.mem;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Page;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A backend whose objects lie in a {@link MemStore}. It promises everything, or what it is told to
 * promise: without {@link Capability#FILE_BESIDE_FOLDER} it behaves as a file system does.
 */
public final class MemBackend implements StorageBackend {
  /** Every promise there is, and objects as large as a Java array. */
  public static final Capabilities EVERYTHING =
      new Capabilities(Set.of(Capability.values()), Integer.MAX_VALUE - 8L);

  private final MemStore store;
  private final Location root;
  private final String base;
  private final Capabilities promised;
  private volatile boolean closed;

  private MemBackend(MemStore store, Location root, Capabilities promised) {
    this.store = store;
    this.root = root;
    this.base = root.path().isEmpty() ? "" : root.path() + "/";
    this.promised = promised;
  }

  /**
   * Opens a folder of a store.
   *
   * @param root a location {@code mem://name/path}
   * @param promised what the backend promises, and no more can do
   * @return the driver, without a guard
   */
  public static MemBackend open(Location root, Capabilities promised) {
    return new MemBackend(
        MemStore.named(root.authority()), root, Objects.requireNonNull(promised, "promised"));
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public Capabilities capabilities() throws StorageException {
    checkOpen("capabilities");
    return promised;
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
    checkOpen("stat");
    return store.get(base + key).map(object -> object.stat(key, promised, store.now()));
  }

  @Override
  public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    checkOpen("read");
    MemObject object = existing("read", root.resolve(key), store.get(base + key));
    Optional<Version> wanted = options.ifVersion();
    if (wanted.isPresent() && !wanted.get().equals(object.version())) {
      throw otherVersion("read", key);
    }
    int size = object.bytes().length;
    int start = 0;
    int length = size;
    if (options.range() instanceof ByteRange.Slice slice) {
      if (slice.offset() >= size) {
        throw behindTheEnd(key, size);
      }
      start = (int) slice.offset();
      length = (int) Math.min(slice.length(), size - start);
    } else if (options.range() instanceof ByteRange.Suffix suffix) {
      if (size == 0) {
        throw behindTheEnd(key, size);
      }
      length = (int) Math.min(suffix.length(), size);
      start = size - length;
    } else if (promised.has(Capability.CHECKSUMS) && !object.sound()) {
      throw new CorruptDataException(
          "read",
          at(key),
          Reason.CHECKSUM,
          "The bytes of " + at(key) + " differ from their checksum; restore it from a copy.",
          null);
    }
    InputStream stream = new ByteArrayInputStream(object.bytes(), start, length);
    return new ObjectContent(object.stat(key, promised, store.now()), length, stream);
  }

  @Override
  public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    checkOpen("put");
    return publish("put", key, bytes(key, body), options);
  }

  @Override
  public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
    checkOpen("upload");
    return new MemUpload(this, key, options);
  }

  @Override
  public boolean canCopyFrom(Location source) {
    return promised.has(Capability.COPY)
        && source.scheme().equals(root.scheme())
        && source.authority().equals(root.authority())
        && !source.path().isEmpty();
  }

  @Override
  public ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    checkOpen("copy");
    MemObject object = existing("copy", source, store.get(source.path()));
    if (!object.version().equals(version)) {
      throw otherVersion("copy", source.uri());
    }
    String type = options.contentType().isEmpty() ? object.contentType() : options.contentType();
    Map<String, String> metadata =
        options.metadata().isEmpty() ? object.metadata() : options.metadata();
    return publish(
        "copy",
        key,
        object.bytes().clone(),
        new PutOptions(options.precondition(), type, metadata));
  }

  @Override
  public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    checkOpen("list");
    return new MemListing(store.objects(), base, prefix, depth).page(from, limit);
  }

  @Override
  public void delete(ObjectKey key, Precondition precondition) throws StorageException {
    checkOpen("delete");
    store.replace(
        base + key,
        old -> {
          check("delete", key, precondition, old);
          return null;
        });
  }

  @Override
  public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys)
      throws StorageException {
    checkOpen("delete");
    Map<ObjectKey, StorageException> failures = new LinkedHashMap<>();
    for (ObjectKey key : keys) {
      try {
        delete(key, Precondition.NONE);
      } catch (StorageException e) {
        failures.put(key, e);
      }
    }
    return failures;
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Makes an object of bytes that nobody else holds, if the condition is true at that moment. */
  ObjectStat publish(String operation, ObjectKey key, byte[] bytes, PutOptions options)
      throws StorageException {
    checkOpen(operation);
    checkRoom(operation, key, bytes.length);
    MemObject made =
        store.<StorageException>replace(
            base + key,
            old -> {
              check(operation, key, options.precondition(), old);
              checkPlace(operation, key);
              return store.written(bytes, options.contentType(), options.metadata());
            });
    return Objects.requireNonNull(made).stat(key, promised, store.now());
  }

  void checkOpen(String operation) throws UnavailableException {
    if (closed) {
      throw new UnavailableException(
          operation, root.uri(), Reason.CLOSED, "The store at " + root + " is closed.", null);
    }
  }

  /** Whether the store takes so many bytes for an object. */
  void checkRoom(String operation, ObjectKey key, long size) throws StorageException {
    if (store.isFull()) {
      throw new UnavailableException(
          operation,
          at(key),
          Reason.NO_SPACE,
          "There is no room for " + at(key) + "; delete something first.",
          null);
    }
    if (size > promised.maxObjectBytes()) {
      throw new UnsupportedException(
          operation,
          at(key),
          Reason.TOO_LARGE,
          at(key) + " would have more than " + promised.maxObjectBytes() + " bytes; split it.",
          null);
    }
  }

  String at(ObjectKey key) {
    return root.resolve(key).uri();
  }

  private byte[] bytes(ObjectKey key, Body body) throws StorageException {
    checkRoom("put", key, body.size());
    int size = (int) body.size();
    byte[] bytes;
    try (InputStream in = body.open()) {
      // One byte more than announced shows a stream that does not end where it should.
      bytes = in.readNBytes(size + 1);
    } catch (IOException e) {
      throw new UnavailableException(
          "put", at(key), Reason.OTHER, "The source of " + at(key) + " cannot be read.", e);
    }
    if (bytes.length != size) {
      throw new CorruptDataException(
          "put",
          at(key),
          Reason.CHECKSUM,
          "The source of "
              + at(key)
              + " gave "
              + (bytes.length < size ? "fewer" : "more")
              + " than the "
              + size
              + " bytes announced; nothing was written.",
          null);
    }
    return bytes;
  }

  private void check(
      String operation, ObjectKey key, Precondition precondition, @Nullable MemObject old)
      throws StorageException {
    if (precondition instanceof Precondition.IfAbsent && old != null) {
      throw new AlreadyExistsException(
          operation, at(key), Reason.EXISTS, at(key) + " exists already; choose another.", null);
    }
    if (precondition instanceof Precondition.IfVersion wanted
        && (old == null || !old.version().equals(wanted.version()))) {
      throw otherVersion(operation, key);
    }
  }

  /** On a store with folders a name is a file or a folder, never both. */
  private void checkPlace(String operation, ObjectKey key) throws UnsupportedException {
    if (promised.has(Capability.FILE_BESIDE_FOLDER)) {
      return;
    }
    NavigableMap<String, MemObject> objects = store.objects();
    String folder = base + key + "/";
    String first = objects.ceilingKey(folder);
    boolean blocked = first != null && first.startsWith(folder);
    String path = key.value();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      blocked |= objects.containsKey(base + path.substring(0, slash));
    }
    if (blocked) {
      throw new UnsupportedException(
          operation,
          at(key),
          Reason.FILE_OR_FOLDER,
          "A file and a folder cannot have one name at " + at(key) + "; rename one of them.",
          null);
    }
  }

  private static MemObject existing(String operation, Location at, Optional<MemObject> object)
      throws NotFoundException {
    return object.orElseThrow(
        () ->
            new NotFoundException(
                operation,
                at.uri(),
                Reason.NO_SUCH_OBJECT,
                "There is no object " + at + "; check its name.",
                null));
  }

  private PreconditionFailedException otherVersion(String operation, ObjectKey key) {
    return otherVersion(operation, at(key));
  }

  private static PreconditionFailedException otherVersion(String operation, String at) {
    return new PreconditionFailedException(
        operation,
        at,
        Reason.VERSION_DIFFERS,
        at + " is not in the version asked for; read it again.",
        null);
  }

  private RangeNotSatisfiableException behindTheEnd(ObjectKey key, long size) {
    return new RangeNotSatisfiableException(
        "read",
        at(key),
        Reason.RANGE,
        "The range begins behind the end of " + at(key) + ", which has " + size + " bytes.",
        null);
  }
}
