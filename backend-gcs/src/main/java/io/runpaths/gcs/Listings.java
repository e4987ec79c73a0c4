package io.runpaths.gcs;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyOrder;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Page;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Listings, one page a request. */
final class Listings {
  private static final String FIELDS =
      "kind,nextPageToken,prefixes,items(name,size,crc32c,generation,timeCreated,metadata)";
  private static final String KIND = "storage#objects";

  private final Location root;
  private final Keys keys;
  private final Attempts<Site> attempts;

  Listings(Location root, Attempts<Site> attempts) {
    this.root = root;
    this.keys = new Keys(root);
    this.attempts = attempts;
  }

  /**
   * Where a listing goes on.
   *
   * @param token the server's; null where its page had more than was asked for, and the listing
   *     goes on behind the name
   * @param name the last one before, by which the order is checked
   */
  private record Behind(@Nullable String token, String name) implements Cursor {}

  /** One page. */
  Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    Op op =
        new Op("list", prefix.value().isEmpty() ? root.uri() : root.resolve(trimmed(prefix)).uri());
    String token = from instanceof Behind behind ? behind.token() : null;
    String before = from instanceof Behind behind ? behind.name() : "";
    boolean byName = from instanceof Behind && token == null;
    return attempts.run(
        op,
        site -> {
          Storage.Objects.List request =
              site.client()
                  .objects()
                  .list(root.authority())
                  .setPrefix(keys.full(prefix))
                  // By name the last one comes once more.
                  .setMaxResults(byName ? limit + 1L : limit)
                  .setPageToken(token)
                  .setStartOffset(byName ? keys.full(KeyPrefix.ROOT) + before : null)
                  .setFields(FIELDS)
                  .setPrettyPrint(false);
          if (depth == Depth.CHILDREN) {
            request.setDelimiter("/");
          }
          Objects answer = Answers.send(request).value();
          requireListing(answer);
          List<ListEntry> entries = entries(answer);
          if (byName) {
            entries.removeIf(entry -> KeyOrder.compare(entry.name(), before) <= 0);
          }
          return page(op, answer, entries, prefix, token, before, byName, limit);
        });
  }

  /** Not all servers say what kind of document it is; then there is nothing strange in it. */
  private static void requireListing(Objects answer) throws NotGcsException {
    boolean listing =
        answer.getKind() == null
            ? answer.getUnknownKeys().isEmpty()
            : answer.getKind().equals(KIND);
    if (!listing) {
      throw new NotGcsException("the answer is no listing");
    }
  }

  private static Page page(
      Op op,
      Objects answer,
      List<ListEntry> entries,
      KeyPrefix prefix,
      @Nullable String token,
      String before,
      boolean byName,
      int limit)
      throws IOException {
    if (entries.size() > limit) {
      // The first so many of all are among them, whatever the server counts. Its token would lead
      // behind the rest.
      List<ListEntry> first = List.copyOf(entries.subList(0, limit));
      return new Page(first, new Behind(null, checked(op, prefix, first, before)));
    }
    String last = checked(op, prefix, entries, before);
    String next = answer.getNextPageToken();
    if (next != null && byName) {
      if (entries.isEmpty()) {
        throw new NotGcsException("the next page would be the same");
      }
      // Whoever counts otherwise once does so on the pages of its tokens too.
      return new Page(entries, new Behind(null, last));
    }
    if (next != null && next.equals(token)) {
      throw new NotGcsException("the next page would be the same");
    }
    return new Page(entries, next == null ? Cursor.END : new Behind(next, last));
  }

  private static String trimmed(KeyPrefix prefix) {
    return prefix.value().substring(0, prefix.value().length() - 1);
  }

  private List<ListEntry> entries(Objects answer) throws IOException {
    List<ListEntry> entries = new ArrayList<>();
    if (answer.getItems() != null) {
      for (StorageObject object : answer.getItems()) {
        ListEntry entry = entry(keys.below(String.valueOf(object.getName())), object);
        if (entry != null) {
          entries.add(entry);
        }
      }
    }
    if (answer.getPrefixes() != null) {
      for (String prefix : answer.getPrefixes()) {
        entries.add(folder(keys.below(prefix)));
      }
    }
    // Objects and prefixes come apart; the order is that of both together.
    entries.sort(Comparator.comparing(ListEntry::name, KeyOrder.COMPARATOR));
    return entries;
  }

  private static @Nullable ListEntry entry(String name, StorageObject object) throws IOException {
    long size = ObjectResources.size(object);
    if ((name.isEmpty() || name.endsWith("/")) && size == 0) {
      // The marker of an empty folder, as consoles and mounts make them.
      return null;
    }
    ObjectKey key;
    try {
      key = new ObjectKey(name);
    } catch (IllegalArgumentException e) {
      return new ListEntry.UnusableEntry(name, Reason.BAD_NAME);
    }
    return FuseLinks.isLink(ObjectResources.metadata(object))
        ? new ListEntry.LinkEntry(key)
        : new ListEntry.ObjectEntry(
            key, size, ObjectResources.modified(object), ObjectResources.version(object));
  }

  private static ListEntry folder(String name) {
    try {
      return new ListEntry.PrefixEntry(new KeyPrefix(name));
    } catch (IllegalArgumentException e) {
      return new ListEntry.UnusableEntry(name, Reason.BAD_NAME);
    }
  }

  /** The page's last name; all names must be of the prefix, and the whole listing in order. */
  private static String checked(Op op, KeyPrefix prefix, List<ListEntry> entries, String before)
      throws IOException {
    String last = before;
    for (ListEntry entry : entries) {
      if (!entry.name().startsWith(prefix.value())) {
        throw new NotGcsException("a listed name is from outside the prefix");
      }
      if (!last.isEmpty() && KeyOrder.compare(last, entry.name()) >= 0) {
        throw new CorruptDataException(
            op.name(),
            op.location(),
            Reason.MALFORMED,
            "The "
                + op
                + " came out of order: '"
                + entry.name()
                + "' behind '"
                + last
                + "'; use a store whose listings are in key order.",
            null);
      }
      last = entry.name();
    }
    return last;
  }
}
