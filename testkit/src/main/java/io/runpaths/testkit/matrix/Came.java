package io.runpaths.testkit.matrix;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a step.
 *
 * @param result of an operation that succeeded
 * @param failure of one that did not
 */
record Came<T>(@Nullable T result, @Nullable Throwable failure) {
  boolean succeeded() {
    return failure == null;
  }

  boolean isUnknown() {
    return failure instanceof OutcomeUnknownException;
  }

  /** Whether it says that another's object was in the way, or none was there. */
  boolean isRefusal() {
    return failure instanceof AlreadyExistsException
        || failure instanceof PreconditionFailedException
        || failure instanceof NotFoundException;
  }

  /** Whether the wire explains it. */
  boolean isOfTheWire() {
    return isUnknown()
        || failure instanceof UnavailableException
        || failure instanceof ThrottledException
        || failure instanceof CorruptDataException;
  }

  /** What came out, in a word. */
  String word() {
    return failure == null ? "success" : failure.getClass().getSimpleName();
  }
}
