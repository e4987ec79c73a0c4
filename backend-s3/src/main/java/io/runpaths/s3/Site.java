package io.runpaths.s3;

import software.amazon.awssdk.services.s3.S3Client;

/**
 * The clients of one region.
 *
 * @param region its name
 * @param client the SDK's client, for everything but bulk data
 * @param bulk the calls that move bytes
 */
record Site(String region, S3Client client, Bulk bulk) {}
