/** Training jobs a reader can copy. */
@NullMarked
package io.runpaths.examples;

import org.jspecify.annotations.NullMarked;
