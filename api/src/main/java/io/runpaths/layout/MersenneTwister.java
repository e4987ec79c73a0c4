package io.runpaths.layout;

/**
 * The generator behind CPython's {@code random.Random(seed)}: MT19937 seeded by array, with 53-bit
 * doubles.
 *
 * <p>From M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-Dimensionally Equidistributed
 * Uniform Pseudo-Random Number Generator", ACM TOMACS 8 (1998), with the initialisation of 2002
 * ({@code init_by_array}). Python seeds it with the absolute value of an integer, cut into 32-bit
 * words, the lowest first.
 *
 * <p>Not thread-safe; an instance is used by whoever made it.
 */
final class MersenneTwister {

  private static final int SIZE = 624;
  private static final int MIDDLE = 397;

  private final int[] state = new int[SIZE];
  private int next = SIZE;

  /** The generator that {@code random.Random(seed)} makes for an integer. */
  MersenneTwister(long seed) {
    // For Long.MIN_VALUE the absolute value overflows into the same bits, read unsigned: 2^63.
    long magnitude = Math.abs(seed);
    int low = (int) magnitude;
    int high = (int) (magnitude >>> 32);
    seedByArray(high == 0 ? new int[] {low} : new int[] {low, high});
  }

  private void seedByArray(int[] key) {
    state[0] = 19650218;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
    int i = 1;
    int j = 0;
    for (int k = 0; k < SIZE; k++) {
      state[i] = (state[i] ^ (state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525) + key[j] + j;
      if (++i >= SIZE) {
        state[0] = state[SIZE - 1];
        i = 1;
      }
      if (++j >= key.length) {
        j = 0;
      }
    }
    for (int k = 0; k < SIZE - 1; k++) {
      state[i] = (state[i] ^ (state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941) - i;
      if (++i >= SIZE) {
        state[0] = state[SIZE - 1];
        i = 1;
      }
    }
    state[0] = 0x80000000;
  }

  /** The next 32 bits. */
  int nextWord() {
    if (next == SIZE) {
      twist();
      next = 0;
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    for (int k = 0; k < SIZE; k++) {
      int y = (state[k] & 0x80000000) | (state[(k + 1) % SIZE] & 0x7fffffff);
      state[k] = state[(k + MIDDLE) % SIZE] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
  }

  /** The next double in [0, 1), as Python's {@code random()}. */
  double nextDouble() {
    int a = nextWord() >>> 5;
    int b = nextWord() >>> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }
}
