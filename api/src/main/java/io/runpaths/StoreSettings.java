package io.runpaths;

import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/**
 * How a store is opened. Immutable.
 *
 * @param options settings of the backend
 * @param clock where the time comes from
 * @param zone the zone of dates in ids, unless a spec names another
 * @param linkedRoots other roots that links may lead into, besides the store's own
 */
public record StoreSettings(Options options, Clock clock, ZoneId zone, List<Location> linkedRoots) {
  /** The system's clock, dates in UTC, no settings, links within the root only. */
  public static final StoreSettings DEFAULT =
      new StoreSettings(Options.NONE, Clock.systemUTC(), ZoneId.of("UTC"), List.of());

  /** Copies and validates. */
  public StoreSettings {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(zone, "zone");
    linkedRoots = List.copyOf(linkedRoots);
  }

  /**
   * The same with other settings of the backend.
   *
   * @param other the settings
   * @return the settings
   */
  public StoreSettings withOptions(Options other) {
    return new StoreSettings(other, clock, zone, linkedRoots);
  }

  /**
   * The same with another clock.
   *
   * @param other the clock
   * @return the settings
   */
  public StoreSettings withClock(Clock other) {
    return new StoreSettings(options, other, zone, linkedRoots);
  }

  /**
   * The same with another zone.
   *
   * @param other the zone of dates in ids
   * @return the settings
   */
  public StoreSettings withZone(ZoneId other) {
    return new StoreSettings(options, clock, other, linkedRoots);
  }

  /**
   * The same with other roots that links may lead into.
   *
   * @param roots the roots
   * @return the settings
   */
  public StoreSettings withLinkedRoots(List<Location> roots) {
    return new StoreSettings(options, clock, zone, roots);
  }
}
