package io.runpaths.gcs;

import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.util.Map;

/** Writes objects that fit into one request. */
final class Writes {
  private final Services at;

  Writes(Services at) {
    this.at = at;
  }

  /** Writes a body whole. */
  ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    Op op = Op.on("put", at.root(), key);
    return put(op, key, Payload.of(op, body), options);
  }

  /** Writes bytes whole. */
  ObjectStat put(Op op, ObjectKey key, Payload payload, PutOptions options)
      throws StorageException {
    return put(op, key, payload, options, at.resources().object(at.keys().full(key), options));
  }

  /**
   * Writes bytes whole.
   *
   * @param resource what the object is, without its checksum
   */
  ObjectStat put(Op op, ObjectKey key, Payload payload, PutOptions options, StorageObject resource)
      throws StorageException {
    resource.setCrc32c(Crc32c.base64(payload.crc32c()));
    Map<String, String> query = at.resources().query(options.precondition());
    Answers.Reply<StorageObject> reply;
    try {
      reply =
          at.attempts()
              .write(
                  op,
                  site -> {
                    Answers.Reply<StorageObject> answer = site.bulk().put(resource, query, payload);
                    ObjectResources.version(answer.value());
                    return answer;
                  });
    } catch (FailedAttempts e) {
      return at.outcome().of(op, key, e, options.precondition(), WriteResources.writeId(resource));
    }
    at.integrity().verify(op, resource, reply.value(), payload.size(), payload.crc32c());
    return written(key, reply, payload.size(), payload.crc32c(), options);
  }

  /** The stat of what was just written, told from the answer alone. */
  static ObjectStat written(
      ObjectKey key, Answers.Reply<StorageObject> reply, long size, int crc, PutOptions options) {
    StorageObject object = reply.value();
    ObjectStat.Builder stat =
        ObjectStat.builder(
                key, size, Versions.of(object.getGeneration()), ObjectResources.modified(object))
            .metadata(options.metadata())
            .checksums(ObjectResources.checksums(crc));
    if (!options.contentType().isEmpty()) {
      stat.contentType(options.contentType());
    }
    reply.date().ifPresent(stat::storeTime);
    return stat.build();
  }
}
