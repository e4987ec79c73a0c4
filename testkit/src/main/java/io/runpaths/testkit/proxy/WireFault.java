package io.runpaths.testkit.proxy;

import io.runpaths.testkit.faults.Gate;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * One thing that goes wrong with one request on the wire.
 *
 * <p>Offsets and lengths count the bytes of a body as its receiver sees it, without the framing of
 * chunks. Where a body is shorter than a fault asks for, the fault strikes its last byte; where
 * there is none, nothing goes wrong and the log names no fault.
 */
public sealed interface WireFault {
  /**
   * The server's host goes down: the connection of this request is reset, nothing is handed on, and
   * connecting is refused from now on until {@link FaultProxy#setReachable}.
   */
  WireFault UNREACHABLE = new Unreachable();

  /** The connection is reset when the headers have come; the body is not read. No effect. */
  WireFault RESET = new Reset();

  /** The request comes whole and is lost: it has no effect, and its connection is reset. */
  WireFault LOST_BEFORE_EFFECT = new Lost(false, false);

  /** The request takes effect, and its connection is reset before any byte of the answer. */
  WireFault LOST_AFTER_EFFECT = new Lost(true, false);

  /** The request comes whole and is lost: no effect, and its connection is closed in good order. */
  WireFault CLOSED_BEFORE_EFFECT = new Lost(false, true);

  /** The request takes effect, and its connection is closed in good order without an answer. */
  WireFault CLOSED_AFTER_EFFECT = new Lost(true, true);

  /** The request has no effect, and no answer comes until the client goes away. */
  WireFault HUNG_BEFORE_EFFECT = new Hung(false);

  /** The request takes effect, and no answer comes until the client goes away. */
  WireFault HUNG_AFTER_EFFECT = new Hung(true);

  /**
   * The request is delivered twice, as by a network that repeats it, and the client gets the first
   * answer.
   */
  WireFault DELIVERED_TWICE = new Repeated(false);

  /**
   * The first answer is lost behind the proxy, which repeats the request in silence, as gateways do
   * with PUT, and gives the client the second answer: perhaps a conflict with the client's own
   * first write.
   */
  WireFault RETRIED_BY_A_GATEWAY = new Repeated(true);

  /**
   * The answer is that of the last request of the same method and target, although the world has
   * changed since: a late listing. {@link FaultProxy#remember} says which answers are kept.
   */
  WireFault STALE = new Stale();

  /**
   * Only the beginning of the request's body reaches the server; then both connections break.
   *
   * @param bytes how many bytes
   * @return the fault
   */
  static WireFault requestTruncated(long bytes) {
    return new RequestTruncated(bytes);
  }

  /**
   * One bit of the request's body is wrong when it reaches the server.
   *
   * @param offset which byte
   * @return the fault
   */
  static WireFault requestFlipped(long offset) {
    return new RequestFlipped(offset);
  }

  /**
   * Somebody on the way answers, and the request has no effect.
   *
   * @param reply the answer
   * @return the fault
   */
  static WireFault repliedBeforeEffect(Reply reply) {
    return new Replied(reply, false);
  }

  /**
   * The request takes effect, and the client gets another answer than the server gave.
   *
   * @param reply the answer
   * @return the fault
   */
  static WireFault repliedAfterEffect(Reply reply) {
    return new Replied(reply, true);
  }

  /**
   * The connection breaks in the middle of the answer's status line and headers.
   *
   * @param bytes how many of their bytes come
   * @return the fault
   */
  static WireFault headersTruncated(int bytes) {
    return new HeadersTruncated(bytes);
  }

  /**
   * The connection breaks in the middle of the answer's body.
   *
   * @param bytes how many bytes come
   * @return the fault
   */
  static WireFault truncated(long bytes) {
    return new Truncated(bytes);
  }

  /**
   * Only the beginning of the answer's body comes, and its headers say that this is all.
   *
   * @param bytes how many bytes come
   * @return the fault
   */
  static WireFault shortened(int bytes) {
    return new Shortened(bytes);
  }

  /**
   * One bit of the answer's body is wrong.
   *
   * @param offset which byte
   * @return the fault
   */
  static WireFault flipped(long offset) {
    return new Flipped(offset);
  }

  /**
   * The answer's body is another: a listing without some of its keys, say.
   *
   * @param change makes another body of the server's
   * @return the fault
   */
  static WireFault rewritten(UnaryOperator<byte[]> change) {
    return new Rewritten(change);
  }

  /**
   * The answer comes byte by byte.
   *
   * @param pause before each byte
   * @param bytes of how many bytes of the whole message; the rest comes at once
   * @return the fault
   */
  static WireFault dripped(Duration pause, int bytes) {
    return new Dripped(pause, bytes);
  }

  /**
   * Somebody on the way answers with what does not end: the reply's body again and again. The
   * request has no effect.
   *
   * @param reply status, headers and a piece of the body
   * @param bytes when to end all the same
   * @return the fault
   */
  static WireFault endless(Reply reply, long bytes) {
    return new Endless(reply, bytes);
  }

  /**
   * The request waits at a gate, and then goes on as if nothing were wrong; other faults may strike
   * it too.
   *
   * @param gate opened by the test
   * @return the fault
   */
  static WireFault heldAt(Gate gate) {
    return new Held(gate);
  }

  /**
   * The client's connection is reset at once, and the request is delivered all the same, but later.
   *
   * @param gate opened by the test when it shall be delivered
   * @return the fault
   */
  static WireFault deliveredLate(Gate gate) {
    return new Late(gate);
  }

  /** See {@link #UNREACHABLE}. */
  record Unreachable() implements WireFault {}

  /** See {@link #RESET}. */
  record Reset() implements WireFault {}

  /**
   * See {@link #LOST_BEFORE_EFFECT}, {@link #LOST_AFTER_EFFECT}, {@link #CLOSED_BEFORE_EFFECT} and
   * {@link #CLOSED_AFTER_EFFECT}.
   *
   * @param afterEffect whether the request takes effect
   * @param inGoodOrder whether the connection is closed, and not reset
   */
  record Lost(boolean afterEffect, boolean inGoodOrder) implements WireFault {}

  /**
   * See {@link #HUNG_BEFORE_EFFECT} and {@link #HUNG_AFTER_EFFECT}.
   *
   * @param afterEffect whether the request takes effect
   */
  record Hung(boolean afterEffect) implements WireFault {}

  /**
   * See {@link #DELIVERED_TWICE} and {@link #RETRIED_BY_A_GATEWAY}.
   *
   * @param secondAnswer which answer the client gets
   */
  record Repeated(boolean secondAnswer) implements WireFault {}

  /** See {@link #STALE}. */
  record Stale() implements WireFault {}

  /**
   * See {@link #requestTruncated}.
   *
   * @param bytes how many bytes of the body are handed on
   */
  record RequestTruncated(long bytes) implements WireFault {}

  /**
   * See {@link #requestFlipped}.
   *
   * @param offset which byte of the body
   */
  record RequestFlipped(long offset) implements WireFault {}

  /**
   * See {@link #repliedBeforeEffect} and {@link #repliedAfterEffect}.
   *
   * @param reply the answer
   * @param afterEffect whether the request takes effect
   */
  record Replied(Reply reply, boolean afterEffect) implements WireFault {
    /** Validates. */
    public Replied {
      Objects.requireNonNull(reply, "reply");
    }
  }

  /**
   * See {@link #headersTruncated}.
   *
   * @param bytes how many bytes come
   */
  record HeadersTruncated(int bytes) implements WireFault {}

  /**
   * See {@link #truncated}.
   *
   * @param bytes how many bytes of the body come
   */
  record Truncated(long bytes) implements WireFault {}

  /**
   * See {@link #shortened}.
   *
   * @param bytes how many bytes of the body come
   */
  record Shortened(int bytes) implements WireFault {}

  /**
   * See {@link #flipped}.
   *
   * @param offset which byte of the body
   */
  record Flipped(long offset) implements WireFault {}

  /**
   * See {@link #rewritten}.
   *
   * @param change makes another body of the server's
   */
  record Rewritten(UnaryOperator<byte[]> change) implements WireFault {
    /** Validates. */
    public Rewritten {
      Objects.requireNonNull(change, "change");
    }
  }

  /**
   * See {@link #dripped}.
   *
   * @param pause before each byte
   * @param bytes of how many bytes
   */
  record Dripped(Duration pause, int bytes) implements WireFault {
    /** Validates. */
    public Dripped {
      Objects.requireNonNull(pause, "pause");
    }
  }

  /**
   * See {@link #endless}.
   *
   * @param reply status, headers and a piece of the body
   * @param bytes when to end all the same
   */
  record Endless(Reply reply, long bytes) implements WireFault {
    /** Validates. */
    public Endless {
      Objects.requireNonNull(reply, "reply");
    }
  }

  /**
   * See {@link #heldAt}.
   *
   * @param gate where the request waits
   */
  record Held(Gate gate) implements WireFault {
    /** Validates. */
    public Held {
      Objects.requireNonNull(gate, "gate");
    }
  }

  /**
   * See {@link #deliveredLate}.
   *
   * @param gate where the request waits
   */
  record Late(Gate gate) implements WireFault {
    /** Validates. */
    public Late {
      Objects.requireNonNull(gate, "gate");
    }
  }
}
