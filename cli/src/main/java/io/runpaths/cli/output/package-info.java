/**
 * What the command says: exit codes, one-line errors, results as lines or as JSON.
 *
 * <p>Results go to standard output and nothing else does; notes and errors go to standard error.
 * Both are UTF-8 whatever the locale. A reader that goes away (a closed pipe) ends the command
 * without an error.
 */
@NullMarked
package io.runpaths.cli.output;

import org.jspecify.annotations.NullMarked;
