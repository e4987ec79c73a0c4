package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code fields} parameter: which parts of an answer are wanted ("Partial response"). Names are
 * separated by commas, {@code a/b} and {@code a(b,c)} reach inside, {@code *} takes all.
 *
 * @param wanted for each name what is wanted inside of it; nothing named means all
 */
record Fields(Map<String, Fields> wanted) {

  static Fields parse(String text) {
    return new Parser(text).list();
  }

  /** The part of a document that is wanted. */
  JsonNode of(JsonNode document) {
    if (wanted.isEmpty()) {
      return document;
    }
    if (document instanceof ArrayNode array) {
      ArrayNode kept = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> kept.add(of(element)));
      return kept;
    }
    if (!(document instanceof ObjectNode)) {
      return document;
    }
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : document.properties()) {
      Fields inside = wanted.getOrDefault(entry.getKey(), wanted.get("*"));
      if (inside != null) {
        kept.set(entry.getKey(), inside.of(entry.getValue()));
      }
    }
    return kept;
  }

  /** What either wants; all, where one of them wants all. */
  private Fields plus(Fields more) {
    if (wanted.isEmpty() || more.wanted.isEmpty()) {
      return new Fields(Map.of());
    }
    Map<String, Fields> both = new LinkedHashMap<>(wanted);
    more.wanted.forEach((name, inside) -> both.merge(name, inside, Fields::plus));
    return new Fields(both);
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Fields list() {
      Map<String, Fields> wanted = new LinkedHashMap<>();
      do {
        int start = at;
        while (at < text.length() && "/(),".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        String name = text.substring(start, at).strip();
        if (name.isEmpty()) {
          throw ApiError.invalid("Invalid field selection " + text);
        }
        wanted.merge(name, inside(), Fields::plus);
      } while (take(','));
      return new Fields(wanted);
    }

    private Fields inside() {
      if (take('(')) {
        Fields some = list();
        if (!take(')')) {
          throw ApiError.invalid("Invalid field selection " + text);
        }
        return some;
      }
      if (take('/')) {
        int start = at;
        while (at < text.length() && "/(),".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        return new Fields(Map.of(text.substring(start, at).strip(), inside()));
      }
      return new Fields(Map.of());
    }

    private boolean take(char c) {
      boolean there = at < text.length() && text.charAt(at) == c;
      if (there) {
        at++;
      }
      return there;
    }
  }
}
