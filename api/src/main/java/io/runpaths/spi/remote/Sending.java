package io.runpaths.spi.remote;

import java.time.Duration;

/**
 * The deadline of a request whose body goes out: it moves on with the bytes, as long as they are
 * not slower than the slowest transfer that is borne. So a large body has the time that it needs,
 * and one that nobody takes any more fails as soon as a small one. Not safe for use by several
 * threads.
 */
public final class Sending {
  private static final double NANOS = 1e9;

  /** What the system may hold of a body that was handed out whole and is still on its way. */
  private static final long UNDER_WAY = 4 << 20;

  private final Watch.Entry entry;
  private final Duration patience;
  private final long leastRate;
  private final long total;
  private long began;
  private long sent;

  /**
   * Begins with the first byte; until then the entry's own limit holds.
   *
   * @param entry the watch over the exchange, by the calling thread
   * @param patience how long nothing may move, and how long the answer may take after that
   * @param leastRate the slowest transfer that is borne, in bytes a second
   * @param total how many bytes the body has; negative if that is not known
   */
  public Sending(Watch.Entry entry, Duration patience, long leastRate, long total) {
    this.entry = entry;
    this.patience = patience;
    this.leastRate = leastRate;
    this.total = total;
  }

  /**
   * More bytes went out.
   *
   * @param bytes how many
   */
  public void sent(long bytes) {
    if (sent == 0) {
      began = System.nanoTime();
    }
    sent += bytes;
    if (total >= 0 && sent >= total) {
      entry.putOff(patience.plusNanos((long) (Math.min(sent, UNDER_WAY) * NANOS / leastRate)));
      return;
    }
    long ahead = (long) (sent * NANOS / leastRate) - (System.nanoTime() - began);
    entry.putOff(ahead < 0 ? patience.plusNanos(ahead) : patience);
  }
}
