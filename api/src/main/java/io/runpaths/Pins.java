package io.runpaths;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpaths.document.Document;
import io.runpaths.document.Documents;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Capability;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The back link of a child in its ancestor, {@code descendants/<id>-<8 hex of nonce>.json}: it
 * keeps the ancestor from being removed. One document for all links of that child; without links in
 * it, it pins nothing.
 */
final class Pins {
  static final String SCHEMA_FAMILY = "runpaths/descendant/";
  private static final String LINKS = "links";
  private static final int MAX_ATTEMPTS = 100;

  private final RunStore store;
  private final ObjectKey key;
  private final String childPath;
  private final RunRecord child;

  /**
   * The pin of a child in an ancestor of some store.
   *
   * @param store the ancestor's store
   * @param childPath where the child lies: relative to the ancestor's folder, or a URI
   */
  Pins(RunStore store, String ancestorPath, RunRecord child, String childPath) {
    this.store = store;
    this.child = child;
    this.childPath = childPath;
    this.key =
        ObjectKey.of(
            ancestorPath
                + "/"
                + RunNames.DESCENDANTS
                + "/"
                + child.id()
                + "-"
                + child.nonce().substring(0, Math.min(8, child.nonce().length()))
                + ".json");
  }

  /**
   * Writes the pin if there is none: one put.
   *
   * @return false if there was one already, for whatever link
   */
  boolean create(LinkSpec link) throws StorageException {
    ObjectNode fields = begin();
    add(fields.putArray(LINKS), link);
    try {
      store.documents().create(key, fields);
      return true;
    } catch (AlreadyExistsException e) {
      return false;
    }
  }

  /** Writes the pin, or writes it again with this link in it, so that its version is a new one. */
  void touch(LinkSpec link) throws StorageException {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<Document> there = read();
      if (there.isEmpty()) {
        if (create(link)) {
          return;
        }
        continue;
      }
      ObjectNode fields = there.get().fields().deepCopy();
      ArrayNode links = without(fields, link.name());
      add(links, link);
      fields.set(LINKS, links);
      try {
        store.documents().replace(key, there.get().version(), fields);
        return;
      } catch (PreconditionFailedException e) {
        Pauses.brief(attempt);
      }
    }
    throw new PreconditionFailedException(
        "link",
        store.root().resolve(key).uri(),
        Reason.CONFLICT,
        "The back link " + key + " kept changing under " + MAX_ATTEMPTS + " attempts; try again.",
        null);
  }

  Optional<Document> read() throws StorageException {
    return store.documents().read(key);
  }

  /**
   * Takes a link out of the pin as it was read before the link itself was changed. If somebody has
   * written the pin since, it is left: a pin too many protects, a pin too few loses.
   */
  void release(Document before, String linkName) throws StorageException {
    ObjectNode fields = before.fields().deepCopy();
    write(store, key, before, fields, without(fields, linkName));
  }

  private static void write(
      RunStore store, ObjectKey key, Document before, ObjectNode fields, ArrayNode links)
      throws StorageException {
    try {
      if (links.isEmpty() && store.backend().capabilities().has(Capability.DELETE_IF_VERSION)) {
        store.backend().delete(key, Precondition.ifVersion(before.version()));
      } else {
        fields.set(LINKS, links);
        store.documents().replace(key, before.version(), fields);
      }
    } catch (PreconditionFailedException e) {
      // Another link of the child was made meanwhile: the pin is theirs now.
      return;
    }
  }

  /** Takes all links out of a pin as it was read; a pin that was written since is left. */
  static void clear(RunStore store, String ancestorPath, String name, Document before)
      throws StorageException {
    ObjectKey key = ObjectKey.of(ancestorPath + "/" + RunNames.DESCENDANTS + "/" + name);
    ObjectNode fields = before.fields().deepCopy();
    write(store, key, before, fields, fields.arrayNode());
  }

  /** Whether a pin document holds any link. */
  static boolean pinsAnything(Document pin) {
    return !pin.fields().path(LINKS).isEmpty();
  }

  /** Whether a pin document holds a link of that name. */
  static boolean holds(Document pin, String linkName) {
    for (JsonNode link : pin.fields().path(LINKS)) {
      if (link.path("name").asText().equals(linkName)) {
        return true;
      }
    }
    return false;
  }

  private ObjectNode begin() {
    ObjectNode fields = Documents.begin(SCHEMA_FAMILY + "v1");
    fields.put("child", child.id());
    fields.put("childNonce", child.nonce());
    fields.put("childPath", childPath);
    return fields;
  }

  private static void add(ArrayNode links, LinkSpec link) {
    ObjectNode entry = links.addObject();
    entry.put("name", link.name());
    entry.put("role", link.role());
    @Nullable String checkpoint = link.checkpointOrNull();
    if (checkpoint != null) {
      entry.put("checkpoint", checkpoint);
    }
  }

  private static ArrayNode without(ObjectNode fields, String name) {
    ArrayNode rest = fields.arrayNode();
    for (JsonNode link : fields.path(LINKS)) {
      if (!link.path("name").asText().equals(name)) {
        rest.add(link);
      }
    }
    return rest;
  }
}
