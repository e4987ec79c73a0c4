package io.runpaths;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashedClaimTest {

  @ParameterizedTest
  @CsvSource({"7, 7", "0.5, 0.5", "NaN, NaN", "null, 0.0", "true, 0.0", "{}, 0.0"})
  void readsTheTimestampOfAJobWhateverItsConfigurationHad(String canonical, String number) {
    assertEquals(number, HashedClaim.parseTimestamp(canonical).toString());
  }
}
