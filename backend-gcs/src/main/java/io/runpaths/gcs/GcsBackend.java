package io.runpaths.gcs;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.LinkSupport;
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
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.BatchDeletions;
import io.runpaths.spi.remote.BufferBudget;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.OpenUploads;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The driver: hands each operation to the class that does it. */
final class GcsBackend implements StorageBackend {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Location root;
  private final GcsConnection connection;
  private final Services at;
  private final Writes writes;
  private final LargePuts largePuts;
  private final Copies copies;
  private final Listings listings;
  private final Deletions deletions;
  private final BatchDeletions batchDeletions;
  private final LinkSupport links;
  private final BufferBudget budget;
  private final OpenUploads uploads;

  private GcsBackend(Location root, GcsConnection connection, Attempts.Sleeper sleeper) {
    this.root = root;
    this.connection = connection;
    this.at = Services.of(root, connection, sleeper);
    this.budget = new BufferBudget(at.settings().buffer());
    this.uploads = new OpenUploads(root);
    this.writes = new Writes(at);
    this.largePuts = new LargePuts(at, writes, budget);
    this.copies = new Copies(at);
    this.listings = new Listings(root, at.attempts());
    this.deletions = new Deletions(at);
    DeletionBatches batches = new DeletionBatches(at, deletions, connection.failures());
    this.batchDeletions = new BatchDeletions(root, at.outcome(), batches, DeletionBatches.MOST);
    this.links = new FuseLinks(at, writes, deletions);
  }

  /** Opens the store; sends nothing. */
  static GcsBackend open(Location root, GcsSettings settings) {
    return open(root, settings, time -> Thread.sleep(time.toMillis()));
  }

  /**
   * Opens the store; sends nothing.
   *
   * @param sleeper how to wait between attempts
   */
  static GcsBackend open(Location root, GcsSettings settings, Attempts.Sleeper sleeper) {
    return open(root, GcsConnection.open(root.authority(), settings), sleeper);
  }

  /** Opens the store over clients of its own. */
  static GcsBackend open(Location root, GcsConnection connection, Attempts.Sleeper sleeper) {
    return new GcsBackend(root, connection, sleeper);
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public Capabilities capabilities() {
    return Promises.capabilities();
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
    return at.reads().stat(key);
  }

  @Override
  public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    return at.reads().read(key, options);
  }

  @Override
  public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    return body.size() > at.settings().chunkSize()
        ? largePuts.put(key, body, options)
        : writes.put(key, body, options);
  }

  @Override
  public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
    Op op = Op.on("upload", root, key);
    connection.requireOpen(op);
    StreamParts parts = new StreamParts(at, writes, op, key, options);
    return uploads.begin(op, parts, budget, GcsOptions.BUFFER);
  }

  @Override
  public boolean canCopyFrom(Location source) {
    return source.scheme().equals(GcsPathProvider.SCHEME) && !source.path().isEmpty();
  }

  @Override
  public ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    return copies.copy(source, version, key, options);
  }

  @Override
  public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    return listings.list(prefix, depth, from, limit);
  }

  @Override
  public void delete(ObjectKey key, Precondition precondition) throws StorageException {
    deletions.delete(key, precondition);
  }

  @Override
  public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys)
      throws StorageException {
    return batchDeletions.deleteAll(keys);
  }

  /** Links where the settings want them; unfinished uploads are nowhere told by the service. */
  @Override
  public <T> Optional<T> extension(Class<T> type) {
    return at.settings().fuseLinks() && type.isInstance(links)
        ? Optional.of(type.cast(links))
        : Optional.empty();
  }

  /**
   * Ends what is under way, gives open uploads up, and waits a little for other threads to abort
   * theirs.
   */
  @Override
  public void close() throws StorageException {
    close(PATIENCE);
  }

  /**
   * The same.
   *
   * @param patience how long to give uploads up, however many there are, and then how long to wait
   */
  void close(Duration patience) throws StorageException {
    connection.stop();
    try {
      uploads.giveUp(patience, connection::stop, at.begun());
    } finally {
      connection.close();
    }
  }
}
