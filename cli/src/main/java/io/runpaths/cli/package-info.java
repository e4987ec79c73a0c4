/**
 * The {@code runpaths} command.
 *
 * <p>{@link io.runpaths.cli.RunPathsCommand} is the way in. It parses the command line with
 * picocli, gives each subcommand a session (settings, stores, output) and turns every failure into
 * one line and an exit code. Each subcommand is one class that says what it takes and does; how a
 * ROOT or a RUN is found is one class for all of them. The command knows no store: providers are
 * found at run time, and their settings become flags.
 */
@NullMarked
package io.runpaths.cli;

import org.jspecify.annotations.NullMarked;
