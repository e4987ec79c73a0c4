package io.runpaths.testkit.faults;

import io.runpaths.spi.Reason;
import io.runpaths.testkit.TestClock;
import java.time.Duration;
import java.util.Objects;

/** One thing that goes wrong with one call. */
public sealed interface Fault {
  /**
   * The request is lost on its way: nothing happens, and no answer comes. A write or delete ends
   * with {@code OutcomeUnknownException}, for its driver cannot know; everything else with {@code
   * UnavailableException}.
   */
  Fault LOST_BEFORE_EFFECT = new Lost(false);

  /** The request takes effect and its answer, whatever it says, is lost. Ends as above. */
  Fault LOST_AFTER_EFFECT = new Lost(true);

  /** The store asks to slow down, longer than the driver has patience. Nothing happens. */
  Fault THROTTLED = new Throttled();

  /** The caller may not do this here. Nothing happens. */
  Fault DENIED = new Denied();

  /**
   * The store cannot do it now and says so. Nothing happens.
   *
   * @param reason such as {@link Reason#SERVER_ERROR} or {@link Reason#NO_SPACE}
   * @return the fault
   */
  static Fault unavailable(Reason reason) {
    return new Unavailable(reason);
  }

  /**
   * The call waits at a gate and then goes on.
   *
   * @param gate opened by the test
   * @return the fault
   */
  static Fault heldAt(Gate gate) {
    return new Held(gate);
  }

  /**
   * The call takes so long, by a clock of the test, and then goes on.
   *
   * @param clock moved before the call goes on
   * @param delay by how much
   * @return the fault
   */
  static Fault delayed(TestClock clock, Duration delay) {
    return new Delayed(clock, delay);
  }

  /**
   * A read breaks off: its stream gives some bytes and then throws {@code UnavailableException}.
   *
   * @param bytes how many bytes come
   * @return the fault
   */
  static Fault truncated(long bytes) {
    return new Truncated(bytes);
  }

  /**
   * One bit of a read is wrong. Where checksums are promised, a whole read ends with {@code
   * CorruptDataException}; otherwise nobody notices.
   *
   * @param offset which byte of the stream
   * @return the fault
   */
  static Fault flipped(long offset) {
    return new Flipped(offset);
  }

  /**
   * See {@link #LOST_BEFORE_EFFECT} and {@link #LOST_AFTER_EFFECT}.
   *
   * @param afterEffect whether the request takes effect
   */
  record Lost(boolean afterEffect) implements Fault {}

  /** See {@link #THROTTLED}. */
  record Throttled() implements Fault {}

  /** See {@link #DENIED}. */
  record Denied() implements Fault {}

  /**
   * See {@link #unavailable}.
   *
   * @param reason what the exception says
   */
  record Unavailable(Reason reason) implements Fault {
    /** Validates. */
    public Unavailable {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * See {@link #heldAt}.
   *
   * @param gate where the call waits
   */
  record Held(Gate gate) implements Fault {
    /** Validates. */
    public Held {
      Objects.requireNonNull(gate, "gate");
    }
  }

  /**
   * See {@link #delayed}.
   *
   * @param clock the clock to move
   * @param delay by how much
   */
  record Delayed(TestClock clock, Duration delay) implements Fault {
    /** Validates. */
    public Delayed {
      Objects.requireNonNull(clock, "clock");
      Objects.requireNonNull(delay, "delay");
    }
  }

  /**
   * See {@link #truncated}.
   *
   * @param bytes how many bytes come
   */
  record Truncated(long bytes) implements Fault {}

  /**
   * See {@link #flipped}.
   *
   * @param offset which byte of the stream
   */
  record Flipped(long offset) implements Fault {}
}
