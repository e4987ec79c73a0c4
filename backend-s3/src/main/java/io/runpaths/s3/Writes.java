package io.runpaths.s3;

import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Writes objects that fit into one request. */
final class Writes {
  private final Services at;

  Writes(Services at) {
    this.at = at;
  }

  /** Writes a body whole. */
  ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    Op op = Op.on("put", at.root(), key);
    at.promises().require(op, options.precondition());
    return put(op, key, Payload.of(op, body), options);
  }

  /** Writes bytes whole; the condition is known to be obeyed. */
  ObjectStat put(Op op, ObjectKey key, Payload payload, PutOptions options)
      throws StorageException {
    Map<String, String> sent = at.headers().object(options);
    at.promises().condition(sent, options.precondition());
    WriteHeaders.expect(sent, payload);
    WriteHeaders.checksums(op, sent, payload, at.integrity().sums());
    if (at.integrity().tellsCrc() && !at.integrity().checked()) {
      sent.put(ObjectHeaders.OWN_CRC_HEADER, Crc32c.hex(payload.crc32c()));
    }
    SdkHttpResponse answer;
    try {
      answer = at.attempts().write(op, site -> site.bulk().put(at.keys().full(key), sent, payload));
    } catch (FailedAttempts e) {
      return at.outcome().of(op, key, e, options.precondition(), WriteHeaders.writeId(sent));
    }
    at.integrity().verify(op, answer, payload);
    return written(key, answer, payload.size(), payload.crc32c(), options);
  }

  /**
   * The same for a body that would be sent in parts if the server held the condition of these.
   *
   * @throws UnsupportedException if they are more than one request takes
   */
  ObjectStat whole(Op op, ObjectKey key, Body body, PutOptions options) throws StorageException {
    requireOneRequest(op, body.size());
    return put(op, key, Payload.of(op, body), options);
  }

  /** Refuses what is too large for a condition. */
  void requireOneRequest(Op op, long size) throws StorageException {
    if (size <= S3Settings.MAX_PART) {
      return;
    }
    throw new UnsupportedException(
        op.name(),
        op.location(),
        Reason.NOT_PROMISED,
        "The "
            + op
            + " needs a condition on more than 5 GiB, which "
            + at.promises().server().words()
            + " at "
            + at.settings().endpoint()
            + " does not hold; nothing was written. Write it with replace under a name of its own,"
            + " or split it.",
        null);
  }

  /** The stat of what was just written, told from the answer alone. */
  private ObjectStat written(
      ObjectKey key, SdkHttpResponse answer, long size, int crc, PutOptions options) {
    ObjectStat.Builder stat =
        ObjectStat.builder(
                key, size, ObjectHeaders.version(answer, size), ObjectHeaders.modified(answer))
            .metadata(options.metadata());
    if (at.integrity().tellsCrc()) {
      stat.checksums(ObjectHeaders.checksums(crc));
    }
    if (!options.contentType().isEmpty()) {
      stat.contentType(options.contentType());
    }
    ObjectHeaders.date(answer).ifPresent(stat::storeTime);
    return stat.build();
  }
}
