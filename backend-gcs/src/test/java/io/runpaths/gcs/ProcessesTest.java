package io.runpaths.gcs;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many processes on the server that the environment names: see {@link GivenServer}. */
@ExtendWith(GivenServer.Present.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ProcessesTest extends Processes {
  ProcessesTest() {
    super(GivenServer.get(), 32, 10, 10);
  }
}
