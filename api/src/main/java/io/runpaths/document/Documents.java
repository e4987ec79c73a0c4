package io.runpaths.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Creates, replaces and reads documents on one backend.
 *
 * <p>Lost answers are resolved here for all documents alike: if a conditional write says "exists",
 * "version differs" or "outcome unknown", the document is read back, and our own write id in it
 * means that the write was ours (DESIGN: "Whose write was it?"). Safe for use by several threads.
 */
public final class Documents {
  private static final String TYPE = "application/json";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final StorageBackend backend;

  /**
   * Documents of a backend.
   *
   * @param backend an open backend, which stays the caller's
   */
  public Documents(StorageBackend backend) {
    this.backend = backend;
  }

  /**
   * 128 random bits.
   *
   * @return 32 hex digits
   */
  public static String randomId() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * An empty document with its schema.
   *
   * @param schema such as {@code runpaths/run/v1}
   * @return a JSON object to be filled
   */
  public static ObjectNode begin(String schema) {
    ObjectNode fields = DocumentJson.object();
    fields.put(Document.SCHEMA, schema);
    return fields;
  }

  /**
   * Creates a document exclusively; of any number of writers exactly one succeeds.
   *
   * @param key where
   * @param fields the content; its write id is set here
   * @return the stat of what was written
   * @throws AlreadyExistsException if the document of another write is there
   * @throws OutcomeUnknownException if neither success nor failure can be established
   * @throws StorageException if it failed otherwise; nothing was written then
   */
  public ObjectStat create(ObjectKey key, ObjectNode fields) throws StorageException {
    String writeId = randomId();
    fields.put(Document.WRITE_ID, writeId);
    try {
      return backend.put(
          key,
          Body.of(DocumentJson.bytes(fields)),
          PutOptions.IF_ABSENT.withContentType(contentType()));
    } catch (AlreadyExistsException | OutcomeUnknownException e) {
      return ownWrite(key, writeId, e);
    }
  }

  /**
   * Replaces exactly one version of a document.
   *
   * @param key where
   * @param expected the version that must still be there
   * @param fields the content; its write id is set here
   * @return the stat of what was written
   * @throws PreconditionFailedException if another version is there, or none
   * @throws OutcomeUnknownException if neither success nor failure can be established
   * @throws StorageException if it failed otherwise
   */
  public ObjectStat replace(ObjectKey key, Version expected, ObjectNode fields)
      throws StorageException {
    String writeId = randomId();
    fields.put(Document.WRITE_ID, writeId);
    try {
      return backend.put(
          key,
          Body.of(DocumentJson.bytes(fields)),
          PutOptions.ifVersion(expected).withContentType(contentType()));
    } catch (PreconditionFailedException | OutcomeUnknownException e) {
      return ownWrite(key, writeId, e);
    }
  }

  /**
   * Reads a document.
   *
   * @param key where
   * @return the document, or empty if there is none
   * @throws CorruptDataException if it is too long, cut off, no JSON object, or a link
   * @throws StorageException if it cannot be read
   */
  public Optional<Document> read(ObjectKey key) throws StorageException {
    try {
      return Optional.of(get(key));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a document that should be there.
   *
   * @param key where
   * @return the document
   * @throws NotFoundException if there is none; its reason tells whether there is a root at all
   * @throws CorruptDataException if it is too long, cut off, no JSON object, or a link
   * @throws StorageException if it cannot be read
   */
  public Document get(ObjectKey key) throws StorageException {
    Location at = backend.root().resolve(key);
    Optional<LinkSupport> links = backend.extension(LinkSupport.class);
    if (links.isPresent() && links.get().readLink(key).isPresent()) {
      throw new CorruptDataException(
          "read",
          at.uri(),
          Reason.SYMLINK,
          "The document "
              + at.display()
              + " is a symbolic link, which RunPaths never makes of it; put the real file there.",
          null);
    }
    try (ObjectContent content = backend.read(key, ReadOptions.ALL)) {
      if (content.length() > DocumentJson.MAX_BYTES) {
        throw new CorruptDataException(
            "read",
            at.uri(),
            Reason.TOO_LARGE,
            "The document "
                + at.display()
                + " has "
                + content.length()
                + " bytes, more than any document of RunPaths; restore it from a copy.",
            null);
      }
      byte[] bytes = content.stream().readAllBytes();
      return new Document(at, content.stat().version(), DocumentJson.parse(bytes));
    } catch (JsonProcessingException e) {
      throw new CorruptDataException(
          "read",
          at.uri(),
          Reason.MALFORMED,
          "The document "
              + at.display()
              + " is damaged: "
              + e.getOriginalMessage()
              + (e.getLocation() == null
                  ? ""
                  : " (line "
                      + e.getLocation().getLineNr()
                      + ", column "
                      + e.getLocation().getColumnNr()
                      + ")")
              + "; restore it from a copy, or remove its folder if the run is not needed.",
          e);
    } catch (StorageException e) {
      throw e;
    } catch (IOException e) {
      throw new UnavailableException(
          "read", at.uri(), Reason.OTHER, "Cannot read " + at.display() + ": " + e + ".", e);
    }
  }

  private ObjectStat ownWrite(ObjectKey key, String writeId, StorageException lost)
      throws StorageException {
    Optional<Document> found;
    try {
      found = read(key);
    } catch (CorruptDataException e) {
      // What is there is not what we wrote: ours would be whole.
      lost.addSuppressed(e);
      throw lost;
    } catch (StorageException e) {
      lost.addSuppressed(e);
      throw unknown(key, lost);
    }
    if (found.isPresent() && found.get().writeId().equals(writeId)) {
      Optional<ObjectStat> stat = backend.stat(key);
      if (stat.isPresent() && stat.get().version().equals(found.get().version())) {
        return stat.get();
      }
      // Ours was there a moment ago and is replaced already: the write did succeed.
      return ObjectStat.builder(
              key, 0, found.get().version(), stat.map(ObjectStat::modified).orElse(Instant.EPOCH))
          .build();
    }
    throw lost;
  }

  private StorageException unknown(ObjectKey key, StorageException lost) {
    if (lost instanceof OutcomeUnknownException) {
      return lost;
    }
    Location at = backend.root().resolve(key);
    return new OutcomeUnknownException(
        lost.operation(),
        at.uri(),
        Reason.LOST_ANSWER,
        "It is not known whether "
            + at.display()
            + " was written by this call: the store says it is there, and it cannot be read back;"
            + " look again when the store answers.",
        lost);
  }

  private String contentType() throws StorageException {
    return backend.capabilities().has(Capability.CONTENT_TYPE) ? TYPE : "";
  }

  /**
   * Checks that a document has a schema that this release reads.
   *
   * @param document the document
   * @param family the schema without its version, such as {@code runpaths/link/}
   * @throws UnsupportedException if it is of a newer version
   * @throws CorruptDataException if it is of another family
   */
  public static void requireV1(Document document, String family) throws StorageException {
    String schema = document.schema();
    if (schema.equals(family + "v1")) {
      return;
    }
    if (schema.startsWith(family + "v")) {
      throw newer(document);
    }
    throw document.malformed("its schema is '" + schema + "', not " + family + "v1");
  }

  /**
   * The error for a document of a version that this release does not know.
   *
   * @param document the document
   * @return the exception to throw
   */
  public static UnsupportedException newer(Document document) {
    return new UnsupportedException(
        "read",
        document.at().uri(),
        Reason.NEWER_SCHEMA,
        "The document "
            + document.at().display()
            + " has the schema "
            + document.schema()
            + ", which this release does not know; use a newer RunPaths.",
        null);
  }
}
