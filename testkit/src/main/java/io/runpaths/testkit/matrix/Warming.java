package io.runpaths.testkit.matrix;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageBackend;
import java.io.IOException;

/** Lets a driver find out what it must know before its first write; nothing goes wrong with it. */
final class Warming implements Trial {
  @Override
  public String name() {
    return "warm up";
  }

  @Override
  public Act on(Stage stage) throws IOException {
    StorageBackend driver = stage.driver();
    Capabilities capabilities = driver.capabilities();
    ObjectKey key = stage.key("object");
    stage.clean().delete(key, Precondition.NONE);
    if (capabilities.has(Capability.PUT_IF_ABSENT)) {
      driver.put(key, Body.of("warm"), PutOptions.IF_ABSENT);
    }
    if (capabilities.has(Capability.PUT_IF_VERSION)) {
      PutOptions options =
          PutOptions.ifVersion(
              stage.clean().put(key, Body.of("cold"), PutOptions.REPLACE).version());
      driver.put(key, Body.of("warm"), options);
    }
    return new Act() {
      @Override
      public void run() {
        // The stage was all.
      }

      @Override
      public void judge(Verdict verdict) {
        // Nothing was claimed.
      }
    };
  }
}
