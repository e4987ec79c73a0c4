package io.runpaths.testkit.proxy;

import io.runpaths.testkit.proxy.Framing.Sink;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One answer on its way down to the client, whole or damaged. */
final class Delivery {
  private final Connection client;
  private final ExchangeLog.Entry entry;

  Delivery(Connection client, ExchangeLog.Entry entry) {
    this.client = client;
    this.entry = entry;
  }

  void plain(Answer answer) throws IOException {
    send(answer, client.out(), Sinks.to(client.out()));
  }

  /**
   * Damages an answer on its way.
   *
   * @param closing ends pauses
   * @return whether the connection may go on
   */
  boolean damaged(Answer whole, WireFault fault, CountDownLatch closing) throws IOException {
    if (fault instanceof WireFault.HeadersTruncated truncated) {
      entry.struck(fault);
      byte[] head = whole.head().bytes();
      whole.discard();
      client.out().write(head, 0, Math.min(truncated.bytes(), head.length - 1));
      client.out().flush();
      throw new Sinks.CutException();
    }
    if (fault instanceof WireFault.Dripped dripped) {
      entry.struck(fault);
      OutputStream out = new Dripping(client.out(), dripped.pause(), dripped.bytes(), closing);
      send(whole, out, Sinks.to(out));
      return whole.framing().kind() != Framing.Kind.UNTIL_CLOSE;
    }
    Answer answer =
        whole.framing().kind() == Framing.Kind.UNTIL_CLOSE
                || !(fault instanceof WireFault.Truncated)
            ? whole.measured()
            : whole;
    if (answer.framing().isEmpty()) {
      plain(answer);
      return true;
    }
    entry.struck(fault);
    if (fault instanceof WireFault.Truncated truncated) {
      truncated(answer, truncated.bytes());
    } else if (fault instanceof WireFault.Flipped flipped) {
      long offset = Math.min(flipped.offset(), answer.framing().length() - 1);
      send(answer, client.out(), Sinks.flipping(Sinks.to(client.out()), offset));
    } else if (fault instanceof WireFault.Shortened shortened) {
      byte[] payload = answer.payload();
      plain(answer.with(Arrays.copyOf(payload, Math.min(shortened.bytes(), payload.length - 1))));
    } else if (fault instanceof WireFault.Rewritten rewritten) {
      plain(answer.with(rewritten.change().apply(answer.payload())));
    } else {
      throw new IllegalStateException("This fault does not strike answers: " + fault);
    }
    return true;
  }

  private void truncated(Answer answer, long bytes) throws IOException {
    boolean known = answer.framing().kind() == Framing.Kind.FIXED;
    long most = known ? Math.min(bytes, answer.framing().length() - 1) : bytes;
    client.out().write(answer.head().bytes());
    client.out().flush();
    if (most > 0) {
      Sink counted = Sinks.counting(Sinks.to(client.out()), entry::sent);
      try {
        answer.framing().pump(answer.body(), Sinks.cutting(counted, most));
      } finally {
        client.out().flush();
      }
    }
    throw new Sinks.CutException();
  }

  /** Sends a piece again and again. */
  void endless(WireFault.Endless fault) throws IOException {
    byte[] piece = fault.reply().body();
    client.out().write(fault.reply().head("Connection: close"));
    for (long left = fault.bytes(); left > 0 && piece.length > 0; ) {
      int n = (int) Math.min(left, piece.length);
      client.out().write(piece, 0, n);
      entry.sent(n);
      left -= n;
    }
    client.out().flush();
    throw new Sinks.CutException();
  }

  private void send(Answer answer, OutputStream out, Sink sink) throws IOException {
    out.write(answer.head().bytes());
    answer.framing().pump(answer.body(), Sinks.counting(sink, entry::sent));
    out.flush();
  }

  /** Lets the first bytes through one by one. */
  private static final class Dripping extends FilterOutputStream {
    private final Duration pause;
    private final CountDownLatch closing;
    private int left;

    Dripping(OutputStream out, Duration pause, int bytes, CountDownLatch closing) {
      super(out);
      this.pause = pause;
      this.left = bytes;
      this.closing = closing;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int at = offset;
      for (; left > 0 && at < offset + length; left--) {
        try {
          if (closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new Sinks.CutException();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new Sinks.CutException();
        }
        out.write(bytes[at++]);
        out.flush();
      }
      out.write(bytes, at, offset + length - at);
    }
  }
}
