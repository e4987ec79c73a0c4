package io.runpaths.spi;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The layer above every driver: it validates what goes in, refuses what the driver did not promise,
 * and passes everything else on. A condition is never dropped in silence.
 */
public final class Guard implements StorageBackend {
  private static final int MAX_SEGMENT_BYTES = 255;
  private static final int MAX_PAGE = 1000;

  private final StorageBackend driver;
  private final int rootBytes;
  private volatile boolean closed;

  private Guard(StorageBackend driver) {
    this.driver = Objects.requireNonNull(driver, "driver");
    String path = driver.root().path();
    this.rootBytes = path.isEmpty() ? 0 : Names.utf8Length(path) + 1;
  }

  /**
   * Puts the guard above a driver.
   *
   * @param driver the driver
   * @return the guarded backend; the same if it is guarded already
   */
  public static StorageBackend over(StorageBackend driver) {
    return driver instanceof Guard ? driver : new Guard(driver);
  }

  @Override
  public Location root() {
    return driver.root();
  }

  @Override
  public Capabilities capabilities() throws StorageException {
    checkOpen("capabilities");
    return driver.capabilities();
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
    check("stat", key);
    return driver.stat(key);
  }

  @Override
  public boolean exists(ObjectKey key) throws StorageException {
    check("stat", key);
    return driver.exists(key);
  }

  @Override
  public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    check("read", key);
    if (options.ifVersion().isPresent()) {
      require("read", key, Capability.READ_IF_VERSION);
    }
    return driver.read(key, options);
  }

  @Override
  public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    check("put", key);
    check("put", key, options);
    long most = driver.capabilities().maxObjectBytes();
    if (body.size() > most) {
      throw new UnsupportedException(
          "put",
          at(key),
          Reason.TOO_LARGE,
          at(key) + " would have " + body.size() + " bytes; this store takes at most " + most + ".",
          null);
    }
    return driver.put(key, body, options);
  }

  @Override
  public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
    check("upload", key);
    check("upload", key, options);
    return driver.upload(key, options);
  }

  @Override
  public boolean canCopyFrom(Location source) {
    return driver.canCopyFrom(source);
  }

  @Override
  public ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    check("copy", key);
    require("copy", key, Capability.COPY);
    if (!(options.precondition() instanceof Precondition.None)) {
      throw new UnsupportedException(
          "copy",
          at(key),
          Reason.NOT_PROMISED,
          "A copy to " + at(key) + " cannot carry a condition on its target; put a marker first.",
          null);
    }
    check("copy", key, options);
    if (!driver.canCopyFrom(source)) {
      throw new UnsupportedException(
          "copy",
          at(key),
          Reason.NOT_PROMISED,
          "Cannot copy " + source + " inside the store of " + root() + "; read and put it instead.",
          null);
    }
    return driver.copyFrom(source, version, key, options);
  }

  @Override
  public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    checkOpen("list");
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException(
          "A page of " + limit + " entries was asked for; ask for 1 to " + MAX_PAGE + ".");
    }
    if (from == Cursor.END) {
      throw new IllegalArgumentException("The listing of " + prefix + " has ended already.");
    }
    return driver.list(prefix, depth, from, limit);
  }

  @Override
  public void delete(ObjectKey key, Precondition precondition) throws StorageException {
    check("delete", key);
    if (precondition instanceof Precondition.IfAbsent) {
      throw new IllegalArgumentException("Deleting " + key + " only if it is absent says nothing.");
    }
    if (precondition instanceof Precondition.IfVersion) {
      require("delete", key, Capability.DELETE_IF_VERSION);
    }
    driver.delete(key, precondition);
  }

  @Override
  public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys)
      throws StorageException {
    checkOpen("delete");
    Map<ObjectKey, StorageException> refused = new LinkedHashMap<>();
    for (ObjectKey key : keys) {
      try {
        check("delete", key);
      } catch (UnsupportedException e) {
        refused.put(key, e);
      }
    }
    List<ObjectKey> sent =
        refused.isEmpty()
            ? List.copyOf(keys)
            : keys.stream().filter(key -> !refused.containsKey(key)).toList();
    if (!sent.isEmpty()) {
      refused.putAll(driver.deleteAll(sent));
    }
    return refused;
  }

  @Override
  public <T> Optional<T> extension(Class<T> type) {
    return driver.extension(type);
  }

  @Override
  public void close() throws StorageException {
    closed = true;
    driver.close();
  }

  private void check(String operation, ObjectKey key, PutOptions options) throws StorageException {
    if (options.precondition() instanceof Precondition.IfAbsent) {
      require(operation, key, Capability.PUT_IF_ABSENT);
    } else if (options.precondition() instanceof Precondition.IfVersion) {
      require(operation, key, Capability.PUT_IF_VERSION);
    }
    if (!options.metadata().isEmpty()) {
      require(operation, key, Capability.METADATA);
    }
  }

  private void check(String operation, ObjectKey key) throws StorageException {
    checkOpen(operation);
    String value = key.value();
    // A char is at most three bytes of UTF-8: short keys need no closer look.
    if (rootBytes + value.length() * 3 > Names.MAX_KEY_BYTES
        && rootBytes + Names.utf8Length(value) > Names.MAX_KEY_BYTES) {
      throw new UnsupportedException(
          operation,
          // Root and key together are no location: that is what is wrong.
          root().uri(),
          Reason.NAME_TOO_LONG,
          "Root and key together are longer than "
              + Names.MAX_KEY_BYTES
              + " bytes: "
              + Names.shown(value)
              + "; shorten the name or move the root up.",
          null);
    }
    if (value.length() * 3 > MAX_SEGMENT_BYTES && longestSegment(value) > MAX_SEGMENT_BYTES) {
      require(operation, key, Capability.LONG_SEGMENTS);
    }
  }

  private static int longestSegment(String key) {
    int longest = 0;
    for (String segment : key.split("/", -1)) {
      longest = Math.max(longest, Names.utf8Length(segment));
    }
    return longest;
  }

  private void require(String operation, ObjectKey key, Capability capability)
      throws StorageException {
    if (!driver.capabilities().has(capability)) {
      throw new UnsupportedException(
          operation,
          at(key),
          capability == Capability.LONG_SEGMENTS ? Reason.NAME_TOO_LONG : Reason.NOT_PROMISED,
          "The store at "
              + root()
              + " does not promise "
              + capability.words()
              + ", which "
              + operation
              + " of "
              + Names.shown(key.value())
              + " needs; nothing was done.",
          null);
    }
  }

  private void checkOpen(String operation) throws StorageException {
    if (closed) {
      throw new UnavailableException(
          operation, root().uri(), Reason.CLOSED, "The store at " + root() + " is closed.", null);
    }
  }

  private String at(ObjectKey key) {
    return root().resolve(key).uri();
  }
}
