package io.runpaths.s3;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An answer that claims to be a whole object and is known to be shorter, or longer. */
final class ShortAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  ShortAnswerException(long told, long known) {
    super(
        "the answer tells of " + told + " bytes, and the object has " + known,
        (@Nullable Throwable) null);
  }
}
