package io.runpaths.gcs;

import com.google.api.client.http.HttpResponseException;
import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Hurry;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One <a href="https://cloud.google.com/storage/docs/resumable-uploads">resumable session</a>:
 * begun, filled chunk by chunk, then finished under its condition or given up. Where a chunk's
 * answer was lost, the server is asked how far it has come, and the chunk goes on from there. Not
 * safe for use by several threads.
 */
final class Resumable {
  /** The operation of giving up, which goes on where all else was ended. */
  static final String ABORT = "abort";

  private static final Logger LOG = LoggerFactory.getLogger(Resumable.class);

  /** How long an interrupted thread cleans up. */
  private static final Duration SHORT = Duration.ofSeconds(6);

  private final Services at;
  private final Op op;
  private final ObjectKey key;
  private final PutOptions options;
  private final StorageObject resource;
  private final String session;
  private long offset;
  private int crc32c;

  private Resumable(
      Services at,
      Op op,
      ObjectKey key,
      PutOptions options,
      StorageObject resource,
      String session) {
    this.at = at;
    this.op = op;
    this.key = key;
    this.options = options;
    this.resource = resource;
    this.session = session;
    at.begun().add(this);
  }

  /**
   * Begins.
   *
   * @param size how many bytes will come; -1 if that is not known
   * @param crc32c their CRC-32C; null if that is not known
   */
  static Resumable begin(
      Services at, Op op, ObjectKey key, PutOptions options, long size, @Nullable Integer crc32c)
      throws StorageException {
    StorageObject resource = at.resources().object(at.keys().full(key), options);
    if (crc32c != null) {
      resource.setCrc32c(Crc32c.base64(crc32c));
    }
    Map<String, String> query = at.resources().query(options.precondition());
    String session;
    try {
      session = at.attempts().write(op, site -> site.bulk().begin(resource, query, size));
    } catch (FailedAttempts e) {
      // A session makes nothing that can be seen: a refusal may be believed.
      throw at.outcome().refused(op, e, options.precondition());
    }
    return new Resumable(at, op, key, options, resource, session);
  }

  /** Sends a chunk that is not the last; its size is a multiple of 256 KiB. */
  void send(Payload payload) throws StorageException {
    Stretch stretch = new Stretch(payload, -1, null);
    try {
      at.attempts().write(op, stretch::pushed);
    } catch (FailedAttempts e) {
      throw e.last().refusal() == Refusal.NO_UPLOAD
          ? gone(e.exception())
          : at.outcome().refused(op, e, options.precondition());
    }
    add(payload);
  }

  /** Sends the last chunk and so publishes the object, if its condition holds. */
  ObjectStat finish(Payload payload) throws StorageException {
    long total = offset + payload.size();
    int crc =
        offset == 0 ? payload.crc32c() : Crc32c.combine(crc32c, payload.crc32c(), payload.size());
    Stretch stretch = new Stretch(payload, total, crc);
    Answers.Reply<StorageObject> reply;
    try {
      reply = at.attempts().write(op, stretch::finished);
    } catch (FailedAttempts e) {
      ObjectStat made = settled(e);
      at.begun().remove(this);
      return made;
    }
    at.begun().remove(this);
    at.integrity().verify(op, resource, reply.value(), total, crc);
    return Writes.written(key, reply, total, crc, options);
  }

  private void add(Payload payload) {
    crc32c =
        offset == 0 ? payload.crc32c() : Crc32c.combine(crc32c, payload.crc32c(), payload.size());
    offset += payload.size();
  }

  /**
   * What became of a last chunk that seems to have failed. Where the answer was lost and the object
   * is not there, the session is given up first: after that it cannot be finished late, and the
   * second look is the truth.
   */
  private ObjectStat settled(FailedAttempts failed) throws StorageException {
    if (!failed.lost() && failed.last().refusal() == Refusal.NO_UPLOAD) {
      return finishedBefore(failed);
    }
    String writeId = WriteResources.writeId(resource);
    // However it was answered: as long as the session is there, it may yet be finished.
    FailedAttempts doubtful = new FailedAttempts(failed.last(), failed.lost());
    try {
      return at.outcome().of(op, key, doubtful, options.precondition(), writeId);
    } catch (OutcomeUnknownException e) {
      try {
        abort();
      } catch (StorageException stillThere) {
        e.addSuppressed(stillThere);
        throw e;
      }
      return at.outcome().ofNothingUnderWay(op, key, failed, options.precondition(), writeId);
    }
  }

  /**
   * The session is gone though every answer came: somebody on the way has sent the end twice, and
   * the first was the success, or the server ended it.
   */
  private ObjectStat finishedBefore(FailedAttempts failed) throws StorageException {
    FailedAttempts doubtful = new FailedAttempts(failed.last(), true, false);
    return at.outcome()
        .of(op, key, doubtful, options.precondition(), WriteResources.writeId(resource));
  }

  private StorageException gone(StorageException cause) {
    return new UnavailableException(
        op.name(),
        op.location(),
        Reason.CONFLICT,
        "The " + op + " lost its upload session, which the server ended; write it again.",
        cause);
  }

  /**
   * Gives up; what was sent is thrown away. Goes on for a short time if the thread was interrupted.
   */
  void abort() throws StorageException {
    try {
      Hurry.evenIfInterrupted(SHORT, this::abortNow);
    } finally {
      at.begun().remove(this);
    }
  }

  private void abortNow() throws StorageException {
    try {
      at.attempts()
          .write(
              new Op(ABORT, op.location()),
              site -> {
                site.bulk().cancel(session);
                return true;
              });
    } catch (FailedAttempts e) {
      if (e.last().refusal() != Refusal.NO_UPLOAD) {
        throw e.exception();
      }
      LOG.debug("The session of the {} was gone already", op);
    }
  }

  /** Gives up after a failure, which is what the caller must hear of. */
  void abort(Throwable failure) {
    try {
      abort();
    } catch (StorageException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Looks whether an object that a session is said to have made is there. Some servers say so of a
   * session whose end they refused; then the object of that name is another writer's, or there is
   * none.
   */
  private void requireThere(Site site, StorageObject said) throws IOException {
    StorageObject there;
    try {
      there = Answers.send(Reads.look(site, at.bucket(), at.keys().full(key))).value();
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == 404) {
        throw new Bulk.NotMadeException(e);
      }
      throw e;
    }
    boolean own =
        ObjectResources.writeId(there).filter(WriteResources.writeId(resource)::equals).isPresent();
    if (!own && !ObjectResources.version(there).equals(ObjectResources.version(said))) {
      throw new Bulk.NotMadeException(null);
    }
  }

  /** One chunk on its way, over as many attempts as it takes. */
  private final class Stretch {
    private final Payload payload;
    private final long total;
    private final @Nullable Integer whole;

    /** How many of its bytes the server has for good. */
    private long done;

    /** Whether the server may have more than that. */
    private boolean doubtful;

    Stretch(Payload payload, long total, @Nullable Integer whole) {
      this.payload = payload;
      this.total = total;
      this.whole = whole;
    }

    /** One attempt at a chunk that is not the last. */
    boolean pushed(Site site) throws IOException {
      if (attempt(site) != null) {
        throw new NotGcsException("the object is finished where more was to come");
      }
      return true;
    }

    /** One attempt at the last chunk. */
    Answers.Reply<StorageObject> finished(Site site) throws IOException {
      Answers.Reply<StorageObject> reply = attempt(site);
      if (reply == null) {
        throw new IOException("the server has all bytes and does not finish");
      }
      ObjectResources.version(reply.value());
      return reply;
    }

    private Answers.@Nullable Reply<StorageObject> attempt(Site site) throws IOException {
      if (doubtful) {
        Bulk.Progress progress = site.bulk().ask(session, total);
        if (progress instanceof Bulk.Progress.Finished finished) {
          requireThere(site, finished.reply().value());
          return finished.reply();
        }
        done = done(progress);
      }
      boolean last = total >= 0;
      // The last chunk is sent even where nothing of it is left: its total ends the session.
      for (boolean ending = last; ending || done < payload.size(); ending = false) {
        doubtful = true;
        Bulk.Progress progress =
            site.bulk().send(session, new Bulk.Chunk(offset + done, done, payload, total, whole));
        if (progress instanceof Bulk.Progress.Finished finished) {
          return finished.reply();
        }
        long now = done(progress);
        if (now <= done && done < payload.size()) {
          throw new IOException("the server kept none of the bytes");
        }
        done = now;
      }
      doubtful = false;
      return null;
    }

    private long done(Bulk.Progress progress) throws IOException {
      long bytes = progress instanceof Bulk.Progress.Persisted persisted ? persisted.bytes() : 0;
      long of = bytes - offset;
      if (of < 0) {
        // What it had for good is not at hand here any more.
        throw new Bulk.SessionGoneException(
            "the server has " + bytes + " of the " + offset + " bytes that it had before");
      }
      if (of > payload.size()) {
        throw new NotGcsException(
            "the session is at " + bytes + " of " + (offset + payload.size()) + " bytes sent");
      }
      return of;
    }
  }
}
