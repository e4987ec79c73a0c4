package io.runpaths.examples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a training needs to go on as if it had never stopped: what became of its epochs, the
 * weights that the last one ended with, and the best model so far. The number of epochs also says
 * which random generator comes next, see {@link EpochTrainer#after}.
 *
 * @param epochs all of them so far, at least one
 * @param last the model after the last of them
 * @param best the model of the best of them
 */
record TrainingState(List<Epoch> epochs, SavedModel last, SavedModel best) {

  private static final String FORMAT = "digits training state, version 1";

  TrainingState {
    epochs = List.copyOf(epochs);
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("A training has no state before its first epoch");
    }
  }

  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(FORMAT);
    out.writeInt(epochs.size());
    for (Epoch epoch : epochs) {
      out.writeInt(epoch.number());
      out.writeDouble(epoch.trainingLoss());
      out.writeDouble(epoch.validationLoss());
      out.writeDouble(epoch.trainingAccuracy());
      out.writeDouble(epoch.validationAccuracy());
      out.writeBoolean(epoch.best());
    }
    for (SavedModel model : List.of(last, best)) {
      byte[] checkpoint = model.bytes();
      out.writeInt(checkpoint.length);
      out.write(checkpoint);
    }
    return bytes.toByteArray();
  }

  /** Reads what {@link #toBytes} wrote; bytes that are something else are an IOException. */
  static TrainingState of(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      if (!in.readUTF().equals(FORMAT)) {
        throw new IOException("it is of another format than this release writes");
      }
      List<Epoch> epochs = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        epochs.add(
            new Epoch(
                in.readInt(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readBoolean()));
      }
      return new TrainingState(epochs, model(in), model(in));
    } catch (EOFException | IllegalArgumentException e) {
      throw new IOException("it is cut off or damaged", e);
    }
  }

  private static SavedModel model(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] checkpoint = in.readNBytes(Math.min(length, in.available()));
    if (checkpoint.length != length) {
      throw new EOFException();
    }
    return SavedModel.of(checkpoint);
  }
}
