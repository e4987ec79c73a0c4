package io.runpaths.gcs;

import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Outcome;
import io.runpaths.spi.remote.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Symbolic links as <a href="https://cloud.google.com/storage/docs/cloud-storage-fuse">gcsfuse</a>
 * shows them in a mounted bucket: an object under the link's own name that is marked by its
 * metadata. Since gcsfuse 3.9 the target is the object's content; before, it was in the metadata
 * too. Links are written so that both read them.
 */
final class FuseLinks implements LinkSupport {
  private static final String MARK = "goog-reserved-file-is-symlink";
  private static final String OLD_MARK = "gcsfuse_symlink_target";
  private static final int LONGEST_TARGET = 4 << 10;

  private final Services at;
  private final Writes writes;
  private final Deletions deletions;

  FuseLinks(Services at, Writes writes, Deletions deletions) {
    this.at = at;
    this.writes = writes;
    this.deletions = deletions;
  }

  /** Whether an object of that metadata is a symbolic link to gcsfuse. */
  static boolean isLink(Map<String, String> metadata) {
    return "true".equals(metadata.get(MARK)) || metadata.containsKey(OLD_MARK);
  }

  @Override
  public Optional<String> readLink(ObjectKey key) throws StorageException {
    return there(Op.on("read", at.root(), key), key).flatMap(Present::target);
  }

  /**
   * What has the link's name.
   *
   * @param link its target; null if it is no link
   */
  private record Present(ObjectStat stat, @Nullable String link) {
    Optional<String> target() {
      return Optional.ofNullable(link);
    }
  }

  private Optional<Present> there(Op op, ObjectKey key) throws StorageException {
    Optional<ObjectStat> found = at.reads().written(op, key).map(Outcome.Written::stat);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ObjectStat stat = found.get();
    Map<String, String> metadata = stat.metadata();
    if (!isLink(metadata) || stat.size() > LONGEST_TARGET) {
      return Optional.of(new Present(stat, null));
    }
    String old = metadata.get(OLD_MARK);
    return Optional.of(new Present(stat, old != null ? old : content(op, key, stat)));
  }

  private String content(Op op, ObjectKey key, ObjectStat stat) throws StorageException {
    try (ObjectContent content =
        at.reads().read(key, ReadOptions.ALL.withVersion(stat.version()))) {
      return new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (NotFoundException e) {
      throw differs(op, "it was removed while it was read", e);
    } catch (StorageException e) {
      throw e;
    } catch (IOException e) {
      throw new UnavailableException(
          op.name(), op.location(), Reason.OTHER, "The " + op + " failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void replaceLink(ObjectKey key, @Nullable String expected, String target)
      throws StorageException {
    Op op = Op.on("link", at.root(), key);
    Precondition precondition = Precondition.IF_ABSENT;
    Optional<Present> there = there(op, key);
    if (there.isPresent()) {
      if (there.get().link() == null) {
        throw new AlreadyExistsException(
            op.name(),
            op.location(),
            Reason.EXISTS,
            op.location() + " is an object and no link; remove it first.",
            null);
      }
      if (!there.get().link().equals(expected)) {
        throw differs(op, "it points to " + there.get().link(), null);
      }
      precondition = Precondition.ifVersion(there.get().stat().version());
    } else if (expected != null) {
      throw differs(op, "there is none any more", null);
    }
    try {
      write(op, key, target, precondition);
    } catch (AlreadyExistsException e) {
      throw differs(op, "another writer made it meanwhile", e);
    }
  }

  private void write(Op op, ObjectKey key, String target, Precondition precondition)
      throws StorageException {
    PutOptions options = new PutOptions(precondition, "", Map.of());
    StorageObject resource = at.resources().object(at.keys().full(key), options);
    resource.getMetadata().put(MARK, "true");
    resource.getMetadata().put(OLD_MARK, target);
    byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
    writes.put(op, key, Payload.of(bytes, bytes.length), options, resource);
  }

  @Override
  public void deleteLink(ObjectKey key, String expected) throws StorageException {
    Op op = Op.on("unlink", at.root(), key);
    Optional<Present> there = there(op, key);
    if (there.isEmpty()) {
      return;
    }
    if (!expected.equals(there.get().link())) {
      throw differs(op, "it does not point to " + expected, null);
    }
    deletions.delete(key, Precondition.ifVersion(there.get().stat().version()));
  }

  private static PreconditionFailedException differs(
      Op op, String how, @Nullable StorageException cause) {
    return new PreconditionFailedException(
        op.name(),
        op.location(),
        Reason.VERSION_DIFFERS,
        "The " + op + " changed nothing: " + how + "; read it again.",
        cause);
  }
}
