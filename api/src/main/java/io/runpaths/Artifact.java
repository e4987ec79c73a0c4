package io.runpaths;

import java.time.Instant;

/**
 * An artifact in a listing.
 *
 * @param name its path inside the run, which {@link Run#read} takes
 * @param size its length in bytes
 * @param modified when it was written, by the store's clock
 */
public record Artifact(String name, long size, Instant modified) {}
