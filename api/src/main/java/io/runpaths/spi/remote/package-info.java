/**
 * What drivers of stores behind a network have in common, so that it is written once: for use by
 * backends, not by users of runs.
 *
 * <ul>
 *   <li>{@link io.runpaths.spi.remote.Attempts} is the retry loop, over an {@link
 *       io.runpaths.spi.remote.Endpoint} whose translator turns what a client's library throws into
 *       a {@link io.runpaths.spi.remote.Failure}; {@link io.runpaths.spi.remote.Throttle} below it
 *       bounds how many requests are under way; {@link io.runpaths.spi.remote.Watch} ends those
 *       that take too long or whose thread was interrupted, and {@link
 *       io.runpaths.spi.remote.Sending} gives those time whose body is on its way.
 *   <li>{@link io.runpaths.spi.remote.Outcome} decides, by the write id read back, what became of a
 *       write whose answer was lost, and by what is still there, what became of a deletion; {@link
 *       io.runpaths.spi.remote.BatchDeletions} does many of those in few requests.
 *   <li>{@link io.runpaths.spi.remote.Payload} is the content of one request, {@link
 *       io.runpaths.spi.remote.PartBuffer} a part of a stream that is being written, within the
 *       {@link io.runpaths.spi.remote.BufferBudget} of all; {@link
 *       io.runpaths.spi.remote.PartWorkers} does the parts of a large object side by side, {@link
 *       io.runpaths.spi.remote.SourceFile} tells whether their file was written meanwhile, and
 *       {@link io.runpaths.spi.remote.StreamUpload} is the object whose bytes come one after the
 *       other; {@link io.runpaths.spi.remote.OpenUploads} gives up those that are left when a store
 *       is closed.
 *   <li>{@link io.runpaths.spi.remote.ResumingStream} reads an object to its end over answers that
 *       break off, and verifies it with {@link io.runpaths.spi.remote.Crc32c}.
 *   <li>{@link io.runpaths.spi.remote.TrustedAuthorities} says which servers are believed over TLS.
 * </ul>
 */
@NullMarked
package io.runpaths.spi.remote;

import org.jspecify.annotations.NullMarked;
