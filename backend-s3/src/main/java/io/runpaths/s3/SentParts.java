package io.runpaths.s3;

import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** The parts of one upload that the server has. Not safe for use by several threads. */
final class SentParts {
  private final Map<Integer, Part> parts = new TreeMap<>();

  /**
   * A part that the server has.
   *
   * @param etag its ETag
   * @param size how many bytes it has
   * @param crc32c null for parts that were copied inside the store
   */
  record Part(String etag, long size, @Nullable Integer crc32c) {}

  /**
   * All parts in order, and what they make together.
   *
   * @param parts as the completion names them
   * @param size how many bytes they have
   * @param crc32c the checksum of the whole; null if it is not known
   */
  record Whole(List<CompletedPart> parts, long size, @Nullable Integer crc32c) {
    /**
     * Makes sure that no part is missing: S3 joins what it has, and all checksums of that are
     * right.
     *
     * @param op what they are for
     * @param wanted how many bytes the object is to have
     */
    void requireSize(Op op, long wanted) throws CorruptDataException {
      if (size != wanted) {
        throw new CorruptDataException(
            op.name(),
            op.location(),
            Reason.CHECKSUM,
            "The "
                + op
                + " is not whole: its parts have "
                + size
                + " of "
                + wanted
                + " bytes; write it again.",
            null);
      }
    }
  }

  /** Notes a part; another of the same number is replaced. */
  void put(int number, Part part) {
    parts.put(number, part);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /**
   * What they make together, with the checksum of the whole combined from theirs.
   *
   * @param combined whether there is to be a checksum
   * @param named whether the completion is to name those of the parts
   * @param otherwise the checksum of the whole where some part has none; null if it is not known
   */
  Whole whole(boolean combined, boolean named, @Nullable Integer otherwise) {
    List<CompletedPart> completed = new ArrayList<>(parts.size());
    boolean all = combined;
    int crc = 0;
    long size = 0;
    for (Map.Entry<Integer, Part> entry : parts.entrySet()) {
      Part part = entry.getValue();
      CompletedPart.Builder one =
          CompletedPart.builder().partNumber(entry.getKey()).eTag(part.etag());
      Integer own = part.crc32c();
      if (own == null) {
        all = false;
      } else if (all) {
        if (named) {
          one.checksumCRC32C(Crc32c.base64(own));
        }
        crc = size == 0 ? own : Crc32c.combine(crc, own, part.size());
      }
      size += part.size();
      completed.add(one.build());
    }
    return new Whole(completed, size, all ? (Integer) crc : otherwise);
  }
}
