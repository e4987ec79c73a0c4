/**
 * Runs on Amazon S3 and its compatibles.
 *
 * <p>{@link io.runpaths.s3.S3PathProvider} reads {@code s3://bucket/prefix} and opens the driver;
 * {@link io.runpaths.s3.S3Options} names its settings. Everything else is the driver, from the
 * outside in:
 *
 * <ul>
 *   <li>{@code S3Backend} is the storage interface and hands each operation to the class of its
 *       name: reads, writes, uploads, copies, listings, deletions.
 *   <li>{@code Attempts} is the one retry loop. The SDK's own retries are off, since only the loop
 *       that sees every attempt knows whether the answer to an earlier one was lost; {@code
 *       S3Failures} is the one translator of errors.
 *   <li>{@code Bulk} is the small interface of the calls that are made for every object, made in
 *       two ways: {@code DirectBulk} by the parts of the SDK's client, which costs a fraction of
 *       its time, and {@code ClientBulk} by the client itself, to which tests hold the other.
 *   <li>{@code S3Connection} holds the clients, and finds the bucket's region; {@code OtherBucket}
 *       is the way to one that is copied from. Below them {@code WatchedHttpClient} sees every
 *       exchange: it ends those that take too long or whose thread was interrupted, and cuts
 *       answers that do not end.
 *   <li>{@code KnownServer} is the one table of what servers do differently; {@code HeardServer}
 *       tells by any answer which one it is, and {@code Integrity} learns what becomes of
 *       checksums. What a wrong guess would lose is probed: {@code ConditionProbe}, {@code
 *       CompletionProbe} and {@code CopyProbe} ask whether conditions are obeyed, {@code
 *       WholeProbe} whether a checksum is kept; {@code Promises} asks each once.
 * </ul>
 *
 * <p>Every write carries a random id in its metadata. After a lost answer that id, read back, tells
 * whose write it was; a refusal that may be the echo of one's own success is never believed.
 */
@NullMarked
package io.runpaths.s3;

import org.jspecify.annotations.NullMarked;
