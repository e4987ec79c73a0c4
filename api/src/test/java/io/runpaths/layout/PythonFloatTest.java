package io.runpaths.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PythonFloatTest {

  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0",
    "-0.0, -0.0",
    "0.1, 0.1",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "0.00012345, 0.00012345",
    "9999999999999998.0, 9999999999999998.0",
    "1e15, 1000000000000000.0",
    "1e16, 1e+16",
    "12345678901234567000, 1.2345678901234567e+19",
    "1e100, 1e+100",
    "1e-100, 1e-100",
    "4.9e-324, 5e-324",
    "2e-323, 2e-323",
    "2e23, 2e+23",
    "5.684341886080802e-14, 5.684341886080802e-14",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "-1.5, -1.5",
    "1707400000.0, 1707400000.0",
    "NaN, NaN",
    "Infinity, Infinity",
    "-Infinity, -Infinity"
  })
  void writesWhatPythonWrites(double number, String expected) {
    assertEquals(expected, PythonFloat.repr(number));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.runpaths.layout.Seeds#fixedAndFresh")
  void agreesWithExactDecimals(long seed) {
    RandomValues values = new RandomValues(seed);
    for (int i = 0; i < 20_000; i++) {
      double number = values.number();
      assertEquals(SlowCanonicalJson.repr(number), PythonFloat.repr(number));
    }
  }

  @Test
  void agreesWithExactDecimalsAroundEveryPowerOfTwo() {
    for (int e = -1074; e < 1024; e++) {
      double power = Math.scalb(1.0, e);
      for (double number : new double[] {Math.nextDown(power), power, Math.nextUp(power)}) {
        assertEquals(SlowCanonicalJson.repr(number), PythonFloat.repr(number));
      }
    }
  }

  @Test
  void agreesWithExactDecimalsForTheSmallestNumbers() {
    for (long bits = 1; bits < 3000; bits++) {
      double number = Double.longBitsToDouble(bits);
      assertEquals(SlowCanonicalJson.repr(number), PythonFloat.repr(number));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.runpaths.layout.Seeds#fixedAndFresh")
  void agreesWithCPython(long seed, @TempDir Path folder) throws Exception {
    RandomValues values = new RandomValues(seed);
    List<Double> numbers = new ArrayList<>();
    List<String> cases = new ArrayList<>();
    for (int i = 0; i < 25_000; i++) {
      double number = values.number();
      numbers.add(number);
      cases.add(String.format("%016x", Double.doubleToLongBits(number)));
    }
    List<String> answers = PythonReference.answers("repr", cases, folder);
    for (int i = 0; i < numbers.size(); i++) {
      assertEquals(answers.get(i), PythonFloat.repr(numbers.get(i)));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.runpaths.layout.Seeds#fixedAndFresh")
  void takesAFloatByItsOwnShortestDecimal(long seed) {
    assertEquals(0.1, PythonFloat.widen(0.1f));
    assertEquals(-3.4028235e38, PythonFloat.widen(-Float.MAX_VALUE));
    assertEquals(1e-45, PythonFloat.widen(Float.MIN_VALUE));
    assertEquals(-0.0, PythonFloat.widen(-0.0f));
    assertEquals(Double.NaN, PythonFloat.widen(Float.NaN));
    assertEquals(Double.NEGATIVE_INFINITY, PythonFloat.widen(Float.NEGATIVE_INFINITY));
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      float number = Math.abs(Float.intBitsToFloat(random.nextInt() >>> random.nextInt(9)));
      if (Float.isFinite(number) && number > 0) {
        double expected = Double.parseDouble(SlowCanonicalJson.shortest(number, true).toString());
        assertEquals(expected, PythonFloat.widen(number));
        assertEquals(-expected, PythonFloat.widen(-number));
      }
    }
  }

  @Test
  void itsIntegerLogarithmsAreExactOverTheirWholeRange() {
    BigDecimal two = BigDecimal.valueOf(2);
    BigDecimal half = new BigDecimal("0.5");
    BigDecimal threeQuarters = new BigDecimal("0.75");
    for (int e = -1200; e <= 1200; e++) {
      BigDecimal power = e < 0 ? half.pow(-e) : two.pow(e);
      assertEquals(floorLog10(power), ShortestDecimal.floorLog10Pow2(e));
      assertEquals(
          floorLog10(power.multiply(threeQuarters)),
          ShortestDecimal.floorLog10ThreeQuartersPow2(e));
    }
    assertEquals(0, ShortestDecimal.floorLog2Pow10(0));
    for (int e = 1; e <= 350; e++) {
      int bits = BigInteger.TEN.pow(e).bitLength();
      assertEquals(bits - 1, ShortestDecimal.floorLog2Pow10(e));
      assertEquals(-bits, ShortestDecimal.floorLog2Pow10(-e));
    }
  }

  private static int floorLog10(BigDecimal number) {
    return number.precision() - number.scale() - 1;
  }
}
