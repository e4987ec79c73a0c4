package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Hurry;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The small objects below {@code <root>/.runpaths/probes/} by which probes find out what a server
 * does. Nobody else writes them.
 */
final class ProbeObjects {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeObjects.class);

  private final Location root;
  private final Attempts<Site> attempts;
  private final WriteHeaders headers;
  private final Reads reads;

  ProbeObjects(Location root, Attempts<Site> attempts, WriteHeaders headers, Reads reads) {
    this.root = root;
    this.attempts = attempts;
    this.headers = headers;
    this.reads = reads;
  }

  Location root() {
    return root;
  }

  Attempts<Site> attempts() {
    return attempts;
  }

  WriteHeaders headers() {
    return headers;
  }

  /** A key that was never used. */
  static ObjectKey key() {
    return ObjectKey.of(".runpaths/probes/" + WriteHeaders.random());
  }

  /** What is found out by an object of its own. */
  interface Question<T> {
    /**
     * Asks.
     *
     * @param op what it is called in failures
     * @param key of the object
     * @throws UnsupportedException if the server says that it does not do such
     */
    T ask(Op op, ObjectKey key) throws StorageException, FailedAttempts;
  }

  /**
   * Asks by a new object, and removes it.
   *
   * @param operation what it is called in failures
   * @param refused the answer of a server that does not do such
   * @throws StorageException if there is no answer
   */
  <T> T ask(String operation, T refused, Question<T> question) throws StorageException {
    ObjectKey key = key();
    try {
      return question.ask(Op.on(operation, root, key), key);
    } catch (UnsupportedException e) {
      LOG.debug("The probe was refused", e);
      return refused;
    } catch (FailedAttempts e) {
      throw e.exception();
    } finally {
      clear(key);
    }
  }

  /** A key as it stands in the bucket. */
  String full(ObjectKey key) {
    return new Keys(root).full(key);
  }

  /** Bytes that no other probe has, so that an ETag tells whether they were written. */
  static Payload bytes() {
    byte[] text =
        ("Whether conditions are obeyed here: " + WriteHeaders.random() + "\n")
            .getBytes(StandardCharsets.UTF_8);
    return Payload.of(text, text.length);
  }

  /**
   * The version that is there. A refusal may be the echo of a put that was done: an answer was
   * lost, or a gateway on the way sent it twice.
   */
  Optional<Version> version(Op op, ObjectKey key) throws StorageException {
    return reads.head(op, full(key)).map(http -> Reads.stat(key, http).version());
  }

  /** The CRC-32C of the whole that the server keeps. */
  Optional<String> crc(Op op, ObjectKey key) throws StorageException {
    return reads.head(op, full(key)).flatMap(ObjectHeaders::wholeCrc).map(Crc32c::base64);
  }

  /** Whether a put passes. */
  boolean passes(Op op, ObjectKey key, Precondition precondition, boolean bare)
      throws StorageException, FailedAttempts {
    try {
      put(op, key, precondition, bare);
      return true;
    } catch (FailedAttempts e) {
      if (!isRefusal(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Some servers look for the object before the condition, and say that there is none. */
  static boolean isRefusal(FailedAttempts e) {
    return e.last().refusal() == Refusal.CONDITION || e.last().refusal() == Refusal.NO_KEY;
  }

  /** Writes new bytes. */
  Version put(Op op, ObjectKey key, Precondition condition, boolean bare)
      throws StorageException, FailedAttempts {
    Payload payload = bytes();
    Map<String, String> sent = headers.encrypted();
    WriteHeaders.checksums(op, sent, payload, headers.oldSums());
    WriteHeaders.condition(sent, condition, bare);
    SdkHttpResponse answer = write(op, site -> site.bulk().put(full(key), sent, payload));
    return ObjectHeaders.version(answer, payload.size());
  }

  /**
   * Writes; a request that the server says it does not do is told from one that failed.
   *
   * @throws UnsupportedException if it does not do such
   */
  <T> T write(Op op, Attempts.Attempt<Site, T> request) throws StorageException, FailedAttempts {
    try {
      return attempts.write(op, request);
    } catch (FailedAttempts e) {
      // That something is in the way says nothing of what the server does.
      if (e.exception() instanceof UnsupportedException unsupported
          && unsupported.reason() != Reason.FILE_OR_FOLDER) {
        throw unsupported;
      }
      throw e;
    }
  }

  /** Removes it, also when all else was ended. */
  void clear(ObjectKey key) {
    try {
      Hurry.evenIfInterrupted(
          UploadAbort.SHORT, () -> delete(Op.on(UploadAbort.ABORT, root, key), key));
    } catch (StorageException e) {
      LOG.warn("The probe {} could not be removed; it can be deleted: {}", key, e.getMessage());
    }
  }

  /** Deletes it. */
  void delete(ObjectKey key) throws StorageException {
    delete(Op.on("delete", root, key), key);
  }

  private void delete(Op op, ObjectKey key) throws StorageException {
    attempts.run(op, site -> site.bulk().delete(full(key), headers.common()));
  }
}
