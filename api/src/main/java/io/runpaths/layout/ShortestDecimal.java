package io.runpaths.layout;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The shortest decimal that rounds to a given binary floating-point number, and the closest of them
 * where several are equally short; a tie goes to the even digit.
 *
 * <p>The method is Raffaello Giulietti's <em>Schubfach</em> ("The Schubfach way to render doubles",
 * 2020): pick the power of ten just below the width of the rounding interval, scale the number and
 * both ends of the interval by it with 126-bit arithmetic, and look which of four neighbouring
 * integers lie inside. Unlike {@code Double.toString}, which is not shortest before Java 19 and
 * never gives fewer than two digits, this answers {@code 5} for the smallest double of all.
 *
 * <p>Immutable; the table of powers is filled as it is needed, so that loading the class costs
 * nothing.
 */
final class ShortestDecimal {

  /** Exponents of the scaling power of ten that doubles can ask for. */
  private static final int MIN_POWER = -292;

  private static final int MAX_POWER = 324;

  private static final long LOW_63_BITS = Long.MAX_VALUE;

  private static final @Nullable Power[] POWERS = new Power[MAX_POWER - MIN_POWER + 1];

  private final long digits;
  private final int exponent;

  private ShortestDecimal(long digits, int exponent) {
    this.digits = digits;
    this.exponent = exponent;
  }

  /** The significant digits as one positive integer that does not end in zero. */
  long digits() {
    return digits;
  }

  /** The power of ten by which {@link #digits} is to be multiplied. */
  int exponent() {
    return exponent;
  }

  /**
   * The shortest decimal of a positive, finite double.
   *
   * @param value more than zero and finite; callers deal with signs, zeros and the rest
   */
  static ShortestDecimal of(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long fraction = bits & ((1L << 52) - 1);
    int biased = (int) (bits >>> 52);
    if (biased == 0) {
      return of(fraction, -1074, false);
    }
    return of(fraction | (1L << 52), biased - 1075, fraction == 0 && biased > 1);
  }

  /**
   * The shortest decimal of a positive, finite float.
   *
   * @param value more than zero and finite
   */
  static ShortestDecimal of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int fraction = bits & ((1 << 23) - 1);
    int biased = bits >>> 23;
    if (biased == 0) {
      return of(fraction, -149, false);
    }
    return of(fraction | (1 << 23), biased - 150, fraction == 0 && biased > 1);
  }

  /**
   * Renders {@code c * 2^q}.
   *
   * @param narrowBelow whether the next smaller number is only half as far away as the next larger,
   *     as it is at powers of two
   */
  private static ShortestDecimal of(long c, int q, boolean narrowBelow) {
    int k = narrowBelow ? floorLog10ThreeQuartersPow2(q) : floorLog10Pow2(q);
    int shift = q + floorLog2Pow10(-k) + 2;
    Power power = power(-k);
    // The number and the ends of its rounding interval, as four times their multiple of 10^k.
    long value = power.timesRoundedToOdd((4 * c) << shift);
    long low = power.timesRoundedToOdd((4 * c - (narrowBelow ? 1 : 2)) << shift);
    long high = power.timesRoundedToOdd((4 * c + 2) << shift);
    // The ends belong to the interval when c is even, for ties round to even.
    int open = (int) c & 1;

    long s = value >> 2;
    long tensBelow = s / 10 * 10;
    long tensAbove = tensBelow + 10;
    boolean belowIn = low + open <= (tensBelow << 2);
    boolean aboveIn = (tensAbove << 2) + open <= high;
    if (belowIn != aboveIn) {
      return withoutTrailingZeros(belowIn ? tensBelow : tensAbove, k);
    }
    boolean floorIn = low + open <= (s << 2);
    boolean ceilingIn = ((s + 1) << 2) + open <= high;
    if (floorIn != ceilingIn) {
      return withoutTrailingZeros(floorIn ? s : s + 1, k);
    }
    long side = value - ((s + s + 1) << 1);
    return withoutTrailingZeros(side < 0 || (side == 0 && (s & 1) == 0) ? s : s + 1, k);
  }

  private static ShortestDecimal withoutTrailingZeros(long digits, int exponent) {
    long d = digits;
    int e = exponent;
    while (d % 10 == 0) {
      d /= 10;
      e++;
    }
    return new ShortestDecimal(d, e);
  }

  /** floor(log10(2^e)); exact for every exponent a double can have. */
  static int floorLog10Pow2(int e) {
    return (int) ((e * 661_971_961_083L) >> 41);
  }

  /** floor(log10(3/4 * 2^e)); exact for every exponent a double can have. */
  static int floorLog10ThreeQuartersPow2(int e) {
    return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
  }

  /** floor(log2(10^e)); exact for every exponent a double can ask for. */
  static int floorLog2Pow10(int e) {
    return (int) ((e * 913_124_641_741L) >> 38);
  }

  /** Racing threads may compute the same power twice; its fields are final, so either will do. */
  private static Power power(int e) {
    int index = e - MIN_POWER;
    Power known = POWERS[index];
    if (known == null) {
      known = Power.of(e);
      POWERS[index] = known;
    }
    return known;
  }

  /** One more than the first 126 bits of a power of ten, in two halves of 63 bits. */
  private record Power(long high, long low) {

    static Power of(int e) {
      int shift = 125 - floorLog2Pow10(e);
      BigInteger scaled;
      if (e >= 0) {
        BigInteger ten = BigInteger.TEN.pow(e);
        scaled = shift >= 0 ? ten.shiftLeft(shift) : ten.shiftRight(-shift);
      } else {
        scaled = BigInteger.ONE.shiftLeft(shift).divide(BigInteger.TEN.pow(-e));
      }
      BigInteger g = scaled.add(BigInteger.ONE);
      return new Power(g.shiftRight(63).longValueExact(), g.longValue() & LOW_63_BITS);
    }

    /** The upper part of this power times {@code x}; a lost remainder shows in the last bit. */
    long timesRoundedToOdd(long x) {
      long x1 = Math.multiplyHigh(low, x);
      long y0 = high * x;
      long y1 = Math.multiplyHigh(high, x);
      long z = (y0 >>> 1) + x1;
      long w = y1 + (z >>> 63);
      return w | (((z & LOW_63_BITS) + LOW_63_BITS) >>> 63);
    }
  }
}
