package io.runpaths;

/**
 * A run in a listing.
 *
 * @param path its path below the root, which {@link RunStore#open} takes
 */
public record RunEntry(String path) {}
