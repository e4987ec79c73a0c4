package io.runpaths.gcs;

import com.google.api.services.storage.Storage;

/**
 * The clients of one store.
 *
 * @param client Google's client, for everything but bulk data
 * @param bulk the calls that move bytes
 */
record Site(Storage client, Bulk bulk) {}
