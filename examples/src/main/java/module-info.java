/** Training jobs a reader can copy, and the demo. */
module io.runpaths.examples {
  requires com.google.protobuf;
  requires com.oracle.labs.mlrg.olcut;
  requires transitive io.runpaths;
  requires java.desktop;
  requires java.logging;
  requires java.sql;
  requires org.jspecify;
  requires org.snakeyaml.engine;
  requires org.tribuo.classification.core;
  requires org.tribuo.classification.sgd;
  requires org.tribuo.core;
  requires org.tribuo.math;
  requires org.tribuo.util.onnx;
  requires org.xerial.sqlitejdbc;

  exports io.runpaths.examples;

  // Tribuo records how a trainer was configured and reads the trainer's fields for it.
  opens io.runpaths.examples to
      com.oracle.labs.mlrg.olcut;
}
