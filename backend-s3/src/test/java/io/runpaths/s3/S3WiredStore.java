package io.runpaths.s3;

import io.runpaths.s3.S3Settings.Transport;
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
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** A prefix of its own on a test server, for the matrix of operations and faults. */
final class S3WiredStore implements WiredStore {
  private static final String XML = "application/xml";
  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private final TestServer server;
  private final Transport transport;
  private final Location root;

  S3WiredStore(TestServer server, Transport transport) {
    this.server = server;
    this.transport = transport;
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
            .build()
            .with(S3Options.TRANSPORT, transport.name());
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
  public Reply slowDown() {
    return Reply.of(
        503,
        XML,
        DECLARATION
            + "<Error><Code>SlowDown</Code>"
            + "<Message>Please reduce your request rate.</Message></Error>");
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

  /** Asked by a client of the SDK, and for the one key where a server tells of exact keys only. */
  @Override
  public List<String> unfinished(StorageBackend clean, KeyPrefix prefix) {
    return uploads(prefix).stream().map(MultipartUpload::toString).toList();
  }

  @Override
  public void giveBack(StorageBackend clean, KeyPrefix prefix) {
    for (MultipartUpload upload : uploads(prefix)) {
      server
          .client()
          .abortMultipartUpload(
              abort ->
                  abort.bucket(root.authority()).key(upload.key()).uploadId(upload.uploadId()));
    }
  }

  private List<MultipartUpload> uploads(KeyPrefix prefix) {
    String exact = ServerQuirks.listsUploads(server.name()) ? "" : "object";
    return server
        .client()
        .listMultipartUploads(
            list ->
                list.bucket(root.authority()).prefix(root.path() + "/" + prefix.value() + exact))
        .uploads();
  }
}
