package io.runpaths.s3;

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

/** A prefix of its own on a test server, for the matrix of operations and faults. */
final class S3WiredStore implements WiredStore {
  private static final String XML = "application/xml";
  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private final TestServer server;
  private final Location root;

  S3WiredStore(TestServer server) {
    this.server = server;
    this.root = new Location("s3", server.bucket(), "matrix/" + UUID.randomUUID());
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
        S3Options.builder()
            .endpoint(endpoint)
            .timeout(patience)
            .retries(2)
            .connections(8)
            .partSize(S3Settings.MIN_PART)
            .build();
    return server.open(root, options);
  }

  @Override
  public String kind(WireRequest request) {
    boolean upload = request.parameter("uploadId").isPresent();
    return switch (request.method()) {
      case "PUT" ->
          upload
              ? "part " + request.parameter("partNumber").orElse("")
              : request.header("x-amz-copy-source").isPresent() ? "copy" : "put";
      case "POST" ->
          upload ? "complete" : request.parameter("delete").isPresent() ? "delete" : "create";
      case "DELETE" -> upload ? "abort" : "delete";
      case "HEAD" -> request.path().equals("/" + root.authority()) ? "bucket" : "head";
      case "GET" ->
          upload
              ? "parts"
              : request.parameter("uploads").isPresent()
                  ? "uploads"
                  : request.parameter("acl").isPresent()
                      ? "acl"
                      : request.parameter("list-type").isPresent() ? "list" : "get";
      default -> request.method().toLowerCase(Locale.ROOT);
    };
  }

  @Override
  public List<String> listings() {
    return List.of("list");
  }

  @Override
  public List<String> beginnings() {
    return List.of("create");
  }

  @Override
  public List<String> cleanings() {
    return List.of("abort", "parts", "uploads");
  }

  @Override
  public List<String> slow() {
    return List.of("copy", "complete");
  }

  @Override
  public Reply errorInSuccess() {
    return Reply.of(
        200,
        XML,
        DECLARATION
            + "<Error><Code>InternalError</Code>"
            + "<Message>We encountered an internal error. Please try again.</Message></Error>");
  }

  @Override
  public Reply bomb() {
    StringBuilder text = new StringBuilder(DECLARATION + "<!DOCTYPE a [<!ENTITY e0 \"boom\">");
    for (int i = 1; i < 12; i++) {
      text.append("<!ENTITY e").append(i).append(" \"");
      text.append(("&e" + (i - 1) + ";").repeat(10)).append("\">");
    }
    return Reply.of(200, XML, text + "]>\n<a>&e11;</a>");
  }

  @Override
  public int largeBytes() {
    return (int) S3Settings.MIN_PART + 20_000;
  }
}
