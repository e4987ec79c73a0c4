package io.runpaths.spi;

/**
 * Why a storage operation failed, finer than the exception's type: it chooses the sentence and the
 * way out, while callers branch on the type.
 */
public enum Reason {
  /** The object does not exist. */
  NO_SUCH_OBJECT,
  /** The root (a folder, a bucket) does not exist. */
  NO_SUCH_ROOT,
  /** The object exists already. */
  EXISTS,
  /** The object is in another version than asked for, or gone. */
  VERSION_DIFFERS,
  /** Another writer was faster in a protocol of several steps. */
  CONFLICT,
  /** The answer to a write was lost and its effect could not be read back. */
  LOST_ANSWER,
  /** The credentials are valid but may not do this. */
  FORBIDDEN,
  /** There are no credentials, or they are unknown. */
  NO_CREDENTIALS,
  /** The credentials have expired. */
  EXPIRED_CREDENTIALS,
  /** The clocks of client and store are too far apart to sign requests. */
  CLOCK_SKEW,
  /** The store or file system is mounted or set read-only. */
  READ_ONLY,
  /** The store does not promise a capability that the request needs. */
  NOT_PROMISED,
  /** A file stands where a folder is needed, or a folder where a file is. */
  FILE_OR_FOLDER,
  /** A symbolic link stands where a regular file is needed, or leads out of the root. */
  SYMLINK,
  /** A pipe, socket or device stands where a regular file is needed. */
  SPECIAL_FILE,
  /** A name is longer than this store takes. */
  NAME_TOO_LONG,
  /** A name cannot be expressed as a key: not UTF-8, empty segments, control characters. */
  BAD_NAME,
  /** The object is larger than this store takes, or than the reader allows. */
  TOO_LARGE,
  /** The object is archived and must be restored before it is read. */
  ARCHIVED,
  /** The bytes asked for lie behind the object's end. */
  RANGE,
  /** The store asks to slow down. */
  THROTTLED,
  /** No answer within the deadline. */
  TIMEOUT,
  /** The host cannot be reached or found. */
  UNREACHABLE,
  /** The server's certificate is not trusted, or TLS failed otherwise. */
  TLS,
  /** The bucket lives in another region than the one asked. */
  WRONG_REGION,
  /** The store answered with an error of its own. */
  SERVER_ERROR,
  /** The device or quota is full. */
  NO_SPACE,
  /** The calling thread was interrupted. */
  INTERRUPTED,
  /** Bytes differ from their checksum or length. */
  CHECKSUM,
  /** A document cannot be parsed, or breaks its schema. */
  MALFORMED,
  /** A document has a newer schema than this release knows. */
  NEWER_SCHEMA,
  /** The backend or upload is closed. */
  CLOSED,
  /** None of the others; the cause says more. */
  OTHER
}
