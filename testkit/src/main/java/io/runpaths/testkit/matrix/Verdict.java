package io.runpaths.testkit.matrix;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.UnavailableException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an operation said of itself in one cell, and the damage found. For one thread. */
final class Verdict {
  private final @Nullable Throwable failure;
  private final Map<Damage, List<String>> damages = new EnumMap<>(Damage.class);

  Verdict(@Nullable Throwable failure) {
    this.failure = failure;
  }

  boolean succeeded() {
    return failure == null;
  }

  /** Whether it said that nobody knows. */
  boolean unknown() {
    return failure instanceof OutcomeUnknownException;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** Finds damage where the failure is none that the wire can explain. */
  void checkFailure(Trial trial) {
    if (failure == null
        || failure instanceof UnavailableException
        || failure instanceof ThrottledException
        || failure instanceof CorruptDataException
        || trial.expects(failure)
        || (unknown() && trial.changes())) {
      return;
    }
    boolean blame =
        failure instanceof AlreadyExistsException
            || failure instanceof PreconditionFailedException
            || failure instanceof NotFoundException;
    found(blame ? Damage.FALSE_CONFLICT : Damage.MISBEHAVED, "it failed with " + failure);
  }

  /** It failed, and took effect; who blames another for that is wrong once and not twice. */
  void untold(String words) {
    if (!damages.containsKey(Damage.FALSE_CONFLICT)) {
      found(Damage.UNTOLD, words);
    }
  }

  void found(Damage damage, String words) {
    damages.computeIfAbsent(damage, kind -> new ArrayList<>()).add(words);
  }

  Map<Damage, List<String>> damages() {
    return damages;
  }

  /** The cell's mark. */
  char mark() {
    for (Damage damage : damages.keySet()) {
      return damage.mark();
    }
    return succeeded() ? '+' : unknown() ? '?' : '-';
  }
}
