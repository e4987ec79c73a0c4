package io.runpaths;

import io.runpaths.document.Document;
import io.runpaths.document.Documents;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Capability;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and removes the links of one run: pin, check, link.
 *
 * <p>The link document is what counts; it changes by compare-and-set, and a symbolic link beside it
 * follows. A pin is taken away only in the version that was read before the link changed: whoever
 * links to the same ancestor meanwhile writes the pin anew, and so keeps it.
 */
final class Linker {
  private static final Logger LOG = LoggerFactory.getLogger(Linker.class);
  private static final int MAX_ATTEMPTS = 200;

  private final Run run;
  private final RunStore store;
  private final Documents documents;

  Linker(Run run) {
    this.run = run;
    this.store = run.store();
    this.documents = store.documents();
  }

  LinkOutcome link(Run ancestor, LinkSpec spec) throws StorageException {
    RunRecord older = ancestor.record();
    if (older.nonce().equals(run.record().nonce())) {
      return new LinkOutcome(false, null);
    }
    if (!older.precedes(run.record())) {
      throw new PreconditionFailedException(
          "link",
          run.location().uri(),
          Reason.CONFLICT,
          "The run "
              + run.path()
              + " (created "
              + RunRecord.format(run.record().created())
              + ") cannot descend from "
              + ancestor.path()
              + ", which was created later ("
              + RunRecord.format(older.created())
              + "): such links could form a ring. Create the run with its ancestor named.",
          null);
    }
    Pins pins = pins(ancestor);
    LinkDocument wanted =
        new LinkDocument(
            spec.name(),
            spec.role(),
            way(run, ancestor),
            older.nonce(),
            spec.checkpointOrNull(),
            null);
    ObjectKey key = LinkDocument.key(run.path(), spec.name());
    @Nullable String warning = null;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      // The first attempt takes it that there is no such link yet, which saves a read.
      boolean first = attempt == 0;
      Optional<Document> before = first ? Optional.empty() : documents.read(key);
      boolean same = before.isPresent() && LinkDocument.of(before.get()).saysSame(wanted);
      Optional<Release> release =
          before.isPresent() && !same ? release(before.get(), spec.name()) : Optional.empty();
      try {
        if (first) {
          if (!pins.create(spec)) {
            continue;
          }
        } else {
          pins.touch(spec);
        }
      } catch (AccessDeniedException | UnsupportedException e) {
        warning = notPinned(ancestor, e);
      }
      check(ancestor, pins, warning == null, spec);
      if (same || write(key, before, wanted, spec.name())) {
        new SymlinkMirror(run).follow(spec.name());
        if (release.isPresent()) {
          release.get().pins().release(release.get().pin(), spec.name());
        }
        return new LinkOutcome(true, warning);
      }
      Pauses.brief(attempt);
    }
    throw new PreconditionFailedException(
        "link",
        run.location().uri(),
        Reason.CONFLICT,
        "The link "
            + spec.name()
            + " of "
            + run.path()
            + " kept changing under "
            + MAX_ATTEMPTS
            + " attempts; try again.",
        null);
  }

  boolean unlink(String name) throws StorageException {
    ObjectKey key = LinkDocument.key(run.path(), RunNames.checkLink(name));
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<Document> before = documents.read(key);
      if (before.isEmpty()) {
        return new SymlinkMirror(run).remove(name);
      }
      Optional<Release> release = release(before.get(), name);
      try {
        boolean conditional = store.backend().capabilities().has(Capability.DELETE_IF_VERSION);
        store
            .backend()
            .delete(
                key,
                conditional ? Precondition.ifVersion(before.get().version()) : Precondition.NONE);
      } catch (PreconditionFailedException e) {
        Pauses.brief(attempt);
        continue;
      }
      new SymlinkMirror(run).remove(name);
      if (release.isPresent()) {
        release.get().pins().release(release.get().pin(), name);
      }
      return true;
    }
    throw new PreconditionFailedException(
        "unlink",
        run.location().uri(),
        Reason.CONFLICT,
        "The link " + name + " of " + run.path() + " kept changing; try again.",
        null);
  }

  private boolean write(ObjectKey key, Optional<Document> before, LinkDocument wanted, String name)
      throws StorageException {
    @Nullable String symlink = LinkReader.readSymlink(store.backend(), run.path(), name);
    LinkDocument next =
        new LinkDocument(
            wanted.name(),
            wanted.role(),
            wanted.target(),
            wanted.targetNonce(),
            wanted.checkpoint(),
            wanted.target().equals(symlink) ? null : symlink);
    try {
      if (before.isPresent()) {
        documents.replace(key, before.get().version(), next.toFields());
      } else {
        documents.create(key, next.toFields());
      }
      return true;
    } catch (AlreadyExistsException | PreconditionFailedException e) {
      LOG.debug("The link {} of {} was changed by another writer", name, run.path());
      return false;
    }
  }

  /** The ancestor must be there after it was pinned; whoever removes it looks for pins after. */
  private void check(Run ancestor, Pins pins, boolean pinned, LinkSpec spec)
      throws StorageException {
    Optional<Document> document =
        ancestor.store().documents().read(ObjectKey.of(ancestor.path() + "/" + RunNames.RUN_JSON));
    Optional<RunRecord> record =
        document.isPresent() ? RunRecord.of(document.get()) : Optional.empty();
    if (record.isPresent() && record.get().nonce().equals(ancestor.record().nonce())) {
      return;
    }
    if (pinned) {
      Optional<Document> pin = pins.read();
      if (pin.isPresent()) {
        pins.release(pin.get(), spec.name());
      }
    }
    throw new NotFoundException(
        "link",
        ancestor.location().uri(),
        Reason.NO_SUCH_OBJECT,
        "The run "
            + ancestor.location().display()
            + " is not there any more; link to a run that exists.",
        null);
  }

  private Pins pins(Run ancestor) {
    return new Pins(ancestor.store(), ancestor.path(), run.record(), way(ancestor, run));
  }

  /** The pin of the link that is about to change, read before it changes. */
  private record Release(Pins pins, Document pin) {}

  private Optional<Release> release(Document link, String name) throws StorageException {
    LinkDocument said = LinkDocument.of(link);
    Optional<String> target =
        said.isRelative() ? RelativePaths.follow(run.path(), said.target()) : Optional.empty();
    if (target.isEmpty()) {
      return Optional.empty();
    }
    Pins pins =
        new Pins(
            store, target.get(), run.record(), RelativePaths.between(target.get(), run.path()));
    return pins.read().filter(pin -> Pins.holds(pin, name)).map(pin -> new Release(pins, pin));
  }

  /** How one run names another: relative below the same root, else by URI. */
  private static String way(Run from, Run to) {
    return from.store().root().equals(to.store().root())
        ? RelativePaths.between(from.path(), to.path())
        : to.location().uri();
  }

  private String notPinned(Run ancestor, StorageException why) {
    String warning =
        "The ancestor "
            + ancestor.location().display()
            + " could not be pinned and may be removed by its owner: "
            + why.getMessage();
    LOG.debug("No pin of {} in {}", run.path(), ancestor.path(), why);
    return warning;
  }
}
