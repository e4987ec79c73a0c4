package io.runpaths.spi;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A storage operation failed. The family is closed: callers branch on the subclass, never on the
 * message. Every backend has one translator that classifies at the throw.
 */
public abstract sealed class StorageException extends IOException
    permits NotFoundException,
        AlreadyExistsException,
        PreconditionFailedException,
        OutcomeUnknownException,
        AccessDeniedException,
        UnsupportedException,
        RangeNotSatisfiableException,
        ThrottledException,
        UnavailableException,
        CorruptDataException {
  private static final long serialVersionUID = 1L;

  /** The operation, in one word. */
  private final String operation;

  /** Where it failed. */
  private final String location;

  /** Why it failed. */
  private final Reason reason;

  /** Whether the same call may succeed later. */
  private final boolean retryable;

  StorageException(
      String operation,
      String location,
      Reason reason,
      boolean retryable,
      String message,
      @Nullable Throwable cause) {
    super(Objects.requireNonNull(message, "message"), cause);
    this.operation = Objects.requireNonNull(operation, "operation");
    this.location = Objects.requireNonNull(location, "location");
    this.reason = Objects.requireNonNull(reason, "reason");
    this.retryable = retryable;
  }

  /**
   * The operation that failed.
   *
   * @return one word, such as {@code "put"}
   */
  public final String operation() {
    return operation;
  }

  /**
   * Where it failed.
   *
   * @return a location or key as text; never with credentials
   */
  public final String location() {
    return location;
  }

  /**
   * Why it failed.
   *
   * @return the reason
   */
  public final Reason reason() {
    return reason;
  }

  /**
   * Whether the same call may succeed later without anybody changing anything.
   *
   * @return true if a retry can help
   */
  public final boolean retryable() {
    return retryable;
  }
}
