package io.runpaths.cli.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads one YAML 1.2 document with the core schema, from the events of the parser, so that every
 * limit holds while it is read: depth, number of values (an alias counts as all that it stands
 * for), duplicate keys, keys that are no text.
 *
 * <p>Anchors, aliases and merge keys ({@code <<}) are resolved; tags other than those of the core
 * schema are refused.
 */
final class YamlReader {
  private static final String MERGE = "<<";
  private static final String TAG = "tag:yaml.org,2002:";

  private final Iterator<Event> events;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int values;
  private int depth;

  /** What an anchor stands for, and how many values that is. */
  private record Anchored(@Nullable Object value, int values, int depth) {}

  private YamlReader(Iterator<Event> events) {
    this.events = events;
  }

  /** The tree of a document. */
  static @Nullable Object read(String text) throws ConfigException {
    LoadSettings settings =
        LoadSettings.builder()
            .setParseComments(false)
            .setCodePointLimit(Limits.BYTES)
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .build();
    try {
      return new YamlReader(new ParserImpl(settings, new StreamReader(settings, text))).document();
    } catch (MarkedYamlEngineException e) {
      String place =
          e.getProblemMark()
              .map(m -> " (line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ")")
              .orElse("");
      throw new ConfigException("it is no YAML: " + Sentence.of(e.getProblem()) + place, e);
    } catch (YamlEngineException e) {
      throw new ConfigException("it is no YAML: " + Sentence.of(e.getMessage()), e);
    }
  }

  private @Nullable Object document() throws ConfigException {
    events.next(); // stream start
    Event event = events.next();
    if (event.getEventId() == Event.ID.StreamEnd) {
      throw new ConfigException("it is empty");
    }
    Object value = node(events.next());
    events.next(); // document end
    if (events.next().getEventId() != Event.ID.StreamEnd) {
      throw new ConfigException("it has more than one document; keep one");
    }
    return value;
  }

  private @Nullable Object node(Event event) throws ConfigException {
    if (event instanceof AliasEvent alias) {
      Anchored anchored = anchors.get(alias.getAlias());
      if (anchored == null) {
        throw new ConfigException(
            "it has the alias *"
                + alias.getAlias().getValue()
                + place(event)
                + " before the end of what it stands for, or for nothing");
      }
      count(anchored.values);
      checkDepth(depth + anchored.depth, event);
      return anchored.value;
    }
    int before = values;
    count(1);
    Object value;
    if (event instanceof ScalarEvent scalar) {
      value = scalar(scalar);
    } else {
      checkDepth(++depth, event);
      if (event instanceof SequenceStartEvent start) {
        checkTag(start.getTag(), "seq", event);
        value = sequence();
      } else if (event instanceof MappingStartEvent start) {
        checkTag(start.getTag(), "map", event);
        value = mapping();
      } else {
        throw new IllegalStateException("not a node: " + event);
      }
      depth--;
    }
    Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
    if (anchor.isPresent()) {
      anchors.put(anchor.get(), new Anchored(value, values - before, height(value)));
    }
    return value;
  }

  private List<@Nullable Object> sequence() throws ConfigException {
    List<@Nullable Object> list = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
      list.add(node(e));
    }
    return list;
  }

  private Map<String, @Nullable Object> mapping() throws ConfigException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    List<Map<?, ?>> merged = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
      boolean merge =
          e instanceof ScalarEvent scalar
              && scalar.getScalarStyle() == ScalarStyle.PLAIN
              && scalar.getTag().isEmpty()
              && scalar.getValue().equals(MERGE);
      Object key = node(e);
      Object value = node(events.next());
      if (merge) {
        addMerged(merged, value, e);
      } else if (!(key instanceof String text)) {
        throw new ConfigException(
            "it has the key "
                + key
                + place(e)
                + ", which is no text; put it in quotes if it is meant as text");
      } else if (map.containsKey(text)) {
        throw new ConfigException("it has the key " + Sentence.quoted(text) + " twice" + place(e));
      } else {
        map.put(text, value);
      }
    }
    for (Map<?, ?> other : merged) {
      other.forEach((k, v) -> map.putIfAbsent((String) k, v));
    }
    return map;
  }

  private static void addMerged(List<Map<?, ?>> merged, @Nullable Object value, Event at)
      throws ConfigException {
    List<?> sources = value instanceof List<?> list ? list : Collections.singletonList(value);
    for (Object source : sources) {
      if (!(source instanceof Map<?, ?> map)) {
        throw new ConfigException(
            "it merges something that is no map" + place(at) + "; '<<' takes maps only");
      }
      merged.add(map);
    }
  }

  private @Nullable Object scalar(ScalarEvent event) throws ConfigException {
    String text = event.getValue();
    String tag = event.getTag().orElse("");
    if (tag.isEmpty()) {
      return event.getScalarStyle() == ScalarStyle.PLAIN ? CoreSchema.resolve(text) : text;
    }
    Object value = CoreSchema.resolve(text);
    boolean fits =
        switch (tag) {
          case "!", TAG + "str" -> {
            value = text;
            yield true;
          }
          case TAG + "null" -> value == null;
          case TAG + "bool" -> value instanceof Boolean;
          case TAG + "int" -> value instanceof Number && !(value instanceof Double);
          case TAG + "float" -> {
            value = value instanceof Number number ? (Object) number.doubleValue() : value;
            yield value instanceof Double;
          }
          default -> throw unknownTag(tag, event);
        };
    if (!fits) {
      throw new ConfigException(
          "it has " + Sentence.quoted(text) + place(event) + ", which is no " + shortTag(tag));
    }
    return value;
  }

  private static void checkTag(Optional<String> tag, String expected, Event at)
      throws ConfigException {
    if (tag.isPresent() && !tag.get().equals("!") && !tag.get().equals(TAG + expected)) {
      throw unknownTag(tag.get(), at);
    }
  }

  private static ConfigException unknownTag(String tag, Event at) {
    return new ConfigException(
        "it has the tag "
            + shortTag(tag)
            + place(at)
            + "; a configuration has maps, lists, text, numbers, true, false and null only");
  }

  private static String shortTag(String tag) {
    return tag.startsWith(TAG) ? "!!" + tag.substring(TAG.length()) : tag;
  }

  private void count(int more) throws ConfigException {
    values += more;
    if (values > Limits.VALUES) {
      throw new ConfigException(
          "it has more than " + Limits.VALUES + " values, those behind aliases counted");
    }
  }

  private static void checkDepth(int depth, Event at) throws ConfigException {
    if (depth > Limits.DEPTH) {
      throw new ConfigException(
          "it nests deeper than " + Limits.DEPTH + " levels" + place(at) + "; make it flatter");
    }
  }

  /** How many levels of maps and lists a value has; bounded by the limit of depth. */
  private static int height(@Nullable Object value) {
    int below = 0;
    if (value instanceof Map<?, ?> map) {
      for (Object v : map.values()) {
        below = Math.max(below, height(v));
      }
    } else if (value instanceof List<?> list) {
      for (Object v : list) {
        below = Math.max(below, height(v));
      }
    } else {
      return 0;
    }
    return below + 1;
  }

  private static String place(Event event) {
    return event
        .getStartMark()
        .map(m -> " (line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ")")
        .orElse("");
  }
}
