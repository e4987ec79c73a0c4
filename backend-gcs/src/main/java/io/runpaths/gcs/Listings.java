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
      "kind,nextPageToken,prefixes,items(name,size,generation,timeCreated,metadata)";
  private static final String KIND = "storage#objects";

  private final Location root;
  private final Keys keys;
  private final Attempts<Site> attempts;

  Listings(Location root, Attempts<Site> attempts) {
    this.root = root;
    this.keys = new Keys(root);
    this.attempts = attempts;
  }

  /** Where a listing goes on, and the last name before, by which the order is checked. */
  private record Behind(String token, String name) implements Cursor {}

  /** One page. */
  Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    Op op =
        new Op("list", prefix.value().isEmpty() ? root.uri() : root.resolve(trimmed(prefix)).uri());
    String token = from instanceof Behind behind ? behind.token() : null;
    String before = from instanceof Behind behind ? behind.name() : "";
    return attempts.run(
        op,
        site -> {
          Storage.Objects.List request =
              site.client()
                  .objects()
                  .list(root.authority())
                  .setPrefix(keys.full(prefix))
                  .setMaxResults((long) limit)
                  .setPageToken(token)
                  .setFields(FIELDS)
                  .setPrettyPrint(false);
          if (depth == Depth.CHILDREN) {
            request.setDelimiter("/");
          }
          return page(op, Answers.send(request).value(), prefix, token, before);
        });
  }

  private Page page(Op op, Objects answer, KeyPrefix prefix, @Nullable String token, String before)
      throws IOException {
    if (!KIND.equals(answer.getKind())) {
      // An empty listing has nothing else to tell it from any other document.
      throw new NotGcsException("the answer is no listing");
    }
    List<ListEntry> entries = entries(answer);
    String last = checked(op, prefix, entries, before);
    String next = answer.getNextPageToken();
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
