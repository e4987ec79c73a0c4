package io.runpaths.gcs;

import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import io.runpaths.gcs.server.GcsServer;
import io.runpaths.spi.Body;
import io.runpaths.spi.Guard;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.proxy.FaultProxy;
import io.runpaths.testkit.proxy.WireRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** A server of a test's own, a proxy before it that can break things, and backends behind both. */
final class Stage implements AutoCloseable {
  static final String BUCKET = "lab-bucket";
  static final Location ROOT = new Location("gs", BUCKET, "outputs");

  /** The chunks of large objects here, in bytes. */
  static final int CHUNK = 256 << 10;

  private final GcsServer server;
  private final FaultProxy proxy;
  private final List<StorageBackend> opened = new ArrayList<>();

  Stage() throws IOException {
    this(Clock.systemUTC());
  }

  /**
   * On a server of that clock.
   *
   * @param clock what the server goes by
   */
  Stage(Clock clock) throws IOException {
    server = GcsServer.start(clock);
    server.createBucket(BUCKET);
    proxy = FaultProxy.before(server.uri());
  }

  GcsServer server() {
    return server;
  }

  FaultProxy proxy() {
    return proxy;
  }

  /** Google's whole client, past the proxy. */
  TestServer past() {
    return new TestServer("in this JVM", server.uri());
  }

  /** Puts a hold on an object, past the proxy: nobody may delete it. */
  void hold(String key) {
    BlobId object = BlobId.of(BUCKET, ROOT.path() + "/" + key);
    past().client().update(BlobInfo.newBuilder(object).setTemporaryHold(true).build());
  }

  StorageBackend open() {
    return open(Options.NONE);
  }

  /** A guarded backend through the proxy, which waits for nothing between attempts. */
  StorageBackend open(Options more) {
    return open(ROOT, more);
  }

  StorageBackend open(Location root, Options more) {
    return open(root, more, Credentials::find);
  }

  /** The same with credentials that are found in another way. */
  StorageBackend open(Location root, Options more, GcsConnection.Finder finder) {
    Options options =
        more.over(GcsOptions.builder().endpoint(proxy.uri()).chunkSize(CHUNK).build());
    GcsSettings settings = GcsSettings.from(options, Map.of());
    GcsBackend backend =
        GcsBackend.open(
            root,
            GcsConnection.open(root.authority(), settings, finder),
            time -> Thread.onSpinWait());
    opened.add(backend);
    return Guard.over(backend);
  }

  static ObjectKey key(String value) {
    return new ObjectKey(value);
  }

  static byte[] noise(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(31L * seed + size).nextBytes(bytes);
    return bytes;
  }

  static ObjectStat put(StorageBackend backend, String key, byte[] bytes) throws IOException {
    return backend.put(key(key), Body.of(bytes), PutOptions.REPLACE);
  }

  static byte[] bytes(StorageBackend backend, String key) throws IOException {
    try (ObjectContent content = backend.read(key(key), ReadOptions.ALL)) {
      return content.stream().readAllBytes();
    }
  }

  // -- which requests

  /** Requests that upload something in one piece. */
  static boolean isPut(WireRequest request) {
    return request.parameter("uploadType").filter("multipart"::equals).isPresent();
  }

  /** Requests that begin a session. */
  static boolean isBegin(WireRequest request) {
    return request.method().equals("POST")
        && request.parameter("uploadType").filter("resumable"::equals).isPresent();
  }

  /** Requests within a session: chunks and questions. */
  static boolean isSession(WireRequest request) {
    return request.method().equals("PUT") && request.parameter("upload_id").isPresent();
  }

  /** Chunks, the last among them, but no questions. */
  static boolean isChunk(WireRequest request) {
    return isSession(request)
        && request
            .header("Content-Range")
            .filter(range -> !range.startsWith("bytes *"))
            .isPresent();
  }

  static boolean isDownload(WireRequest request) {
    return request.path().startsWith("/download/");
  }

  static Predicate<WireRequest> any() {
    return request -> true;
  }

  @Override
  public void close() throws IOException {
    for (StorageBackend backend : opened) {
      backend.close();
    }
    proxy.close();
    server.close();
  }
}
