package io.runpaths.s3;

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
import io.runpaths.spi.PendingUploads;
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
import io.runpaths.spi.remote.PartWorkers;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The driver: hands each operation to the class that does it. */
final class S3Backend implements StorageBackend {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Location root;
  private final S3Connection connection;
  private final Services at;
  private final Writes writes;
  private final LargePuts largePuts;
  private final Copies copies;
  private final Listings listings;
  private final Deletions deletions;
  private final BatchDeletions batchDeletions;
  private final PendingUploads pendingUploads;
  private final BufferBudget budget;
  private final PartWorkers workers = new PartWorkers();
  private final OpenUploads uploads;

  private S3Backend(Location root, S3Connection connection, Attempts.Sleeper sleeper) {
    this.root = root;
    this.connection = connection;
    this.at = Services.of(root, connection, sleeper);
    this.budget = new BufferBudget(at.settings().buffer());
    this.uploads = new OpenUploads(root);
    this.writes = new Writes(at);
    this.largePuts = new LargePuts(at, writes, budget, workers);
    this.copies = new Copies(at, workers);
    this.listings = new Listings(at);
    this.deletions = new Deletions(at);
    DeletionBatches batches = new DeletionBatches(at, deletions, connection.failures());
    this.batchDeletions = new BatchDeletions(root, at.outcome(), batches, DeletionBatches.MOST);
    this.pendingUploads = new UploadList(at);
  }

  /** Opens the store with the credentials of the default chain. */
  static S3Backend open(Location root, S3Settings settings) {
    return open(root, settings, null, time -> Thread.sleep(time.toMillis()));
  }

  /**
   * Opens the store.
   *
   * @param credentials null for the default chain
   * @param sleeper how to wait between attempts
   */
  static S3Backend open(
      Location root,
      S3Settings settings,
      @Nullable AwsCredentialsProvider credentials,
      Attempts.Sleeper sleeper) {
    return open(root, settings, credentials, sleeper, new HeardServer());
  }

  /**
   * Opens the store.
   *
   * @param heard tells by answers which server it is
   */
  static S3Backend open(
      Location root,
      S3Settings settings,
      @Nullable AwsCredentialsProvider credentials,
      Attempts.Sleeper sleeper,
      HeardServer heard) {
    S3Connection connection = S3Connection.open(root.authority(), settings, credentials, heard);
    return new S3Backend(root, connection, sleeper);
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public Capabilities capabilities() throws StorageException {
    return at.promises().capabilities();
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
    at.promises().requireName("stat", key);
    return at.reads().stat(key);
  }

  @Override
  public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    at.promises().requireName("read", key);
    return at.reads().read(key, options);
  }

  @Override
  public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    at.promises().requireName("put", key);
    return body.size() > at.settings().partSize()
        ? largePuts.put(key, body, options)
        : writes.put(key, body, options);
  }

  @Override
  public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
    Op op = Op.on("upload", root, key);
    connection.requireOpen(op);
    at.promises().requireName("upload", key);
    at.promises().require(op, options.precondition());
    PartSizes sizes =
        new PartSizes(
            at.settings().partSize(), at.promises().server().is(KnownServer.Way.EQUAL_PARTS));
    StreamParts parts = new StreamParts(at, writes, op, key, options, sizes);
    return uploads.begin(op, parts, budget, S3Options.BUFFER);
  }

  @Override
  public boolean canCopyFrom(Location source) {
    return source.scheme().equals(S3PathProvider.SCHEME) && !source.path().isEmpty();
  }

  @Override
  public ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    at.promises().requireName("copy", key);
    return copies.copy(source, version, key, options);
  }

  @Override
  public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    return listings.list(prefix, depth, from, limit);
  }

  @Override
  public void delete(ObjectKey key, Precondition precondition) throws StorageException {
    at.promises().requireName("delete", key);
    deletions.delete(key, precondition);
  }

  @Override
  public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys)
      throws StorageException {
    for (ObjectKey key : keys) {
      at.promises().requireName("delete", key);
    }
    return batchDeletions.deleteAll(keys);
  }

  @Override
  public <T> Optional<T> extension(Class<T> type) {
    return type.isInstance(pendingUploads)
        ? Optional.of(type.cast(pendingUploads))
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
      workers.close();
      connection.close();
    }
  }
}
