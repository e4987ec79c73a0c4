/**
 * The public face of RunPaths: runs and their layouts, and the SPI that storage backends implement.
 */
module io.runpaths {
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires org.bouncycastle.provider;
  requires transitive org.jspecify;
  requires org.slf4j;

  exports io.runpaths;
  exports io.runpaths.layout;
  exports io.runpaths.spi;
  exports io.runpaths.spi.remote;

  uses io.runpaths.spi.PathProvider;
}
