package io.runpaths.gcs;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.RewriteResponse;
import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Outcome;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Copies objects inside the store by <a
 * href="https://cloud.google.com/storage/docs/json_api/v1/objects/rewrite">rewrites</a>: large
 * ones, and those that change place or class, take several calls, each of which carries on by a
 * token.
 */
final class Copies {
  private static final String FIELDS =
      "done,rewriteToken,totalBytesRewritten,"
          + "resource(generation,size,crc32c,timeCreated,contentType,metadata)";
  private static final int MOST_BARREN_CALLS = 20;
  private static final int MOST_RESTARTS = 2;

  private final Services at;

  Copies(Services at) {
    this.at = at;
  }

  ObjectStat copy(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    Op op = new Op("copy", source.uri() + " to " + at.root().resolve(key).uri());
    try {
      return tried(op, source, version, key, options);
    } catch (NotFoundException | AccessDeniedException e) {
      if (e.reason() == Reason.NO_SUCH_OBJECT) {
        throw new NotFoundException(
            op.name(),
            op.location(),
            Reason.NO_SUCH_OBJECT,
            "There is no object " + source.uri() + " to copy; check the name.",
            e);
      }
      boolean elsewhere =
          !source.authority().equals(at.bucket())
              && (e.reason() == Reason.NO_SUCH_ROOT || e.reason() == Reason.FORBIDDEN);
      if (elsewhere) {
        throw new UnsupportedException(
            op.name(),
            op.location(),
            Reason.NOT_PROMISED,
            "The "
                + op
                + " cannot be done inside the store; read it and put it instead. "
                + e.getMessage(),
            e);
      }
      throw e;
    }
  }

  private ObjectStat tried(
      Op op, Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    boolean itself = source.equals(at.root().resolve(key));
    boolean replaces = !options.contentType().isEmpty() || !options.metadata().isEmpty();
    if (!replaces && !itself && at.settings().storageClass() == null) {
      return rewritten(op, source, version, key, null);
    }
    Answers.Reply<StorageObject> there = look(op, source, version);
    if (itself && !replaces) {
      return stat(op, key, there);
    }
    return rewritten(op, source, version, key, described(there.value(), key, options));
  }

  /** The source's resource, of that very version. */
  private Answers.Reply<StorageObject> look(Op op, Location source, Version version)
      throws StorageException {
    try {
      return at.attempts()
          .run(
              op,
              site -> {
                Answers.Reply<StorageObject> reply =
                    Answers.send(
                        Reads.look(site, source.authority(), source.path())
                            .setFields(null)
                            .setIfGenerationMatch(Versions.generation(version)));
                if (!ObjectResources.version(reply.value()).equals(version)) {
                  throw differs(op, null);
                }
                return reply;
              });
    } catch (PreconditionFailedException e) {
      throw differs(op, e);
    }
  }

  /** The resource of a copy that says anew what it is: the source's, with what is given. */
  private StorageObject described(StorageObject source, ObjectKey key, PutOptions options) {
    StorageObject copy = at.resources().object(at.keys().full(key), options);
    if (options.metadata().isEmpty()) {
      ObjectResources.metadata(source).forEach(copy.getMetadata()::put);
    }
    if (options.contentType().isEmpty() && source.getContentType() != null) {
      copy.setContentType(source.getContentType());
    }
    return copy.setCacheControl(source.getCacheControl())
        .setContentDisposition(source.getContentDisposition())
        .setContentEncoding(source.getContentEncoding())
        .setContentLanguage(source.getContentLanguage())
        .setCustomTime(source.getCustomTime());
  }

  private ObjectStat rewritten(
      Op op, Location source, Version version, ObjectKey key, @Nullable StorageObject resource)
      throws StorageException {
    String token = null;
    long moved = 0;
    int barren = 0;
    int restarts = 0;
    while (true) {
      Answers.Reply<RewriteResponse> reply;
      try {
        String going = token;
        reply =
            at.attempts()
                .write(op, site -> said(call(site, source, version, key, resource, going)));
      } catch (FailedAttempts e) {
        if (token != null && restarts < MOST_RESTARTS && tokenRefused(e)) {
          restarts++;
          token = null;
          moved = 0;
          continue;
        }
        return settled(op, e, key, resource);
      }
      RewriteResponse said = reply.value();
      if (Boolean.TRUE.equals(said.getDone()) && said.getResource() != null) {
        return stat(op, key, new Answers.Reply<>(said.getResource(), reply.date()));
      }
      token = said.getRewriteToken();
      long now = said.getTotalBytesRewritten() == null ? 0 : said.getTotalBytesRewritten();
      barren = now > moved ? 0 : barren + 1;
      moved = now;
      if (barren > MOST_BARREN_CALLS) {
        throw new UnavailableException(
            op.name(),
            op.location(),
            Reason.MALFORMED,
            "The " + op + " does not come to an end after " + moved + " bytes; try later.",
            null);
      }
    }
  }

  /** Sends a call; its answer brings the copy, or the token to go on with. */
  private static Answers.Reply<RewriteResponse> said(Storage.Objects.Rewrite call)
      throws IOException {
    Answers.Reply<RewriteResponse> reply = Answers.send(call);
    RewriteResponse said = reply.value();
    boolean whole = Boolean.TRUE.equals(said.getDone()) && said.getResource() != null;
    if (!whole && said.getRewriteToken() == null) {
      throw new NotGcsException("the answer is neither a copy nor a token");
    }
    return reply;
  }

  /**
   * Whether the server does not know the token, perhaps because the call that it was for was made,
   * and its answer lost. Nothing stands against beginning again.
   */
  private static boolean tokenRefused(FailedAttempts failed) {
    return failed.last().refusal() == Refusal.OTHER
        && failed.exception() instanceof UnsupportedException;
  }

  private Storage.Objects.Rewrite call(
      Site site,
      Location source,
      Version version,
      ObjectKey key,
      @Nullable StorageObject resource,
      @Nullable String token)
      throws IOException {
    return site.client()
        .objects()
        .rewrite(source.authority(), source.path(), at.bucket(), at.keys().full(key), resource)
        .setIfSourceGenerationMatch(Versions.generation(version))
        .setDestinationKmsKeyName(at.settings().kmsKey())
        .setRewriteToken(token)
        .setFields(FIELDS)
        .setPrettyPrint(false);
  }

  /**
   * A copy has no condition on its target, so it may be done again. Only where the source is gone
   * or changed after an answer was lost must the target be looked at; and whose it is, only a write
   * id of its own tells, which a copy that keeps its source's metadata does not have.
   */
  private ObjectStat settled(
      Op op, FailedAttempts failed, ObjectKey key, @Nullable StorageObject resource)
      throws StorageException {
    Refusal refusal = failed.last().refusal();
    StorageException refused =
        refusal == Refusal.CONDITION ? differs(op, failed.exception()) : failed.exception();
    if (!failed.lost()) {
      throw refused;
    }
    Optional<Outcome.Written> there;
    try {
      there = at.reads().written(op, key);
    } catch (StorageException e) {
      OutcomeUnknownException unknown = at.outcome().unknown(op, failed);
      unknown.addSuppressed(e);
      throw unknown;
    }
    if (there.isPresent() && resource != null) {
      Optional<String> id = there.get().writeId();
      if (id.filter(WriteResources.writeId(resource)::equals).isPresent()) {
        return there.get().stat();
      }
    }
    if (there.isEmpty() && (refusal == Refusal.CONDITION || refusal == Refusal.NO_KEY)) {
      throw refused;
    }
    throw at.outcome().unknown(op, failed);
  }

  private static ObjectStat stat(Op op, ObjectKey key, Answers.Reply<StorageObject> reply)
      throws StorageException {
    try {
      return ObjectResources.stat(key, reply);
    } catch (NotGcsException e) {
      throw new UnavailableException(
          op.name(),
          op.location(),
          Reason.MALFORMED,
          "The " + op + " got an answer that describes no object; look before you do it again.",
          e);
    }
  }

  private static PreconditionFailedException differs(Op op, @Nullable StorageException cause) {
    return new PreconditionFailedException(
        op.name(),
        op.location(),
        Reason.VERSION_DIFFERS,
        "The " + op + " changed nothing: the source is in another version than asked for.",
        cause);
  }
}
