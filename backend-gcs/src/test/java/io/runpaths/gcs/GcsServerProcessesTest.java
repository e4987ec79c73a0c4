package io.runpaths.gcs;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** A few processes on the small server in this JVM. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class GcsServerProcessesTest extends Processes {
  GcsServerProcessesTest() {
    super(RunningServer.get(), 4, 5, 1);
  }
}
