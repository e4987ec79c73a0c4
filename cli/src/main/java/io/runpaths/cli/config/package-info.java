/**
 * Reads training configurations as people write them: JSON files, YAML 1.2 files, and assignments
 * such as {@code lr=0.1} on the command line.
 *
 * <p>All three give the same plain tree: {@code LinkedHashMap}, {@code ArrayList}, {@code String},
 * {@code Boolean}, {@code Long}, {@code BigInteger}, {@code Double} and null. Whole numbers and
 * floating-point numbers stay apart as they are in Python, for they give different run ids. Input
 * is read with limits of size, depth and number of values, so that a file of a few lines cannot
 * fill the memory.
 */
@NullMarked
package io.runpaths.cli.config;

import org.jspecify.annotations.NullMarked;
