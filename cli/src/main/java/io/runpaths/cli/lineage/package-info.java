/**
 * Draws who descends from whom: as a tree of lines, as Mermaid, as SVG, as data for {@code --json}.
 *
 * <p>The graph is plain data; each format is one class that turns it into text.
 */
@NullMarked
package io.runpaths.cli.lineage;

import org.jspecify.annotations.NullMarked;
