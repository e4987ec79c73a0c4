package io.runpaths.testkit.matrix;

/** What a driver does wrong, of the kinds that lose data in the field. */
enum Blunder {
  /** Nothing. */
  NONE,
  /** Where an answer was lost, it takes for granted that the write succeeded. */
  TAKES_LOST_FOR_DONE,
  /** Where an answer was lost, it says that nothing was written. */
  TAKES_LOST_FOR_UNDONE,
  /** It believes a refusal that is the echo of its own success. */
  BELIEVES_REFUSALS,
  /** It does not look at the checksums of answers. */
  TAKES_FLIPPED_BYTES,
  /** It does not abort an upload that failed. */
  LEAVES_UPLOADS,
  /** It leaves uploads also when all is well. */
  NEVER_ABORTS,
  /** It goes wherever it is sent. */
  FOLLOWS_REDIRECTS
}
