package io.runpaths.gcs;

import io.runpaths.gcs.server.GcsServer;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.matrix.WiredStore;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;

/** A prefix of its own on a test server, for the matrix of operations and faults. */
final class GcsWiredStore implements WiredStore {
  private static final String JSON = "application/json; charset=UTF-8";

  private final Supplier<List<String>> partsKept;
  private final TestServer server;
  private final Location root;

  /** On the small server in this JVM, which tells of what sessions keep. */
  GcsWiredStore(GcsServer started) {
    this(new TestServer("in this JVM", started.uri()), started::namesOfPartsKept);
  }

  /**
   * On any server.
   *
   * @param partsKept the names of the objects of which sessions keep a part
   */
  GcsWiredStore(TestServer server, Supplier<List<String>> partsKept) {
    this.partsKept = partsKept;
    this.server = server;
    this.root = new Location("gs", server.bucket(), "matrix/" + UUID.randomUUID());
  }

  @Override
  public URI server() {
    return server.endpoint();
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public StorageBackend open(URI endpoint, Duration patience) {
    Options options =
        GcsOptions.builder()
            .endpoint(endpoint)
            .timeout(patience)
            .retries(2)
            .connections(8)
            .chunkSize(Stage.CHUNK)
            .build();
    return server.open(root, options);
  }

  @Override
  public String kind(WireRequest request) {
    boolean session = request.parameter("upload_id").isPresent();
    String range = request.header("Content-Range").orElse("");
    return switch (request.method()) {
      case "PUT" ->
          range.startsWith("bytes *")
              ? "ask"
              : range.startsWith("bytes 0-") ? "chunk 1" : "chunk 2";
      case "POST" ->
          Stage.isPut(request)
              ? "put"
              : Stage.isBegin(request)
                  ? "begin"
                  : request.path().contains("/rewriteTo/") ? "copy" : "batch";
      case "DELETE" -> session ? "cancel" : "delete";
      case "GET" ->
          Stage.isDownload(request) ? "get" : request.path().endsWith("/o") ? "list" : "stat";
      default -> request.method().toLowerCase(Locale.ROOT);
    };
  }

  @Override
  public List<String> listings() {
    return List.of("list");
  }

  @Override
  public List<String> beginnings() {
    return List.of("begin");
  }

  @Override
  public List<String> cleanings() {
    return List.of("cancel", "ask");
  }

  @Override
  public List<String> slow() {
    return List.of("copy", "batch");
  }

  @Override
  public Reply errorInSuccess() {
    return Reply.of(
        200,
        JSON,
        "{\"error\":{\"code\":503,\"message\":\"Backend Error\","
            + "\"errors\":[{\"reason\":\"backendError\",\"message\":\"Backend Error\"}]}}");
  }

  @Override
  public Reply slowDown() {
    return Reply.of(
        429,
        JSON,
        "{\"error\":{\"code\":429,\"message\":\"Slow down\","
            + "\"errors\":[{\"reason\":\"rateLimitExceeded\",\"message\":\"Slow down\"}]}}");
  }

  @Override
  public Reply bomb() {
    return Reply.of(200, JSON, "{\"items\":" + "[".repeat(1 << 20));
  }

  @Override
  public int largeBytes() {
    return Stage.CHUNK + 20_000;
  }

  /**
   * Told by the server itself, since Google lists no sessions. One whose beginning was lost cannot
   * be given up, but neither does it ever keep a byte.
   */
  @Override
  public List<String> unfinished(StorageBackend clean, KeyPrefix prefix) {
    String below = root.path() + "/" + prefix.value();
    return partsKept.get().stream().filter(name -> name.startsWith(below)).toList();
  }
}
