package io.runpaths.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.tribuo.Model;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

/**
 * A model as bytes, in two formats.
 *
 * <p><b>Checkpoint</b>: Tribuo's own {@code tribuo.core.ModelProto}, a protocol buffer that holds
 * weights, pixel and digit names, and how the model was trained. Its schema is published as {@code
 * tribuo-core.proto}, so that other languages can read it; the file's name in a run, {@code
 * best_<architecture>.pth}, is the layout's. Training goes on from it.
 *
 * <p><b>ONNX</b>: the graph alone, for any runtime. Input {@code input}: float[batch][64], pixels
 * from 0 to 16 as in the data file. Output {@code output}: float[batch][10], the probability of
 * each digit in order.
 */
final class ModelFile {

  private static final String DOMAIN = "io.runpaths.examples";

  private ModelFile() {}

  static byte[] toCheckpoint(LinearSGDModel model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    model.serializeToStream(bytes);
    return bytes.toByteArray();
  }

  /** Reads the model of a checkpoint; bytes that are not one are an {@link IOException}. */
  static LinearSGDModel fromCheckpoint(InputStream checkpoint) throws IOException {
    Model<?> model;
    try {
      model = Model.deserializeFromStream(checkpoint);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IOException("The checkpoint holds no model that this version can read", e);
    }
    if (model instanceof LinearSGDModel linear) {
      return linear;
    }
    throw new IOException(
        "The checkpoint holds a " + model.getClass().getSimpleName() + ", not a linear model");
  }

  static byte[] toOnnx(LinearSGDModel model) {
    return model.exportONNXModel(DOMAIN, 1).toByteArray();
  }
}
