/**
 * How a run's id and folders are formed, as pure functions: nothing here touches a store.
 *
 * <p>The <em>hashed</em> layout derives an id from a date, a dataset, an architecture and a digest
 * of the configuration; the <em>staged</em> layout from a random or seeded run id, a stage and a
 * debug switch. Both are byte for byte those of the Python systems that RunPaths grew from, so a
 * Python script and a Java service that are given the same inputs meet in the same place.
 */
@NullMarked
package io.runpaths.layout;

import org.jspecify.annotations.NullMarked;
