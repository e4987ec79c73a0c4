package io.runpaths.testkit.matrix;

import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads an object, whole or in part, of any version or of one. */
final class ReadTrial implements Trial {
  private static final byte[] OBJECT = Contents.noise(3, 4_000);
  private static final int FROM = 500;
  private static final int TO = 3_500;

  private final String name;
  private final boolean part;
  private final boolean oneVersion;

  ReadTrial(String name, boolean part, boolean oneVersion) {
    this.name = name;
    this.part = part;
    this.oneVersion = oneVersion;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean changes() {
    return false;
  }

  @Override
  public boolean isPromised(Capabilities capabilities) {
    return !oneVersion || capabilities.has(Capability.READ_IF_VERSION);
  }

  /** Only whole objects have a checksum. */
  @Override
  public boolean isBlindTo(Column column) {
    return part && column.is(Column.Trait.FLIPS_ANSWER);
  }

  @Override
  public Act on(Stage stage) throws IOException {
    ObjectKey key = stage.key("object");
    ObjectStat stat = stage.clean().put(key, Body.of(OBJECT), PutOptions.REPLACE);
    ReadOptions range = part ? ReadOptions.of(ByteRange.of(FROM, TO - FROM)) : ReadOptions.ALL;
    ReadOptions options = oneVersion ? range.withVersion(stat.version()) : range;
    return new Act() {
      private byte @Nullable [] bytes;
      private @Nullable ObjectStat told;

      @Override
      public void run() throws IOException {
        try (ObjectContent content = stage.driver().read(key, options)) {
          told = content.stat();
          bytes = content.stream().readAllBytes();
        }
      }

      @Override
      public void judge(Verdict verdict) {
        if (!verdict.succeeded()) {
          return;
        }
        byte[] expected = part ? Arrays.copyOfRange(OBJECT, FROM, TO) : OBJECT;
        if (!Arrays.equals(expected, bytes)) {
          verdict.found(Damage.CORRUPT, "it gave other bytes than the object has");
        }
        if (told == null
            || !told.version().equals(stat.version())
            || told.size() != OBJECT.length) {
          verdict.found(Damage.CORRUPT, "it told " + told + " of " + stat);
        }
      }
    };
  }
}
