/**
 * How fast RunPaths is beside programs that do the same with less: a C program, {@code find},
 * Python, and an empty Java.
 *
 * <p>Ours and the peer's turns alternate (A B A B …), so that what else the machine does falls on
 * both, and what is reported is the ratio of medians. Only goals that people set in seconds and
 * megabytes are reported so. docs/PERFORMANCE.md tells what was found.
 */
@NullMarked
package io.runpaths.benchmarks;

import org.jspecify.annotations.NullMarked;
