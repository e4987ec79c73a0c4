package io.runpaths.s3;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The server's clock as far as it is known: this machine's, until the server refuses a signature
 * for its time and tells its own. Safe for use by several threads.
 */
final class ServerClock extends Clock {
  private static final Logger LOG = LoggerFactory.getLogger(ServerClock.class);

  /** Codes by which servers say that a signature is too old or too young. */
  static final Set<String> SKEWED =
      Set.of("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");

  private final Clock here;
  private volatile Duration ahead = Duration.ZERO;

  ServerClock(Clock here) {
    this.here = here;
  }

  /** Sets the clock by an answer that complains of it. */
  void learn(AwsServiceException refusal) {
    AwsErrorDetails details = refusal.awsErrorDetails();
    if (SKEWED.contains(String.valueOf(details.errorCode()))) {
      ObjectHeaders.date(details.sdkHttpResponse())
          .ifPresent(
              there -> {
                ahead = Duration.between(here.instant(), there);
                LOG.info("The server's clock is {} ahead of this machine's: signing by it", ahead);
              });
    }
  }

  @Override
  public Instant instant() {
    return here.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return here.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    ServerClock other = new ServerClock(here.withZone(zone));
    other.ahead = ahead;
    return other;
  }
}
