package io.runpaths.examples;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** The log of one job: a line for each event, with the time in UTC. For one thread. */
final class JobLog {

  private final Clock clock;
  private final StringBuilder text = new StringBuilder();

  JobLog(Clock clock) {
    this.clock = clock;
  }

  void line(String event) {
    text.append(clock.instant().truncatedTo(ChronoUnit.MILLIS)).append(' ').append(event);
    text.append('\n');
  }

  /** All lines so far. */
  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
