package io.runpaths.gcs;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.GoogleCredentials;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Endpoint;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one bucket. Credentials are looked for when the first request is made; they reach
 * no other host than the one configured and those that give out tokens. Safe for use by several
 * threads.
 */
final class GcsConnection implements Endpoint<Site>, AutoCloseable {
  private final String bucket;
  private final GcsSettings settings;
  private final Watch watch = new Watch();
  private final WatchedTransport http;
  private final GcsFailures failures;
  private final Finder finder;
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile @Nullable Site site;
  private volatile boolean stopped;
  private volatile boolean closed;

  /** How credentials are found; another one in tests. */
  interface Finder {
    /**
     * Finds them.
     *
     * @param settings what says where
     * @param transport what tokens are fetched by
     * @return null where requests go without
     * @throws NoCredentialsException if there are none
     */
    @Nullable GoogleCredentials find(GcsSettings settings, HttpTransportFactory transport)
        throws NoCredentialsException;
  }

  private GcsConnection(String bucket, GcsSettings settings, Finder finder) {
    this.bucket = bucket;
    this.settings = settings;
    this.http = new WatchedTransport(HttpClients.open(settings), watch, settings.timeout());
    this.failures = new GcsFailures(bucket, settings);
    this.finder = finder;
  }

  /** Makes the clients; sends nothing. */
  static GcsConnection open(String bucket, GcsSettings settings) {
    return open(bucket, settings, Credentials::find);
  }

  /** Makes the clients; sends nothing. */
  static GcsConnection open(String bucket, GcsSettings settings, Finder finder) {
    return new GcsConnection(bucket, settings, finder);
  }

  GcsSettings settings() {
    return settings;
  }

  GcsFailures failures() {
    return failures;
  }

  @Override
  public Failure translate(Op op, Exception thrown) {
    return failures.translate(op, thrown);
  }

  /**
   * The clients.
   *
   * @throws ClosedException after closing
   * @throws UncheckedIOException around a {@link NoCredentialsException} if there are no
   *     credentials
   */
  @Override
  public Site site(Op op) {
    if (closed || (stopped && !op.name().equals(Resumable.ABORT))) {
      throw new ClosedException(op);
    }
    Site known = site;
    return known != null ? known : connected();
  }

  /**
   * Ends what other threads are doing. From here on only what is begun may be given up, until all
   * is closed.
   */
  void stop() {
    stopped = true;
    watch.endOthers();
  }

  /**
   * Refuses after closing.
   *
   * @throws StorageException of {@link Reason#CLOSED}
   */
  void requireOpen(Op op) throws StorageException {
    if (stopped) {
      throw new ClosedException(op).translated();
    }
  }

  /** One looks for the credentials, which may take time; the others wait until interrupted. */
  private Site connected() {
    try {
      connecting.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(
          new NoCredentialsException("it was interrupted while they were looked for", e));
    }
    try {
      Site known = site;
      if (known == null) {
        known = connect();
        site = known;
      }
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      connecting.unlock();
    }
  }

  private Site connect() throws IOException {
    GoogleCredentials credentials = finder.find(settings, this::tokens);
    RequestSetup setup = new RequestSetup(credentials, settings.quotaProject(), payer(credentials));
    GsonFactory json = GsonFactory.getDefaultInstance();
    Storage client =
        new Storage.Builder(http, json, setup)
            .setRootUrl(settings.host() + "/")
            .setApplicationName("runpaths")
            .setSuppressPatternChecks(true)
            .build();
    return new Site(
        client, new HttpBulk(http.createRequestFactory(setup), json, settings.host(), bucket));
  }

  /** What tokens are fetched by. */
  HttpTransport tokens() {
    return new TokenTransport(http);
  }

  private @Nullable String payer(@Nullable GoogleCredentials credentials)
      throws NoCredentialsException {
    if (!settings.requesterPays()) {
      return null;
    }
    String payer = settings.project();
    if (payer == null && credentials != null) {
      payer = credentials.getProjectId();
    }
    if (payer == null) {
      throw new NoCredentialsException(
          "gcs.requester-pays is set, but no project that could pay is known; set gcs.project",
          null);
    }
    return payer;
  }

  @Override
  public synchronized void close() throws StorageException {
    if (closed) {
      return;
    }
    closed = true;
    watch.close();
    try {
      http.shutdown();
    } catch (IOException e) {
      throw new UnavailableException(
          "close", "gs://" + bucket, Reason.OTHER, "Connections could not be closed.", e);
    }
  }

  /** Thrown by use after closing. */
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Op op;

    ClosedException(Op op) {
      super("closed");
      this.op = Objects.requireNonNull(op, "op");
    }

    StorageException translated() {
      return new UnavailableException(
          op.name(),
          op.location(),
          Reason.CLOSED,
          "The " + op + " came after the store was closed; open it again.",
          null);
    }
  }
}
