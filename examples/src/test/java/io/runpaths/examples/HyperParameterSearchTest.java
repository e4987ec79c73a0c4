package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.testkit.TestClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HyperParameterSearchTest {

  private static final Instant NOON = Instant.parse("2026-02-08T12:00:00Z");

  @Test
  void triesEveryPairInOrder() throws Exception {
    HyperParameterSearch search =
        new HyperParameterSearch(new Training(Trained.ONCE.split()), TestClock.at(NOON));
    List<Trial> heard = new ArrayList<>();
    List<Trial> trials = search.run(List.of(0.001, 0.01), List.of(32, 64), 1, 7, heard::add);
    assertEquals(trials, heard);
    assertEquals(4, trials.size());
    for (int number = 0; number < 4; number++) {
      Trial trial = trials.get(number);
      assertEquals(number, trial.number());
      assertEquals(number < 2 ? 0.001 : 0.01, trial.how().learningRate());
      assertEquals(number % 2 == 0 ? 32 : 64, trial.how().batchSize());
      assertEquals(NOON, trial.start());
    }
  }

  @Test
  void prefersAccuracyAndThenTheLowerLoss() {
    Trial worse = trial(0, 0.90, 0.1);
    Trial right = trial(1, 0.96, 0.2);
    Trial tie = trial(2, 0.96, 0.3);
    assertEquals(right, HyperParameterSearch.best(List.of(worse, right, tie)));
    assertEquals(right, HyperParameterSearch.best(List.of(tie, right, worse)));
    assertThrows(IllegalArgumentException.class, () -> HyperParameterSearch.best(List.of()));
  }

  private static Trial trial(int number, double accuracy, double loss) {
    return new Trial(number, Trained.HOW, accuracy, loss, NOON, NOON);
  }
}
