package io.runpaths.testkit;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Page;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A backend that passes every call on to another. Subclasses change what they are about, and
 * nothing else.
 */
public abstract class ForwardingBackend implements StorageBackend {
  private final StorageBackend target;

  /**
   * Forwards to a backend.
   *
   * @param target the backend that does the work
   */
  protected ForwardingBackend(StorageBackend target) {
    this.target = Objects.requireNonNull(target, "target");
  }

  /**
   * The backend that does the work.
   *
   * @return the target of all calls
   */
  protected final StorageBackend target() {
    return target;
  }

  @Override
  public Location root() {
    return target.root();
  }

  @Override
  public Capabilities capabilities() throws StorageException {
    return target.capabilities();
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
    return target.stat(key);
  }

  @Override
  public boolean exists(ObjectKey key) throws StorageException {
    return target.exists(key);
  }

  @Override
  public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    return target.read(key, options);
  }

  @Override
  public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    return target.put(key, body, options);
  }

  @Override
  public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
    return target.upload(key, options);
  }

  @Override
  public boolean canCopyFrom(Location source) {
    return target.canCopyFrom(source);
  }

  @Override
  public ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    return target.copyFrom(source, version, key, options);
  }

  @Override
  public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    return target.list(prefix, depth, from, limit);
  }

  @Override
  public void delete(ObjectKey key, Precondition precondition) throws StorageException {
    target.delete(key, precondition);
  }

  @Override
  public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys)
      throws StorageException {
    return target.deleteAll(keys);
  }

  @Override
  public <T> Optional<T> extension(Class<T> type) {
    return target.extension(type);
  }

  @Override
  public void close() throws StorageException {
    target.close();
  }
}
