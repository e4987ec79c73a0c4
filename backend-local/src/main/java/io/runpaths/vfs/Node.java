package io.runpaths.vfs;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Version;
import java.time.Instant;

/**
 * What a store tells of one name in a folder; a link is not followed.
 *
 * @param name the name; one that is not UTF-8 ends in {@link VfsNames#UNDECODED}
 * @param kind what it is
 * @param size its length in bytes; 0 for what is not a file
 * @param modified when it was last written
 */
record Node(String name, Kind kind, long size, Instant modified) {
  /** What can have a name. */
  enum Kind {
    /** A regular file. */
    FILE,
    /** A folder. */
    FOLDER,
    /** A symbolic link. */
    LINK,
    /** A pipe, socket or device. */
    SPECIAL
  }

  boolean is(Kind other) {
    return kind == other;
  }

  /** Size and time: all that these stores know to tell two contents of one name apart. */
  Version version() {
    return new Version(size + "-" + modified.toEpochMilli());
  }

  ObjectStat stat(ObjectKey key) {
    return ObjectStat.builder(key, size, version(), modified).build();
  }
}
