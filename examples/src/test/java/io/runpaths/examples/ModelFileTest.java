package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

class ModelFileTest {

  @Test
  void readsTheModelThatACheckpointHolds() throws Exception {
    LinearSGDModel model = Trained.ONCE.last();
    byte[] checkpoint = ModelFile.toCheckpoint(model);
    LinearSGDModel read = ModelFile.fromCheckpoint(new ByteArrayInputStream(checkpoint));
    assertEquals(model.getWeightsCopy(), read.getWeightsCopy());
    Evaluation heldOut = Evaluation.of(read, Trained.ONCE.split().heldOut());
    assertEquals(Trained.ONCE.heldOut().loss(), heldOut.loss(), 0.0);
  }

  @Test
  void refusesBytesThatAreNoCheckpoint() throws Exception {
    byte[] whole = ModelFile.toCheckpoint(Trained.ONCE.last());
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    byte[] other = "not a model".getBytes(StandardCharsets.US_ASCII);
    for (byte[] bytes : new byte[][] {half, other, new byte[0]}) {
      assertThrows(
          IOException.class, () -> ModelFile.fromCheckpoint(new ByteArrayInputStream(bytes)));
    }
  }

  @Test
  void exportsAGraphFromPixelsToProbabilities() throws Exception {
    OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(ModelFile.toOnnx(Trained.ONCE.last()));
    OnnxMl.GraphProto graph = model.getGraph();
    assertEquals("input", graph.getInput(0).getName());
    assertEquals(64, lastDimension(graph.getInput(0)));
    assertEquals("output", graph.getOutput(0).getName());
    assertEquals(10, lastDimension(graph.getOutput(0)));
    assertTrue(graph.getNodeList().stream().anyMatch(n -> n.getOpType().equals("Softmax")));
  }

  @Test
  void numbersPixelsAndDigitsInTheirNaturalOrder() {
    LinearSGDModel model = Trained.ONCE.last();
    assertEquals("pixel00", model.getFeatureIDMap().get(0).getName());
    assertEquals("pixel63", model.getFeatureIDMap().get(63).getName());
    for (int digit = 0; digit < Digits.CLASSES; digit++) {
      assertEquals(Integer.toString(digit), model.getOutputIDInfo().getOutput(digit).getLabel());
    }
  }

  private static long lastDimension(OnnxMl.ValueInfoProto value) {
    OnnxMl.TensorShapeProto shape = value.getType().getTensorType().getShape();
    return shape.getDim(shape.getDimCount() - 1).getDimValue();
  }
}
