/**
 * Where the settings of a store come from: flags of the command line, then the environment, then
 * {@code config.toml}, whose tables bind settings to URI prefixes.
 */
@NullMarked
package io.runpaths.cli.settings;

import org.jspecify.annotations.NullMarked;
