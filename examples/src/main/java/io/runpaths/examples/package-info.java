/**
 * Training jobs a reader can copy.
 *
 * <p>Begin with {@link io.runpaths.examples.LocalDevelopment}, the demo. It reads from top to
 * bottom as a job does: claim a run, search, train and keep the best model, report, then claim a
 * second run and go on from the first. Each thing that it writes has a small class of its own,
 * which knows nothing of runs and gives bytes: the checkpoint and the ONNX export ({@code
 * ModelFile}), the study's database, the figures, the workbook. Where those bytes go is RunPaths'
 * business, so that the job is the same on a laptop's disk and in a bucket.
 */
@NullMarked
package io.runpaths.examples;

import org.jspecify.annotations.NullMarked;
