/**
 * Small things that tests of storage code need: a backend that forwards to another, a clock that a
 * test turns by hand.
 *
 * <p>The contract that every backend passes is in {@code io.runpaths.testkit.contract}, a backend
 * in memory in {@code io.runpaths.testkit.mem}, faults to inject above a driver in {@code
 * io.runpaths.testkit.faults} and on its wire in {@code io.runpaths.testkit.proxy}, jobs in
 * processes of their own in {@code io.runpaths.testkit.processes}.
 */
@NullMarked
package io.runpaths.testkit;

import org.jspecify.annotations.NullMarked;
