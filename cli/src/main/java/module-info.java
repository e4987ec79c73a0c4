/** The {@code runpaths} command. */
module io.runpaths.cli {
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.toml;
  requires info.picocli;
  requires io.runpaths;
  requires org.jspecify;
  requires org.snakeyaml.engine;

  exports io.runpaths.cli;

  opens io.runpaths.cli to
      info.picocli;
}
