package io.runpaths.gcs.server;

/** A way in which other servers that speak as Google's differ from it. */
public enum Manner {
  /** Generations are nanoseconds, of 19 digits. */
  NANOSECONDS,
  /** A listing comes whole, however few entries were asked for. */
  WHOLE_LISTINGS,
  /** A listing does not say what kind of document it is. */
  NO_KIND,
  /** A deletion is answered by 200 and an empty document. */
  DOCUMENT_FOR_DELETION,
  /** A deletion is answered by 200 and nothing. */
  EMPTY_ANSWER_TO_DELETION,
  /** A download does not tell the generation. */
  NO_GENERATION_IN_DOWNLOADS,
  /** A download comes in chunks, and does not tell how long the object is. */
  NO_LENGTH_IN_DOWNLOADS,
  /** The end of an object, more of it than there is, is said to begin before its first byte. */
  ENDS_BEFORE_THE_BEGINNING,
  /** A part of an object comes with the status of the whole. */
  PARTS_BY_200,
  /** The same, and it is not said which part. */
  PARTS_BY_200_ALONE
}
