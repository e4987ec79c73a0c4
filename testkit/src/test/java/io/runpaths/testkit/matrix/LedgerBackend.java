package io.runpaths.testkit.matrix;

import static io.runpaths.testkit.matrix.LedgerServer.SIZE;
import static io.runpaths.testkit.matrix.LedgerServer.SUM;
import static io.runpaths.testkit.matrix.LedgerServer.WRITE;

import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Page;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A driver of a {@link LedgerServer} made of what remote drivers share, with one deliberate {@link
 * Blunder} at most.
 */
final class LedgerBackend implements StorageBackend, PendingUploads {
  /** Larger objects go in parts of this size. */
  static final int PART = 8 << 10;

  private static final int RETRIES = 2;
  private static final byte[] NOTHING = new byte[0];
  private static final Capabilities PROMISED =
      new Capabilities(
          Set.of(
              Capability.PUT_IF_ABSENT,
              Capability.PUT_IF_VERSION,
              Capability.ATOMIC_PUT,
              Capability.READ_IF_VERSION,
              Capability.CONSISTENT_LISTING,
              Capability.CHECKSUMS,
              Capability.FILE_BESIDE_FOLDER,
              Capability.LONG_SEGMENTS),
          1 << 20);

  private final Location root;
  private final Keys keys;
  private final Blunder blunder;
  private final Attempts<LedgerWire> attempts;
  private final Outcome outcome = new Outcome(this::written, id -> true);

  LedgerBackend(Location root, LedgerWire wire, Blunder blunder) {
    this.root = root;
    this.keys = new Keys(root);
    this.blunder = blunder;
    this.attempts = new Attempts<>(new LedgerEndpoint(wire), 8, RETRIES, time -> {});
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public Capabilities capabilities() {
    return PROMISED;
  }

  // -- looking and reading

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
    return written(Op.on("stat", root, key), key).map(Outcome.Written::stat);
  }

  private Optional<Outcome.Written> written(Op op, ObjectKey key) throws StorageException {
    try {
      LedgerWire.Answer answer =
          attempts.write(op, wire -> wire.ask("GET", "/stat?" + at(key), Map.of(), NOTHING));
      return Optional.of(new Outcome.Written(stat(key, answer), Optional.of(answer.header(WRITE))));
    } catch (FailedAttempts e) {
      if (e.last().refusal() == Refusal.NO_KEY) {
        return Optional.empty();
      }
      throw e.exception();
    }
  }

  private static ObjectStat stat(ObjectKey key, LedgerWire.Answer answer) {
    long size = Long.parseLong(answer.header(SIZE));
    return ObjectStat.builder(key, size, new Version(answer.header(WRITE)), Instant.EPOCH).build();
  }

  @Override
  public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    Map<String, String> headers = new HashMap<>();
    options.ifVersion().ifPresent(version -> headers.put("If-Match", version.token()));
    String range =
        options.range() instanceof ByteRange.Slice slice
            ? "&from=" + slice.offset() + "&length=" + slice.length()
            : "";
    LedgerWire.Answer answer =
        attempts.run(
            Op.on("read", root, key),
            wire -> wire.ask("GET", "/object?" + at(key) + range, headers, NOTHING));
    InputStream bytes = new ByteArrayInputStream(answer.body());
    return new ObjectContent(stat(key, answer), answer.body().length, bytes);
  }

  @Override
  public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    String after = from instanceof Behind behind ? keys.full(KeyPrefix.ROOT) + behind.name() : "";
    String target =
        "/list?prefix="
            + encoded(keys.full(prefix))
            + (depth == Depth.CHILDREN ? "&children=1" : "")
            + "&after="
            + encoded(after)
            + "&limit="
            + limit;
    String[] lines = text(Op.on("list", root), target).split("\n", -1);
    List<ListEntry> entries = new ArrayList<>();
    for (int i = 1; i < lines.length - 1; i++) {
      String[] parts = lines[i].split("\t", -1);
      String name = keys.below(parts[0]);
      entries.add(
          parts.length == 1
              ? new ListEntry.PrefixEntry(new KeyPrefix(name))
              : new ListEntry.ObjectEntry(
                  ObjectKey.of(name),
                  Long.parseLong(parts[1]),
                  Instant.EPOCH,
                  new Version(parts[2])));
    }
    boolean more = lines[0].equals("more");
    return new Page(
        entries, more ? new Behind(entries.get(entries.size() - 1).name()) : Cursor.END);
  }

  private record Behind(String name) implements Cursor {}

  private String text(Op op, String target) throws StorageException {
    LedgerWire.Answer answer = attempts.run(op, wire -> wire.ask("GET", target, Map.of(), NOTHING));
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  // -- writing

  @Override
  public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    Op op = Op.on("put", root, key);
    byte[] bytes;
    try (InputStream in = body.open()) {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("the tests' bytes can be read", e);
    }
    if (bytes.length <= PART) {
      return put(op, key, bytes, options);
    }
    try (LedgerUpload upload = new LedgerUpload(this, op, key, options)) {
      upload.output().write(bytes);
      return upload.commit();
    } catch (StorageException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("only the store fails", e);
    }
  }

  @Override
  public Upload upload(ObjectKey key, PutOptions options) {
    return new LedgerUpload(this, Op.on("upload", root, key), key, options);
  }

  ObjectStat put(Op op, ObjectKey key, byte[] bytes, PutOptions options) throws StorageException {
    return publish(op, key, "PUT", "/object?" + at(key), bytes, bytes.length, options);
  }

  /** The one request that makes an object, and what became of it. */
  ObjectStat publish(
      Op op,
      ObjectKey key,
      String method,
      String target,
      byte[] bytes,
      long size,
      PutOptions options)
      throws StorageException {
    String id = UUID.randomUUID().toString();
    Map<String, String> headers = new HashMap<>(Map.of(SUM, LedgerServer.sum(bytes), WRITE, id));
    if (options.precondition() instanceof Precondition.IfAbsent) {
      headers.put("If-None-Match", "*");
    } else if (options.precondition() instanceof Precondition.IfVersion wanted) {
      headers.put("If-Match", wanted.version().token());
    }
    try {
      attempts.write(op, wire -> wire.ask(method, target, headers, bytes));
    } catch (FailedAttempts e) {
      if (blunder == Blunder.TAKES_LOST_FOR_UNDONE
          || (blunder == Blunder.BELIEVES_REFUSALS && e.last().refusal() == Refusal.CONDITION)) {
        throw outcome.refused(op, e, options.precondition());
      }
      if (blunder != Blunder.TAKES_LOST_FOR_DONE || !e.lost()) {
        // Somebody on the way may have completed an upload twice: then the first time is the truth.
        boolean lost = e.lost() || e.last().refusal() == Refusal.NO_UPLOAD;
        FailedAttempts doubtful = new FailedAttempts(e.last(), lost, e.underWay());
        return outcome.of(op, key, doubtful, options.precondition(), id);
      }
    }
    return ObjectStat.builder(key, size, new Version(id), Instant.EPOCH).build();
  }

  @Override
  public boolean canCopyFrom(Location source) {
    return false;
  }

  @Override
  public ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    throw new UnsupportedException(
        "copy", source.uri(), Reason.NOT_PROMISED, "A ledger copies nothing; put it.", null);
  }

  @Override
  public void delete(ObjectKey key, Precondition precondition) throws StorageException {
    Op op = Op.on("delete", root, key);
    try {
      attempts.write(op, wire -> wire.ask("DELETE", "/object?" + at(key), Map.of(), NOTHING));
    } catch (FailedAttempts e) {
      if (isThere(op, key, e)) {
        throw e.underWay() ? outcome.unknown(op, e) : e.exception();
      }
    }
  }

  private boolean isThere(Op op, ObjectKey key, FailedAttempts failed) throws StorageException {
    try {
      return written(op, key).isPresent();
    } catch (StorageException e) {
      StorageException unknown = outcome.unknown(op, failed);
      unknown.addSuppressed(e);
      throw unknown;
    }
  }

  @Override
  public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> all) {
    Map<ObjectKey, StorageException> failures = new LinkedHashMap<>();
    for (ObjectKey key : all) {
      try {
        delete(key, Precondition.NONE);
      } catch (StorageException e) {
        failures.put(key, e);
      }
    }
    return failures;
  }

  // -- for uploads

  void send(Op op, String method, String target, byte[] bytes) throws StorageException {
    Map<String, String> headers = Map.of(SUM, LedgerServer.sum(bytes));
    attempts.run(op, wire -> wire.ask(method, target, headers, bytes));
  }

  Blunder blunder() {
    return blunder;
  }

  String at(ObjectKey key) {
    return "key=" + encoded(keys.full(key));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public List<Pending> pendingUploads(KeyPrefix prefix) throws StorageException {
    String text = text(Op.on("list", root), "/uploads?prefix=" + encoded(keys.full(prefix)));
    return text.lines()
        .skip(1)
        .map(line -> line.split(" ", 2))
        .map(line -> new Pending(ObjectKey.of(keys.below(line[1])), line[0], Instant.EPOCH))
        .toList();
  }

  @Override
  public void abort(Pending upload) throws StorageException {
    Op op = Op.on("abort", root, upload.key());
    send(op, "DELETE", "/upload?upload=" + upload.id(), NOTHING);
  }

  @Override
  public <T> Optional<T> extension(Class<T> type) {
    return type.isInstance(this) && type == PendingUploads.class
        ? Optional.of(type.cast(this))
        : Optional.empty();
  }

  @Override
  public void close() {}
}
