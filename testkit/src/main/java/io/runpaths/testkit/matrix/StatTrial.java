package io.runpaths.testkit.matrix;

import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import java.io.IOException;
import java.util.Optional;

/** Asks for the stat of an object that is there, or is not. */
final class StatTrial implements Trial {
  private final boolean present;

  StatTrial(boolean present) {
    this.present = present;
  }

  @Override
  public String name() {
    return present ? "stat" : "stat, absent";
  }

  @Override
  public boolean changes() {
    return false;
  }

  @Override
  public Act on(Stage stage) throws IOException {
    ObjectKey key = stage.key("object");
    String expected =
        present
            ? stage.clean().put(key, Body.of(Contents.OLD), PutOptions.REPLACE).toString()
            : "nothing";
    return new Act() {
      private String told = "";

      @Override
      public void run() throws IOException {
        Optional<ObjectStat> stat = stage.driver().stat(key);
        told = stat.map(ObjectStat::toString).orElse("nothing");
      }

      @Override
      public void judge(Verdict verdict) {
        if (verdict.succeeded() && !told.equals(expected)) {
          verdict.found(Damage.CORRUPT, "it told " + told + " of " + expected);
        }
      }
    };
  }
}
