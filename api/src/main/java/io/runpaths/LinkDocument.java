package io.runpaths;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpaths.document.Document;
import io.runpaths.document.Documents;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.StorageException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code <name>.link.json}.
 *
 * @param name the link's name
 * @param role what the target is to this run
 * @param target a path relative to this run's folder, or a URI under another root
 * @param targetNonce the target's nonce
 * @param checkpoint the tag of the checkpoint used
 * @param replaced on disk: the target of the symbolic link that this document was about to replace;
 *     a symbolic link that still has it was left by a writer that was killed, not made by a person
 */
record LinkDocument(
    String name,
    String role,
    String target,
    String targetNonce,
    @Nullable String checkpoint,
    @Nullable String replaced) {
  private static final String SCHEMA_FAMILY = "runpaths/link/";

  static ObjectKey key(String runPath, String name) {
    return ObjectKey.of(runPath + "/" + name + RunNames.LINK_SUFFIX);
  }

  static LinkDocument of(Document document) throws StorageException {
    Documents.requireV1(document, SCHEMA_FAMILY);
    return new LinkDocument(
        document.text("name"),
        document.text("role"),
        document.text("target"),
        document.text("targetNonce"),
        document.optionalText("checkpoint").orElse(null),
        document.optionalText("replaced").orElse(null));
  }

  ObjectNode toFields() {
    ObjectNode fields = Documents.begin(SCHEMA_FAMILY + "v1");
    fields.put("name", name);
    fields.put("role", role);
    fields.put("target", target);
    fields.put("targetNonce", targetNonce);
    if (checkpoint != null) {
      fields.put("checkpoint", checkpoint);
    }
    if (replaced != null) {
      fields.put("replaced", replaced);
    }
    return fields;
  }

  /** Whether a link made now would say the same. */
  boolean saysSame(LinkDocument other) {
    return name.equals(other.name)
        && role.equals(other.role)
        && target.equals(other.target)
        && targetNonce.equals(other.targetNonce)
        && Objects.equals(checkpoint, other.checkpoint);
  }

  boolean isRelative() {
    return !target.contains("://");
  }
}
