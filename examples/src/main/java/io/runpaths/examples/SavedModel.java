package io.runpaths.examples;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

/**
 * A model as the bytes of its checkpoint. They are kept as they are: a model that was read back
 * means the same, and would be written in another order.
 */
final class SavedModel {

  private final byte[] bytes;

  private SavedModel(byte[] bytes) {
    this.bytes = bytes;
  }

  static SavedModel of(LinearSGDModel model) throws IOException {
    return new SavedModel(ModelFile.toCheckpoint(model));
  }

  /** The model of a checkpoint's bytes; they are read once, to see that they are one. */
  static SavedModel of(byte[] bytes) throws IOException {
    SavedModel saved = new SavedModel(bytes.clone());
    saved.model();
    return saved;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  LinearSGDModel model() throws IOException {
    return ModelFile.fromCheckpoint(new ByteArrayInputStream(bytes));
  }
}
