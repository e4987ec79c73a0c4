package io.runpaths.testkit.matrix;

import io.runpaths.spi.Location;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A ledger and its driver, right or wrong, for the matrix. */
final class LedgerStore implements WiredStore {
  private final LedgerServer server;
  private final Blunder blunder;
  private final Location root = Location.parse("ledger://main/" + UUID.randomUUID());

  LedgerStore(LedgerServer server, Blunder blunder) {
    this.server = server;
    this.blunder = blunder;
  }

  @Override
  public URI server() {
    return server.uri();
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public StorageBackend open(URI endpoint, Duration patience) {
    return new LedgerBackend(root, new LedgerWire(endpoint, patience, blunder), blunder);
  }

  @Override
  public String kind(WireRequest request) {
    String path = request.path().substring(1);
    return switch (path) {
      case "object" -> request.method().toLowerCase(Locale.ROOT);
      case "upload" -> request.method().equals("POST") ? "create" : "abort";
      case "part" -> "part " + request.parameter("number").orElse("");
      default -> path;
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
    return List.of("abort");
  }

  @Override
  public List<String> slow() {
    return List.of("complete");
  }

  @Override
  public Reply errorInSuccess() {
    return Reply.of(200, "text/plain", "the ledger failed");
  }

  @Override
  public Reply slowDown() {
    return Reply.of(503, "text/plain", "too many requests");
  }

  @Override
  public Reply bomb() {
    return Reply.of(200, "text/plain", "boom ".repeat(10_000));
  }

  @Override
  public int largeBytes() {
    return LedgerBackend.PART + 1_000;
  }
}
