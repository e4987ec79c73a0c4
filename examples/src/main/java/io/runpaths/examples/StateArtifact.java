package io.runpaths.examples;

import io.runpaths.Run;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The training's state as one artifact of its run. It is replaced whole, so that a kill at any
 * moment leaves either the state before or the state after, and only in the version that this
 * process knows: a process of the same job that was thought dead, and wakes up after another has
 * gone on, cannot put its older state in the newer one's place.
 */
final class StateArtifact {

  static final String NAME = "checkpoints/training_state.bin";

  private final Run run;
  private final boolean guarded;
  private @Nullable Version known;

  StateArtifact(Run run) throws IOException {
    this.run = run;
    this.guarded = run.store().backend().capabilities().has(Capability.PUT_IF_VERSION);
  }

  /**
   * Whether the store can refuse the older of two states. Where it cannot, an old process may set
   * the job back by some epochs, which costs time and nothing else: the same epochs come out of it.
   */
  boolean isGuarded() {
    return guarded;
  }

  /** The state that is there; empty if the training has not come to the end of an epoch. */
  Optional<TrainingState> read() throws IOException {
    try (ObjectContent content = run.read(NAME)) {
      byte[] bytes = content.stream().readAllBytes();
      known = content.stat().version();
      return Optional.of(TrainingState.of(bytes));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Puts a state in the place of the one that this process read or wrote last.
   *
   * @throws io.runpaths.spi.AlreadyExistsException if another process has written the first one
   * @throws io.runpaths.spi.PreconditionFailedException if another process has gone on
   */
  void write(TrainingState state) throws IOException {
    Body body = Body.of(state.toBytes());
    Version before = known;
    if (before == null) {
      known = run.put(NAME, body).version();
    } else if (guarded) {
      known = run.replace(NAME, before, body).version();
    } else {
      known = run.replace(NAME, body).version();
    }
  }
}
