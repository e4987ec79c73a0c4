package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects: list. Names come in the order of their UTF-8 bytes; a page counts objects and prefixes
 * alike; a prefix comes once, wherever the pages are cut.
 */
final class Listing {
  private static final int PAGE = 1000;

  private final Buckets buckets;
  private final Clock clock;
  private final Set<Manner> manners;

  Listing(Buckets buckets, Clock clock, Set<Manner> manners) {
    this.buckets = buckets;
    this.clock = clock;
    this.manners = manners;
  }

  Response list(Call call) {
    if (call.query().text("matchGlob").or(() -> call.query().text("filter")).isPresent()) {
      throw ApiError.notImplemented("Listing with matchGlob or filter");
    }
    NavigableMap<Entry, Optional<Candidate>> all =
        entries(call, buckets.require(call.part("bucket")));
    NavigableMap<Entry, Optional<Candidate>> rest =
        call.query()
            .text("pageToken")
            .filter(token -> !token.isEmpty())
            .map(token -> all.tailMap(Entry.ofToken(token), false))
            .orElse(all);
    long limit = Math.min(PAGE, call.query().number("maxResults").orElse(PAGE));
    if (limit < 1) {
      throw ApiError.invalid("Invalid unsigned integer value: '" + limit + "'.");
    }
    if (manners.contains(Manner.WHOLE_LISTINGS)) {
      limit = Long.MAX_VALUE;
    }
    List<Entry> page = rest.keySet().stream().limit(limit).toList();

    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (!manners.contains(Manner.NO_KIND)) {
      answer.put("kind", "storage#objects");
    }
    if (page.size() < rest.size()) {
      answer.put("nextPageToken", page.get(page.size() - 1).token());
    }
    ArrayNode prefixes = JsonNodeFactory.instance.arrayNode();
    page.stream().filter(Entry::prefix).map(Entry::name).forEach(prefixes::add);
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    page.stream()
        .flatMap(entry -> all.getOrDefault(entry, Optional.empty()).stream())
        .forEach(one -> items.add(one.shown()));
    if (!prefixes.isEmpty()) {
      answer.set("prefixes", prefixes);
    }
    if (!items.isEmpty()) {
      answer.set("items", items);
    }
    return call.answer(answer);
  }

  private NavigableMap<Entry, Optional<Candidate>> entries(Call call, Bucket bucket) {
    Query query = call.query();
    String prefix = query.text("prefix").orElse("");
    String delimiter = query.text("delimiter").orElse("");
    String start = query.text("startOffset").orElse("");
    String end = query.text("endOffset").orElse("");
    boolean trailing = query.flag("includeTrailingDelimiter");
    NavigableMap<Entry, Optional<Candidate>> entries = new TreeMap<>(Entry.ORDER);
    synchronized (bucket) {
      candidates(query, bucket)
          .filter(one -> one.name().startsWith(prefix))
          .filter(one -> Utf8Order.INSTANCE.compare(one.name(), start) >= 0)
          .filter(one -> end.isEmpty() || Utf8Order.INSTANCE.compare(one.name(), end) < 0)
          .forEach(
              one -> {
                int cut = delimiter.isEmpty() ? -1 : one.name().indexOf(delimiter, prefix.length());
                int after = cut + delimiter.length();
                if (cut >= 0) {
                  entries.put(new Entry(one.name().substring(0, after), true, 0), Optional.empty());
                }
                if (cut < 0 || (trailing && after == one.name().length())) {
                  entries.put(new Entry(one.name(), false, one.generation()), Optional.of(one));
                }
              });
      if (query.flag("includeFoldersAsPrefixes") && delimiter.equals("/")) {
        bucket.folders().stream()
            .filter(folder -> folder.startsWith(prefix) && folder.length() > prefix.length())
            .map(folder -> folder.substring(0, folder.indexOf('/', prefix.length()) + 1))
            .forEach(folder -> entries.put(new Entry(folder, true, 0), Optional.empty()));
      }
    }
    return entries;
  }

  private Stream<Candidate> candidates(Query query, Bucket bucket) {
    ObjectSpace objects = bucket.objects();
    if (query.flag("softDeleted")) {
      if (query.flag("versions")) {
        throw ApiError.invalid("softDeleted and versions exclude each other.");
      }
      Instant now = clock.instant();
      return objects.softDeleted().stream()
          .filter(one -> now.isBefore(one.until()))
          .map(one -> new Candidate(one.object(), one));
    }
    return objects.versions().stream()
        .filter(object -> query.flag("versions") || objects.isLive(object))
        .map(object -> new Candidate(object, null));
  }

  private record Candidate(StoredObject object, @Nullable SoftDeleted softDeleted) {
    String name() {
      return object.name();
    }

    long generation() {
      return object.generation();
    }

    ObjectNode shown() {
      return softDeleted == null ? ObjectResource.of(object) : softDeleted.resource();
    }
  }
}
