/**
 * Jobs in processes of their own: they race for runs, and they are killed in the middle of their
 * work.
 *
 * <p>A driver extends {@link io.runpaths.testkit.processes.ProcessesContract} and gives it a main
 * class, which opens the store as its arguments say and leaves the rest to {@link
 * io.runpaths.testkit.processes.Job}. What a process says it says by lines, and so is it told what
 * to do: see {@link io.runpaths.testkit.processes.JavaProcess}.
 */
@NullMarked
package io.runpaths.testkit.processes;

import org.jspecify.annotations.NullMarked;
