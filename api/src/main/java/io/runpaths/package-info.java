/**
 * Runs and what one does with them.
 *
 * <p>{@link io.runpaths.RunStores} opens the {@link io.runpaths.RunStore} at a root: a folder, a
 * bucket, a team's alias. A store {@linkplain io.runpaths.RunStore#create creates} runs, each
 * claimed exclusively and described by its birth certificate {@code run.json}; it opens, finds and
 * lists them. A {@link io.runpaths.Run} writes and reads artifacts and links to its ancestors.
 * Where everything lies is said by {@link io.runpaths.RunPaths} for the hashed layout and {@link
 * io.runpaths.StagedPaths} for the staged one.
 *
 * <p>Everything here is written once, above all stores; what differs between stores is behind
 * {@link io.runpaths.spi}.
 */
@NullMarked
package io.runpaths;

import org.jspecify.annotations.NullMarked;
