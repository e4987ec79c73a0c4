package io.runpaths.gcs;

/** How large the chunks of a stream are: the first ones small, as most streams are. */
final class ChunkSizes {
  /** The first chunk of a stream: what ends before is one small object. */
  private static final long FIRST = 16L << 20;

  private final long configured;

  ChunkSizes(long configured) {
    this.configured = configured;
  }

  /** The size of a stream's chunk, from number 1. */
  long ofStream(int number) {
    long size = FIRST;
    for (int n = 1; n < number && size < configured; n++) {
      size *= 3;
    }
    return Math.min(size, configured);
  }

  /** Whether a chunk may be sent before it has its size, to spare a file. */
  static boolean mayBeShort(long bytes) {
    return bytes >= FIRST && bytes % GcsSettings.CHUNK_UNIT == 0;
  }
}
