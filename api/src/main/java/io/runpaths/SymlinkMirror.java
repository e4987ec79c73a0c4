package io.runpaths;

import io.runpaths.document.Document;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The symbolic link beside a link document, on stores that have such. It is brought to what the
 * document says and looked at again until both agree, so that writers in any order end alike.
 */
final class SymlinkMirror {
  private static final Logger LOG = LoggerFactory.getLogger(SymlinkMirror.class);
  private static final int MAX_ATTEMPTS = 100;

  private final Run run;
  private final Optional<LinkSupport> links;

  SymlinkMirror(Run run) {
    this.run = run;
    this.links = run.store().backend().extension(LinkSupport.class);
  }

  /** Makes the symbolic link of that name say what the document says. */
  void follow(String name) throws StorageException {
    if (links.isEmpty()) {
      return;
    }
    ObjectKey key = ObjectKey.of(run.path() + "/" + name);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      @Nullable String wanted = wanted(name);
      @Nullable String there = links.get().readLink(key).orElse(null);
      if (wanted == null || wanted.equals(there)) {
        return;
      }
      try {
        links.get().replaceLink(key, there, wanted);
      } catch (PreconditionFailedException e) {
        Pauses.brief(attempt);
      } catch (UnsupportedException | AlreadyExistsException e) {
        LOG.warn(
            "No symbolic link {} in {}: {}; the link document holds",
            name,
            run.location().display(),
            e.getMessage());
        return;
      }
    }
  }

  /** Removes the symbolic link of that name, if there is one. */
  boolean remove(String name) throws StorageException {
    if (links.isEmpty()) {
      return false;
    }
    ObjectKey key = ObjectKey.of(run.path() + "/" + name);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<String> there = links.get().readLink(key);
      if (there.isEmpty()) {
        return attempt > 0;
      }
      try {
        links.get().deleteLink(key, there.get());
        return true;
      } catch (PreconditionFailedException e) {
        Pauses.brief(attempt);
      }
    }
    return false;
  }

  private @Nullable String wanted(String name) throws StorageException {
    Optional<Document> document = run.store().documents().read(LinkDocument.key(run.path(), name));
    if (document.isEmpty()) {
      return null;
    }
    LinkDocument said = LinkDocument.of(document.get());
    return said.isRelative() ? said.target() : null;
  }
}
