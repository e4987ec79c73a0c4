/**
 * Runs on Google Cloud Storage, by Google's client over HTTP and JSON.
 *
 * <p>{@link io.runpaths.gcs.GcsPathProvider} reads {@code gs://bucket/prefix} and opens the driver;
 * {@link io.runpaths.gcs.GcsOptions} names its settings. Everything else is the driver, from the
 * outside in, in the words of the driver for S3:
 *
 * <ul>
 *   <li>{@code GcsBackend} is the storage interface and hands each operation to the class of its
 *       name: reads, writes, uploads, copies, listings, deletions.
 *   <li>{@code Attempts} (of {@link io.runpaths.spi.remote}) is the one retry loop. The client's
 *       own retries are off, since only the loop that sees every attempt knows whether the answer
 *       to an earlier one was lost; {@code GcsFailures} is the one translator of errors.
 *   <li>{@code Bulk} is the small interface of the calls that move bytes; {@code Resumable} is one
 *       of Google's resumable sessions, made of them.
 *   <li>{@code GcsConnection} holds the clients; {@code Credentials} finds who asks. Below them
 *       {@code WatchedTransport} sees every exchange: it ends those that take too long or whose
 *       thread was interrupted, and cuts answers that do not end.
 *   <li>{@code FuseLinks} shows links to those who mount the bucket.
 * </ul>
 *
 * <p>Every write carries a random id in its metadata. After a lost answer that id, read back, tells
 * whose write it was; a refusal that may be the echo of one's own success is never believed.
 */
@NullMarked
package io.runpaths.gcs;

import org.jspecify.annotations.NullMarked;
