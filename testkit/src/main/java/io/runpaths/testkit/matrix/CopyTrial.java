package io.runpaths.testkit.matrix;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Copies an object inside the store, onto an older one. */
final class CopyTrial implements Trial {
  private static final Map<String, String> METADATA = Map.of("trial", "source");
  private static final String TYPE = "text/x-source";

  @Override
  public String name() {
    return "copy";
  }

  @Override
  public boolean isPromised(Capabilities capabilities) {
    return capabilities.has(Capability.COPY);
  }

  @Override
  public Act on(Stage stage) throws IOException {
    ObjectKey from = stage.key("source");
    ObjectKey key = stage.key("object");
    Body body = Body.of(Contents.NEW);
    Version version =
        stage
            .clean()
            .put(from, body, new PutOptions(Precondition.NONE, TYPE, stage.kept(METADATA)))
            .version();
    Version before = stage.clean().put(key, Body.of(Contents.OLD), PutOptions.REPLACE).version();
    Location source = stage.clean().root().resolve(from);
    return new Act() {
      private @Nullable ObjectStat told;

      @Override
      public void run() throws IOException {
        told = stage.driver().copyFrom(source, version, key, PutOptions.REPLACE);
      }

      @Override
      public void judge(Verdict verdict) throws IOException {
        WriteTrial.Effect effect = new WriteTrial.Effect(stage, key, body, before);
        effect.judge(verdict, true);
        if (verdict.succeeded() && effect.isNew()) {
          effect.compare(verdict, Objects.requireNonNull(told), METADATA, TYPE);
        }
      }
    };
  }
}
