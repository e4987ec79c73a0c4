package io.runpaths.spi;

import java.util.EnumSet;
import java.util.Set;

/**
 * What one opened backend promises. True is a promise of this endpoint, not of its product: a
 * bucket on a compatible server that ignores conditions does not promise them.
 *
 * @param promised the capabilities promised
 * @param maxObjectBytes the largest object the store takes, in bytes
 */
public record Capabilities(Set<Capability> promised, long maxObjectBytes) {
  /** Copies and validates. */
  public Capabilities {
    promised = Set.copyOf(promised);
    if (maxObjectBytes < 1) {
      throw new IllegalArgumentException("maxObjectBytes is " + maxObjectBytes + ".");
    }
  }

  /**
   * Capabilities of a store with no limit of object size of its own.
   *
   * @param promised the capabilities promised
   * @return the capabilities
   */
  public static Capabilities of(Capability... promised) {
    return new Capabilities(Set.of(promised), Long.MAX_VALUE);
  }

  /**
   * Whether a capability is promised.
   *
   * @param capability the capability
   * @return true if it is promised
   */
  public boolean has(Capability capability) {
    return promised.contains(capability);
  }

  /**
   * The same without some capabilities.
   *
   * @param withdrawn what is not promised after all
   * @return fewer capabilities
   */
  public Capabilities without(Capability... withdrawn) {
    EnumSet<Capability> rest = EnumSet.noneOf(Capability.class);
    rest.addAll(promised);
    for (Capability capability : withdrawn) {
      rest.remove(capability);
    }
    return new Capabilities(rest, maxObjectBytes);
  }
}
