package io.runpaths.gcs;

import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import java.util.EnumSet;

/**
 * What the service promises: everything. Google Cloud Storage is strongly consistent, holds its
 * conditions with every operation, and keeps a CRC-32C of every object; there is no endpoint of it
 * that does less, so that nothing need be asked or probed.
 */
final class Promises {
  private static final Capabilities ALL =
      new Capabilities(EnumSet.allOf(Capability.class), GcsSettings.MAX_OBJECT);

  private Promises() {}

  static Capabilities capabilities() {
    return ALL;
  }
}
