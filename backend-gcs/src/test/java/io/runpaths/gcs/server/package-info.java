/**
 * A small Google Cloud Storage for tests: the JSON API, in memory, on loopback.
 *
 * <p>{@link io.runpaths.gcs.server.GcsServer} starts it, makes buckets and turns its switches;
 * {@link io.runpaths.gcs.server.RequestLog} tells what was asked; {@link
 * io.runpaths.gcs.server.Tokens} says who may ask. {@code HttpFront} takes requests in, {@code
 * Router} leads each along the table in {@code Routes} to the class that is named for its job, and
 * {@code Writes} makes every change under its conditions in one step.
 *
 * <p>It does what Google's documentation says, named here as the pages are titled:
 *
 * <ul>
 *   <li>objects, buckets, their fields and parameters: the reference of the JSON API, v1;
 *   <li>{@code Conditions}: "Request preconditions"; 412 for what should match, 304 for what should
 *       not;
 *   <li>{@code ResumableUploads}: "Resumable uploads" and "Perform resumable uploads": quanta of
 *       256 KiB, {@code 308} with {@code Range}, bytes sent again are passed over, {@code 499}
 *       after {@code DELETE}, a week of life. What a chunk that runs ahead (503), a chunk too small
 *       (400) and a chunk after the end (200) are answered with, the pages do not say; Google's
 *       Java client and its tests do;
 *   <li>{@code Hashes}: "Data validation and change detection", also for {@code X-Goog-Hash};
 *   <li>{@code Downloads}: "Transcoding of gzip-compressed files", and refusals in plain text where
 *       bytes were asked for;
 *   <li>{@code Rewrites}, {@code Copies}, {@code Compositions}: "Objects: rewrite", "copy", "move",
 *       "compose"; metadata in a copy's request stands for all of the source's;
 *   <li>{@code Listing}: "Objects: list"; {@code Fields}: "Partial responses"; {@code Batches}:
 *       "Send batch requests";
 *   <li>{@code ObjectNames}: "Object naming requirements" and "Bucket naming requirements";
 *   <li>{@code Retention}, {@code SoftDeletions}: "Bucket Lock", "Object Retention Lock", "Object
 *       holds", "Soft delete", "Object Versioning";
 *   <li>{@code Caller}, {@code Billing}, {@code WriteRate}, {@code ApiError}: "IAM permissions for
 *       JSON methods", "Requester Pays", "Quotas and limits", "HTTP status and error codes for
 *       JSON".
 * </ul>
 *
 * <p>Where no page decides: a condition that fails at the end of an upload fails the session for
 * good, and cancelling a finished upload answers 404 and leaves the object.
 *
 * <p>It has no folders API, no access control lists, no notifications, no signed URLs, no XML API,
 * no customer-supplied keys, and no {@code matchGlob}: for what it could get wrong in silence it
 * answers 501. Faults are the business of a proxy before it.
 */
@NullMarked
package io.runpaths.gcs.server;

import org.jspecify.annotations.NullMarked;
