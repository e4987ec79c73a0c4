package io.runpaths.s3;

import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyOrder;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Page;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Listings, one page a request. */
final class Listings {
  private final Location root;
  private final Keys keys;
  private final Attempts<Site> attempts;
  private final Promises promises;
  private final Map<String, String> headers;

  Listings(Services at) {
    this.root = at.root();
    this.keys = at.keys();
    this.attempts = at.attempts();
    this.promises = at.promises();
    this.headers = at.headers().common();
  }

  /** Behind all keys that begin with the string before it: no key is that long. */
  private static final String BEHIND_ALL = "\uDBFF\uDFFF".repeat(256);

  /**
   * Where a listing goes on: a token of the server's, or where its tokens are no good the key after
   * which to go on; and the last name before, by which the order is checked.
   */
  private record Behind(String place, String name) implements Cursor {}

  private static final String TOKEN = "continuation-token";
  private static final String START_AFTER = "start-after";

  /** One page. */
  Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    Op op =
        new Op("list", prefix.value().isEmpty() ? root.uri() : root.resolve(trimmed(prefix)).uri());
    Map<String, String> query = new LinkedHashMap<>();
    if (depth == Depth.CHILDREN) {
      query.put("delimiter", "/");
    }
    String encoding = promises.server().listEncoding();
    if (encoding != null) {
      query.put("encoding-type", encoding);
    }
    query.put("max-keys", Integer.toString(limit));
    query.put("prefix", keys.full(prefix));
    String before = "";
    if (from instanceof Behind behind) {
      query.put(
          promises.server().is(KnownServer.Way.LISTS_BY_KEYS) ? START_AFTER : TOKEN,
          behind.place());
      before = behind.name();
    }
    ListingPage answer;
    try {
      answer = attempts.run(op, site -> page(site.bulk().list(query, headers), query.get(TOKEN)));
    } catch (NotFoundException e) {
      throw e.reason() == Reason.NO_SUCH_ROOT
          ? e
          : new NotFoundException(
              op.name(),
              op.location(),
              Reason.NO_SUCH_ROOT,
              "The bucket " + root.authority() + " does not exist; make it first.",
              e);
    }
    List<ListEntry> entries = entries(answer);
    String last = checked(op, entries, before);
    return new Page(
        entries,
        Boolean.TRUE.equals(answer.truncated()) ? new Behind(place(answer), last) : Cursor.END);
  }

  private String place(ListingPage answer) throws StorageException {
    if (answer.next() != null && !promises.server().is(KnownServer.Way.LISTS_BY_KEYS)) {
      return answer.next();
    }
    return Stream.concat(
            answer.objects().stream().map(ListingPage.Item::key),
            answer.prefixes().stream().map(prefix -> prefix + BEHIND_ALL))
        .max(KeyOrder.COMPARATOR)
        .orElse("");
  }

  /** A page that says whether there are more: without that a part would pass for the whole. */
  private static ListingPage page(ListingPage answer, @Nullable String token)
      throws NotS3Exception {
    if (answer.truncated() == null) {
      throw new NotS3Exception("there is no IsTruncated in the answer");
    }
    if (answer.truncated()
        && Answers.required(answer.next(), "NextContinuationToken").equals(token)) {
      throw new NotS3Exception("the next page would be the same");
    }
    return answer;
  }

  private static String trimmed(KeyPrefix prefix) {
    return prefix.value().substring(0, prefix.value().length() - 1);
  }

  private List<ListEntry> entries(ListingPage answer) {
    List<ListEntry> entries = new ArrayList<>();
    for (ListingPage.Item object : answer.objects()) {
      ListEntry entry = entry(keys.below(object.key()), object);
      if (entry != null) {
        entries.add(entry);
      }
    }
    for (String prefix : answer.prefixes()) {
      entries.add(folder(keys.below(prefix)));
    }
    // Objects and prefixes come apart; the order is that of both together.
    entries.sort(Comparator.comparing(ListEntry::name, KeyOrder.COMPARATOR));
    return entries;
  }

  private static @Nullable ListEntry entry(String name, ListingPage.Item object) {
    long size = object.size() == null ? 0 : object.size();
    if ((name.isEmpty() || name.endsWith("/")) && size == 0) {
      // The marker of an empty folder, as consoles make them.
      return null;
    }
    ObjectKey key;
    try {
      key = new ObjectKey(name);
    } catch (IllegalArgumentException e) {
      return new ListEntry.UnusableEntry(name, Reason.BAD_NAME);
    }
    Instant modified = object.modified() == null ? Instant.EPOCH : object.modified();
    return new ListEntry.ObjectEntry(
        key, size, modified, object.etag() == null ? null : Versions.of(object.etag(), size));
  }

  private static ListEntry folder(String name) {
    try {
      return new ListEntry.PrefixEntry(new KeyPrefix(name));
    } catch (IllegalArgumentException e) {
      return new ListEntry.UnusableEntry(name, Reason.BAD_NAME);
    }
  }

  /** The page's last name; the whole listing must be in order. */
  private static String checked(Op op, List<ListEntry> entries, String before)
      throws StorageException {
    String last = before;
    for (ListEntry entry : entries) {
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
