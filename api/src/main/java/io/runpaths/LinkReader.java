package io.runpaths;

import io.runpaths.document.Document;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the links of a run: the document, and on disk the symbolic link beside it. */
final class LinkReader {
  private final RunStore store;
  private final String path;

  LinkReader(Run run) {
    this.store = run.store();
    this.path = run.path();
  }

  List<Link> all() throws StorageException {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<ListEntry> entries =
        Listings.stream(store.backend(), KeyPrefix.of(path), Depth.CHILDREN)) {
      entries.forEach(
          entry -> {
            String name = entry.name().substring(path.length() + 1);
            if (entry instanceof ListEntry.LinkEntry) {
              names.add(name);
            } else if (entry instanceof ListEntry.ObjectEntry
                && name.endsWith(RunNames.LINK_SUFFIX)) {
              names.add(name.substring(0, name.length() - RunNames.LINK_SUFFIX.length()));
            }
          });
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof StorageException failure) {
        throw failure;
      }
      throw e;
    }
    List<Link> links = new ArrayList<>();
    for (String name : names) {
      one(name).ifPresent(links::add);
    }
    return List.copyOf(links);
  }

  Optional<Link> one(String name) throws StorageException {
    Optional<Document> document = store.documents().read(LinkDocument.key(path, name));
    @Nullable String symlink = readSymlink(store.backend(), path, name);
    if (document.isEmpty()) {
      return symlink == null ? Optional.empty() : Optional.of(byHand(name, name, symlink));
    }
    LinkDocument said = LinkDocument.of(document.get());
    if (symlink != null
        && said.isRelative()
        && !symlink.equals(said.target())
        && !symlink.equals(said.replaced())) {
      Link changedByHand = byHand(name, said.role(), symlink);
      if (!changedByHand.target().equals(locate(said.target()))) {
        return Optional.of(changedByHand);
      }
    }
    return Optional.of(
        new Link(
            name,
            said.role(),
            locate(said.target()),
            said.targetNonce(),
            said.checkpoint(),
            isWithin(said.target())));
  }

  static @Nullable String readSymlink(StorageBackend backend, String path, String name)
      throws StorageException {
    Optional<LinkSupport> links = backend.extension(LinkSupport.class);
    return links.isEmpty()
        ? null
        : links.get().readLink(ObjectKey.of(path + "/" + name)).orElse(null);
  }

  private Link byHand(String name, String role, String symlink) {
    return new Link(name, role, locate(symlink), null, null, isWithin(symlink));
  }

  /** Where a target leads: a URI, an absolute path on disk, or relative to the run. */
  private Location locate(String target) {
    Location root = store.root();
    if (target.contains("://")) {
      return Location.parse(target);
    }
    if (target.startsWith("/")) {
      return new Location(
          root.scheme(), root.authority(), RelativePaths.absolute(target).orElse(""));
    }
    String from = root.path().isEmpty() ? path : root.path() + "/" + path;
    return new Location(
        root.scheme(), root.authority(), RelativePaths.follow(from, target).orElse(""));
  }

  private boolean isWithin(String target) {
    Location location = locate(target);
    if (isBelow(location, store.root())) {
      return true;
    }
    for (Location root : store.settings().linkedRoots()) {
      if (isBelow(location, root)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBelow(Location location, Location root) {
    return location.below(root).filter(rest -> !rest.isEmpty()).isPresent();
  }
}
