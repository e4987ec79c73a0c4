/**
 * RunPaths' own small JSON documents: how they are written once, replaced, and read with limits.
 *
 * <p>Every document is one JSON object with a {@code schema} and a fresh random {@code writeId}, so
 * that two writes are never byte-identical and a writer whose answer was lost can tell its own
 * write from another's by reading back. docs/FORMAT.md specifies each document.
 */
@NullMarked
package io.runpaths.document;

import org.jspecify.annotations.NullMarked;
