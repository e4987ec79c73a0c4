package io.runpaths.examples;

import io.runpaths.RunPaths;
import io.runpaths.spi.Location;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

/** What a training leaves for people and other programs, where the hashed layout says. */
final class Reports {

  private Reports() {}

  /**
   * The files and what is in them. The same training gives the same bytes.
   *
   * @param paths of the run
   * @param summary of the training
   * @param best the model that was kept
   * @param digits the data
   * @return in the order in which they are to be written: {@code exports/model.onnx} is the last
   */
  static Map<Location, byte[]> of(
      RunPaths paths, TrainingSummary summary, LinearSGDModel best, Split digits)
      throws IOException {
    Map<Location, byte[]> files = new LinkedHashMap<>();
    files.put(paths.figPath("learning_curve.png"), LearningCurveFigure.draw(summary.epochs()));
    files.put(paths.figPath("confusion_matrix.png"), ConfusionMatrixFigure.draw(summary.heldOut()));
    files.put(paths.finalReportPath(), ExcelFile.of(List.of(summary.overview(), summary.course())));
    files.put(paths.reports().resolve("training_summary.csv"), CsvFile.of(summary.overview()));
    files.put(paths.exports().resolve("heldout.csv"), Digits.toCsv(digits.heldOut()));
    files.put(paths.exports().resolve("model.onnx"), ModelFile.toOnnx(best));
    return files;
  }
}
