package io.runpaths.testkit.matrix;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageBackend;
import java.io.IOException;

/** A conditional put by a driver that has yet to find out which server it talks to. */
final class FirstUseTrial implements Trial {
  @Override
  public String name() {
    return "first put of all";
  }

  @Override
  public boolean isPromised(Capabilities capabilities) {
    return capabilities.has(Capability.PUT_IF_ABSENT);
  }

  @Override
  public boolean isMinor() {
    return true;
  }

  @Override
  public Act on(Stage stage) {
    ObjectKey key = stage.key("object");
    Body body = Body.of(Contents.NEW);
    return new Act() {
      @Override
      public void run() throws IOException {
        try (StorageBackend fresh = stage.coldly().open()) {
          fresh.put(key, body, PutOptions.IF_ABSENT);
        }
      }

      @Override
      public void judge(Verdict verdict) throws IOException {
        new WriteTrial.Effect(stage, key, body, null).judge(verdict, true);
      }
    };
  }
}
