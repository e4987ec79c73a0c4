package io.runpaths;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.util.Optional;
import java.util.stream.Stream;

/** The artifacts of one run: names checked, write-once unless replaced. */
final class Artifacts {
  private final StorageBackend backend;
  private final String run;

  Artifacts(StorageBackend backend, String run) {
    this.backend = backend;
    this.run = run;
  }

  ObjectStat put(String name, Body body, boolean replace) throws StorageException {
    ObjectKey key = writable(name);
    try {
      return backend.put(key, body, replace ? PutOptions.REPLACE : PutOptions.IF_ABSENT);
    } catch (AlreadyExistsException e) {
      throw exists(key, e);
    }
  }

  ObjectStat replace(String name, Version expected, Body body) throws StorageException {
    return backend.put(writable(name), body, PutOptions.ifVersion(expected));
  }

  Upload upload(String name, boolean replace) throws StorageException {
    return backend.upload(writable(name), replace ? PutOptions.REPLACE : PutOptions.IF_ABSENT);
  }

  Optional<ObjectStat> stat(String name) throws StorageException {
    return backend.stat(key(name));
  }

  ObjectContent read(String name) throws StorageException {
    return backend.read(key(name), ReadOptions.ALL);
  }

  void delete(String name) throws StorageException {
    backend.delete(writable(name), Precondition.NONE);
  }

  Stream<Artifact> list(String folder) throws StorageException {
    String inside = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    String prefix = inside.isEmpty() ? run : run + "/" + RunNames.checkName("folder", inside);
    return Listings.stream(backend, KeyPrefix.of(prefix), Depth.ALL)
        .filter(ListEntry.ObjectEntry.class::isInstance)
        .map(ListEntry.ObjectEntry.class::cast)
        .map(
            entry ->
                new Artifact(
                    entry.key().value().substring(run.length() + 1),
                    entry.size(),
                    entry.modified()))
        .filter(artifact -> !RunNames.isReserved(artifact.name()));
  }

  private ObjectKey key(String name) {
    return ObjectKey.of(run + "/" + RunNames.checkArtifact(name));
  }

  /** A key that may be written or deleted: a link of the run (a symbolic one, on disk) may not. */
  private ObjectKey writable(String name) throws StorageException {
    ObjectKey key = key(name);
    Optional<LinkSupport> links = backend.extension(LinkSupport.class);
    if (links.isPresent() && links.get().readLink(key).isPresent()) {
      Location at = backend.root().resolve(key);
      throw new UnsupportedException(
          "put",
          at.uri(),
          Reason.SYMLINK,
          at.display() + " is a symbolic link, not an artifact; choose another name or unlink it.",
          null);
    }
    return key;
  }

  private AlreadyExistsException exists(ObjectKey key, AlreadyExistsException cause) {
    Location at = backend.root().resolve(key);
    return new AlreadyExistsException(
        "put",
        at.uri(),
        Reason.EXISTS,
        at.display() + " exists, and artifacts are write-once; replace it or choose another name.",
        cause);
  }
}
