package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A small Google Cloud Storage on loopback, in memory. Safe for use by many threads. Closing it
 * ends every connection.
 */
public final class GcsServer implements AutoCloseable {
  static {
    // Otherwise each small answer waits for the client's acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** How many connections may wait to be taken up. */
  private static final int WAITING = 1024;

  private final HttpServer http;
  private final ExecutorService workers;
  private final Buckets buckets;
  private final Tokens tokens = new Tokens();
  private final RequestLog log = new RequestLog();
  private final WriteRate rate;
  private final ResumableUploads resumable;
  private final Rewrites rewrites;
  private final Set<Manner> manners = ConcurrentHashMap.newKeySet();

  private GcsServer(HttpServer http, Clock clock) {
    this.http = http;
    this.workers =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "gcs-server");
              thread.setDaemon(true);
              return thread;
            });
    this.buckets = new Buckets(clock);
    this.rate = new WriteRate(clock);
    Writes writes = new Writes(clock, rate, manners);
    this.resumable = new ResumableUploads(buckets, writes, clock);
    this.rewrites = new Rewrites(buckets, writes);
    Router router = new Router(buckets, tokens);
    Batches batches =
        new Batches(router::answer, (request, response) -> log.add(request, response, true));
    router.add(Routes.all(buckets, writes, resumable, rewrites, batches, tokens, clock, manners));
    http.createContext("/", new HttpFront(router, log));
    http.setExecutor(workers);
    http.start();
  }

  /** Starts one on a free port of loopback. */
  public static GcsServer start() {
    return start(Clock.systemUTC());
  }

  /**
   * Starts one on a free port of loopback.
   *
   * @param clock gives generations, dates, and the ends of retention and of upload sessions; the
   *     {@code Date} header stays the machine's
   */
  public static GcsServer start(Clock clock) {
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      return new GcsServer(HttpServer.create(new InetSocketAddress(loopback, 0), WAITING), clock);
    } catch (IOException e) {
      throw new UncheckedIOException("the server does not start", e);
    }
  }

  /** Where it listens, such as {@code http://127.0.0.1:24000}. */
  public URI uri() {
    return URI.create(
        "http://" + http.getAddress().getHostString() + ":" + http.getAddress().getPort());
  }

  /** Makes a bucket without any settings. */
  public void createBucket(String name) {
    createBucket(name, settings -> {});
  }

  /**
   * Makes a bucket.
   *
   * @param settings fills in the bucket's resource as the JSON API has it, for example {@code
   *     versioning.enabled}
   */
  public void createBucket(String name, Consumer<ObjectNode> settings) {
    ObjectNode resource = JsonNodeFactory.instance.objectNode();
    settings.accept(resource);
    buckets.create(name, resource);
  }

  /**
   * From now on every request for the bucket is refused.
   *
   * @param reason Google's word for it, such as {@code accountDisabled}
   */
  public void refuse(String bucket, int status, String reason, String message) {
    buckets.require(bucket).refuse(Optional.of(new ApiError(status, reason, message)));
  }

  /** Takes requests for the bucket again. */
  public void accept(String bucket) {
    buckets.require(bucket).refuse(Optional.empty());
  }

  /** From now on it differs from Google's in these ways. */
  public void differ(Manner... more) {
    manners.addAll(List.of(more));
  }

  /** Whether an object takes only one write a second, by the server's clock; off at first. */
  public void limitWrites(boolean on) {
    rate.limit(on);
  }

  /** How many bytes one rewrite request copies at most; all of them at first. */
  public void limitRewrites(long bytes) {
    rewrites.limit(bytes);
  }

  /**
   * Gives out upload sessions under another address, such as that of a proxy with TLS before it.
   * Otherwise they bear the address by which the server was asked for them.
   */
  public void announce(URI address) {
    resumable.announce(address);
  }

  /** How many resumable uploads could still become objects: neither done, failed nor cancelled. */
  public long openUploads() {
    return resumable.open().size();
  }

  /** The names of the objects of which resumable uploads keep a part. */
  public List<String> namesOfPartsKept() {
    return resumable.open().stream()
        .filter(UploadSession::holdsBytes)
        .map(UploadSession::name)
        .toList();
  }

  /** The bearer tokens it knows. */
  public Tokens tokens() {
    return tokens;
  }

  /** What was asked of it. */
  public RequestLog log() {
    return log;
  }

  @Override
  public void close() {
    http.stop(0);
    workers.shutdownNow();
  }
}
