package io.runpaths.gcs;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Outcome;
import io.runpaths.spi.remote.ResumingStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Looking at objects and reading them. */
final class Reads {
  private static final String FIELDS = "generation,size,crc32c,timeCreated,contentType,metadata";

  private final Location root;
  private final Keys keys;
  private final Attempts<Site> attempts;

  Reads(Location root, Attempts<Site> attempts) {
    this.root = root;
    this.keys = new Keys(root);
    this.attempts = attempts;
  }

  /** An object's stat, if it exists. */
  Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
    return written(Op.on("stat", root, key), key).map(Outcome.Written::stat);
  }

  /** What is there of a write whose answer was lost. */
  Optional<Outcome.Written> written(Op op, ObjectKey key) throws StorageException {
    try {
      return Optional.of(
          attempts.run(
              op,
              site -> {
                Answers.Reply<StorageObject> reply =
                    Answers.send(look(site, root.authority(), keys.full(key)));
                return new Outcome.Written(
                    ObjectResources.stat(key, reply), ObjectResources.writeId(reply.value()));
              }));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** Asks for an object's resource, with all that the driver wants to know of it. */
  static Storage.Objects.Get look(Site site, String bucket, String full) throws IOException {
    return site.client().objects().get(bucket, full).setFields(FIELDS).setPrettyPrint(false);
  }

  /** The stat of the very version that is being read. */
  private ObjectStat told(Op op, ObjectKey key, Version version) throws StorageException {
    return attempts.run(
        op,
        site ->
            ObjectResources.stat(
                key,
                Answers.send(
                    look(site, root.authority(), keys.full(key))
                        .setGeneration(Versions.generation(version)))));
  }

  /** Begins a read. */
  ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    Op op = Op.on("read", root, key);
    Version wanted = options.ifVersion().orElse(null);
    Map<String, String> query =
        wanted == null
            ? Map.of()
            : Map.of("ifGenerationMatch", Long.toString(Versions.generation(wanted)));
    return attempts.run(
        op,
        site -> {
          Bulk.Got got = site.bulk().get(keys.full(key), query, Extent.header(options.range()));
          try {
            Optional<Version> version = ObjectHeaders.version(got.headers());
            OptionalLong total = Extent.total(got);
            if (version.isPresent() && total.isPresent()) {
              Optional<Integer> crc = ObjectHeaders.crc(got.headers());
              Whole whole = new Whole(version.get(), total.getAsLong(), crc);
              return content(op, key, got, whole, options);
            }
            // Other servers than Google's may leave out what it tells.
            Whole whole = whole(site, keys.full(key), version);
            if (version.isEmpty()) {
              got.abort();
              got = pinned(site, keys.full(key), whole, options);
            }
            return content(op, key, got, whole, options);
          } catch (IOException | RuntimeException e) {
            got.abort();
            throw e;
          }
        });
  }

  /** What is to be known of the object that is read. */
  private record Whole(Version version, long size, Optional<Integer> crc) {}

  /**
   * Asks what an answer did not tell.
   *
   * @param version which it brings, if it told that
   */
  private Whole whole(Site site, String full, Optional<Version> version) throws IOException {
    StorageObject there =
        Answers.send(
                look(site, root.authority(), full)
                    .setGeneration(version.map(Versions::generation).orElse(null)))
            .value();
    return new Whole(
        ObjectResources.version(there), ObjectResources.size(there), ObjectResources.crc(there));
  }

  /** The bytes of that very version; that they are is also seen by length and checksum. */
  private static Bulk.Got pinned(Site site, String full, Whole whole, ReadOptions options)
      throws IOException {
    String generation = Long.toString(Versions.generation(whole.version()));
    Bulk.Got got =
        site.bulk().get(full, Map.of("generation", generation), Extent.header(options.range()));
    try {
      OptionalLong total = Extent.total(got);
      Optional<Version> version = ObjectHeaders.version(got.headers());
      boolean other =
          version.filter(v -> !v.equals(whole.version())).isPresent()
              || total.orElse(version.isPresent() ? whole.size() : -1) != whole.size();
      if (other) {
        throw new NotGcsException("the answer is not of the version asked for");
      }
      return got;
    } catch (IOException | RuntimeException e) {
      got.abort();
      throw e;
    }
  }

  private ObjectContent content(
      Op op, ObjectKey key, Bulk.Got got, Whole whole, ReadOptions options) throws IOException {
    Version version = whole.version();
    if (options.ifVersion().filter(wanted -> !wanted.equals(version)).isPresent()) {
      throw new PreconditionFailedException(
          op.name(),
          op.location(),
          Reason.VERSION_DIFFERS,
          "The " + op + " found another version than asked for; read it again.",
          null);
    }
    long total = whole.size();
    Extent extent = Extent.of(op, got, total, options.range());
    ObjectStat stat =
        ObjectHeaders.stat(key, got.headers(), version, total, () -> told(op, key, version));
    Integer crc = extent.length() == total ? whole.crc().orElse(null) : null;
    ResumingStream stream =
        new ResumingStream(
            op,
            got,
            extent.skip(),
            extent.first(),
            extent.length(),
            crc,
            (from, to) -> resume(op, keys.full(key), from, to, version),
            attempts::pause);
    return new ObjectContent(stat, extent.length(), stream);
  }

  /** Goes on with a read that broke off, in the same version or not at all. */
  private Bulk.Got resume(Op op, String full, long from, long to, Version version)
      throws StorageException {
    Map<String, String> query = Map.of("generation", Long.toString(Versions.generation(version)));
    Bulk.Got got;
    try {
      got = attempts.run(op, site -> site.bulk().get(full, query, "bytes=" + from + "-" + to));
    } catch (NotFoundException | PreconditionFailedException e) {
      throw new PreconditionFailedException(
          op.name(),
          op.location(),
          Reason.VERSION_DIFFERS,
          "The " + op + " broke off, and the object was replaced meanwhile; read it again.",
          e);
    }
    boolean right =
        ObjectHeaders.version(got.headers()).filter(v -> !v.equals(version)).isEmpty()
            && Extent.isRange(got.headers(), from, to);
    if (!right) {
      got.abort();
      throw new UnavailableException(
          op.name(),
          op.location(),
          Reason.OTHER,
          "The " + op + " broke off, and the server does not go on where it did; read it again.",
          null);
    }
    return got;
  }
}
