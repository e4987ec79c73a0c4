/**
 * What a storage backend implements, and the values it speaks in.
 *
 * <p>Two interfaces carry the whole: a {@link io.runpaths.spi.PathProvider} turns URIs of some
 * schemes into {@link io.runpaths.spi.Location Locations} without touching the network, and opens
 * the {@link io.runpaths.spi.StorageBackend} of the schemes that are its own. A backend does I/O on
 * {@linkplain io.runpaths.spi.ObjectKey keys} below one root and knows nothing of runs: claims,
 * links and listings of runs are written once, above it.
 *
 * <p>Drivers are thin. What a store cannot do it does not promise in its {@link
 * io.runpaths.spi.Capabilities}; a guard above every driver then refuses the request in words, so
 * that no condition is ever dropped in silence. Failures are a closed family of {@link
 * io.runpaths.spi.StorageException}s, classified by the driver at the throw.
 *
 * <p>The package {@code io.runpaths.testkit} holds the contract of these interfaces as tests that a
 * new backend extends.
 */
@NullMarked
package io.runpaths.spi;

import org.jspecify.annotations.NullMarked;
