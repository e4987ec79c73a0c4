package io.runpaths.spi;

/**
 * One thing that not every store can do. A capability that an opened backend names is a promise; a
 * request that needs one which is not named is refused with {@link UnsupportedException}.
 */
public enum Capability {
  /**
   * A put or upload with {@link Precondition.IfAbsent} is atomic among all writers of the store.
   */
  PUT_IF_ABSENT("exclusive creation"),

  /** A put or upload with {@link Precondition.IfVersion} is atomic among all writers. */
  PUT_IF_VERSION("compare-and-set"),

  /** A delete with {@link Precondition.IfVersion} is atomic among all writers. */
  DELETE_IF_VERSION("conditional deletion"),

  /** A put or upload becomes visible whole or not at all; without it readers may see a part. */
  ATOMIC_PUT("atomic publication"),

  /** A read with {@link ReadOptions#ifVersion()} never returns bytes of another version. */
  READ_IF_VERSION("reads of a given version"),

  /** A finished write or delete is seen by every later listing. */
  CONSISTENT_LISTING("listings without delay"),

  /** Metadata given with a put comes back from stat, read and copy. */
  METADATA("object metadata"),

  /** The content type given with a put comes back from stat and read. */
  CONTENT_TYPE("content types"),

  /** Damage of stored or moved bytes is noticed: whole reads are verified by a checksum. */
  CHECKSUMS("end-to-end checksums"),

  /** A key {@code foo} and a key {@code foo/bar} may exist side by side. */
  FILE_BESIDE_FOLDER("a file and a folder of one name"),

  /** A segment of a key may be longer than 255 bytes of UTF-8. */
  LONG_SEGMENTS("names longer than 255 bytes"),

  /** {@link StorageBackend#copyFrom} copies inside the store without moving bytes through here. */
  COPY("copies inside the store"),

  /** {@link ObjectStat#storeTime()} tells the store's own clock. */
  STORE_TIME("the store's own time");

  private final String words;

  Capability(String words) {
    this.words = words;
  }

  /**
   * The capability in words, for messages.
   *
   * @return a noun phrase such as {@code "exclusive creation"}
   */
  public String words() {
    return words;
  }
}
