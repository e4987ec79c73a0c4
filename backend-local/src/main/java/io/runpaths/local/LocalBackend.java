package io.runpaths.local;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.LocalFiles;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Page;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One root on the local file system: joins the parts, each of which does one thing, and translates
 * their errors.
 */
final class LocalBackend implements StorageBackend, LinkSupport, LocalFiles, PendingUploads {
  private final Location root;
  private final FileErrors errors;
  private final Places places;
  private final Folders folders;
  private final KeyLocks locks;
  private final Promises promises;
  private final Clock clock;
  private final Reader reader;
  private final Writer writer;
  private final Removal removal;
  private final Listing listing;
  private final Links links;
  private final Leftovers leftovers;
  private final Set<LocalUpload> uploads = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private LocalBackend(Location root, LocalSettings settings, Clock clock, int listMemory) {
    this.root = root;
    this.clock = clock;
    Path path = FileNames.absolute("/" + root.path());
    errors = new FileErrors(root);
    folders = new Folders(path, settings.durable());
    places = new Places(path, folders, errors);
    locks = new KeyLocks(path, folders, errors, settings.patience());
    promises = new Promises(path, settings);
    KeyGate gate = new KeyGate(locks, promises, errors);
    reader = new Reader(places, errors, promises, clock);
    Publication publication =
        new Publication(folders, gate, promises, reader, errors, settings.durable(), clock);
    writer = new Writer(places, folders, reader, publication, errors);
    removal = new Removal(places, folders, gate, reader, errors);
    listing = new Listing(places, errors, listMemory);
    links = new Links(places, folders, gate, errors);
    leftovers = new Leftovers(places, errors);
  }

  /**
   * Opens a root, which need not exist; nothing is written.
   *
   * @throws StorageException if something that is no folder has its name
   */
  static LocalBackend open(Location root, LocalSettings settings, Clock clock)
      throws StorageException {
    return open(root, settings, clock, NameWindow.MEMORY);
  }

  static LocalBackend open(Location root, LocalSettings settings, Clock clock, int listMemory)
      throws StorageException {
    LocalBackend backend = new LocalBackend(root, settings, clock, listMemory);
    Path path = backend.places.root();
    if (!Files.isDirectory(path) && Files.exists(path)) {
      throw backend.errors.fileOrFolder("open", "", null);
    }
    return backend;
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public Capabilities capabilities() throws StorageException {
    return doing("capabilities", "", promises::capabilities);
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
    return doing("stat", key.value(), () -> reader.stat(key));
  }

  @Override
  public boolean exists(ObjectKey key) throws StorageException {
    return doing("stat", key.value(), () -> reader.exists(key));
  }

  @Override
  public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    return doing("read", key.value(), () -> reader.read(key, options));
  }

  @Override
  public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    return doing("put", key.value(), () -> writer.put(key, body, options));
  }

  @Override
  public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
    LocalUpload upload = doing("upload", key.value(), () -> writer.upload(key, options));
    uploads.add(upload.whenEnded(uploads::remove));
    if (closed) {
      upload.close();
    }
    return upload;
  }

  @Override
  public boolean canCopyFrom(Location source) {
    return source.scheme().equals(root.scheme())
        && source.authority().isEmpty()
        && !source.path().isEmpty();
  }

  @Override
  public ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    return doing("copy", key.value(), () -> copied(source, version, key));
  }

  private ObjectStat copied(Location source, Version version, ObjectKey key) throws IOException {
    String below = source.below(root).orElse("");
    if (!below.isEmpty()) {
      return copied(reader, places, below, version, key);
    }
    // Of another root nobody knows where it begins: links are followed in its folder only.
    int slash = source.path().lastIndexOf('/');
    Location above =
        new Location(root.scheme(), "", source.path().substring(0, Math.max(0, slash)));
    FileErrors theirErrors = new FileErrors(above);
    Path folder = FileNames.absolute("/" + above.path());
    Places theirs = new Places(folder, new Folders(folder, false), theirErrors);
    return copied(
        new Reader(theirs, theirErrors, promises, clock), theirs, source.name(), version, key);
  }

  private ObjectStat copied(
      Reader from, Places theirs, String source, Version version, ObjectKey key)
      throws IOException {
    Place place = theirs.toRead("copy", source);
    if (place == null) {
      throw errors.notFound("copy", source, null);
    }
    return writer.copy(from, place, version, key);
  }

  @Override
  public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    return doing("list", prefix.value(), () -> listing.list(prefix, depth, from, limit));
  }

  @Override
  public void delete(ObjectKey key, Precondition precondition) throws StorageException {
    doing("delete", key.value(), () -> removal.delete(key, precondition));
  }

  @Override
  public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys)
      throws StorageException {
    return doing("delete", "", () -> removal.deleteAll(keys));
  }

  @Override
  public Optional<String> readLink(ObjectKey key) throws StorageException {
    return doing("read", key.value(), () -> links.readLink(key));
  }

  @Override
  public void replaceLink(ObjectKey key, @Nullable String expected, String target)
      throws StorageException {
    doing("link", key.value(), () -> links.replaceLink(key, expected, target));
  }

  @Override
  public void deleteLink(ObjectKey key, String expected) throws StorageException {
    doing("unlink", key.value(), () -> links.deleteLink(key, expected));
  }

  @Override
  public Path path(ObjectKey key) {
    return FileNames.resolve(places.root(), key.value());
  }

  @Override
  public boolean createFolder(ObjectKey folder) throws StorageException {
    return doing("create", folder.value(), () -> created(folder.value()));
  }

  private boolean created(String folder) throws IOException {
    Place place = places.toWrite("create", folder);
    if (folders.create(place.key())) {
      return true;
    }
    FileState old = FileState.of(place.path());
    if (old != null && old.kind() == FileState.Kind.LINK) {
      places.followed("create", place);
    }
    return false;
  }

  @Override
  public boolean deleteFolderIfEmpty(ObjectKey folder) throws StorageException {
    return doing("delete", folder.value(), () -> deleted(folder.value()));
  }

  private boolean deleted(String folder) throws IOException {
    Place place = places.toRead("delete", folder);
    FileState old = place == null ? null : FileState.of(place.path());
    if (place == null || old == null) {
      return true;
    }
    if (old.kind() != FileState.Kind.FOLDER) {
      throw errors.fileOrFolder("delete", folder, null);
    }
    return folders.removeIfEmpty(place.key());
  }

  @Override
  public List<Pending> pendingUploads(KeyPrefix prefix) throws StorageException {
    return doing("list", prefix.value(), () -> leftovers.pendingUploads(prefix));
  }

  @Override
  public void abort(Pending upload) throws StorageException {
    doing("abort", upload.id(), () -> leftovers.abort(upload));
  }

  @Override
  public void close() throws StorageException {
    closed = true;
    try {
      for (LocalUpload upload : uploads) {
        upload.close();
      }
    } finally {
      closeLocks();
    }
  }

  private void closeLocks() throws StorageException {
    try {
      locks.close();
    } catch (IOException e) {
      throw errors.translate("close", "", e);
    }
  }

  /** Something that the file system is asked for. */
  private interface Task<T> {
    T run() throws IOException;
  }

  /** The same without an answer. */
  private interface Action {
    void run() throws IOException;
  }

  private <T> T doing(String operation, String key, Task<T> task) throws StorageException {
    if (closed) {
      throw errors.closed(operation, key, null);
    }
    try {
      return task.run();
    } catch (IOException e) {
      throw errors.translate(operation, key, e);
    }
  }

  private void doing(String operation, String key, Action action) throws StorageException {
    if (closed) {
      throw errors.closed(operation, key, null);
    }
    try {
      action.run();
    } catch (IOException e) {
      throw errors.translate(operation, key, e);
    }
  }
}
