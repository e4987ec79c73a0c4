package io.runpaths.testkit.matrix;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.nio.file.Files;

/** Uploads a large object and gives it up. */
final class AbandonTrial implements Trial {
  @Override
  public String name() {
    return "abandon large";
  }

  @Override
  public boolean changes() {
    return false;
  }

  @Override
  public boolean isMinor() {
    return true;
  }

  @Override
  public boolean isLarge() {
    return true;
  }

  @Override
  public Act on(Stage stage) {
    ObjectKey key = stage.key("object");
    return new Act() {
      @Override
      public void run() throws IOException {
        try (Upload upload = stage.driver().upload(key, PutOptions.REPLACE)) {
          Files.copy(stage.large(), upload.output());
        }
      }

      @Override
      public void judge(Verdict verdict) throws IOException {
        if (stage.clean().stat(key).isPresent()) {
          verdict.found(Damage.CORRUPT, "an object that was given up is there");
        }
      }
    };
  }
}
