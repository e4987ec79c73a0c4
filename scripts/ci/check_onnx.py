"""Runs an exported model with onnxruntime and holds it to what its run reported.

    check_onnx.py MODEL DATA

MODEL is exports/model.onnx of a run; beside it lies heldout.csv, and the run's reports/training_summary.csv says how well the model
read that part. DATA is the whole data set, digits.csv.gz. The graph is fed with the pixels as they stand in the files.
"""

import csv
import gzip
import os
import sys

import numpy
import onnxruntime

AT_LEAST = 0.94


def images(lines):
    rows = numpy.array([[float(field) for field in line.split(",")] for line in lines], dtype=numpy.float32)
    return rows[:, :-1], rows[:, -1].astype(int)


def main(model, data):
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    [graph_input], [graph_output] = session.get_inputs(), session.get_outputs()

    def accuracy(pixels, digits):
        [probabilities] = session.run([graph_output.name], {graph_input.name: pixels})
        assert probabilities.shape == (len(digits), 10), probabilities.shape
        assert abs(probabilities.sum(axis=1) - 1).max() < 1e-4, "the probabilities of an image do not add up to 1"
        return float((probabilities.argmax(axis=1) == digits).mean())

    exports = os.path.dirname(os.path.abspath(model))
    with gzip.open(data, "rt") as file:
        everything = file.read().split()
    with open(os.path.join(exports, "heldout.csv"), encoding="ascii") as file:
        held_out = file.read().split()
    assert set(held_out) <= set(everything), "heldout.csv holds images that the data set does not"
    assert len(held_out) >= len(everything) // 5, f"only {len(held_out)} images are held out"
    with open(os.path.join(exports, "..", "reports", "training_summary.csv"), encoding="utf-8", newline="") as file:
        [summary] = csv.DictReader(file)

    measured = accuracy(*images(held_out))
    reported = float(summary["held_out_accuracy"])
    assert abs(measured - reported) < 1e-9, f"onnxruntime reads {measured:.2%} of the held-out images right, the run says {reported:.2%}"
    assert measured >= AT_LEAST, f"only {measured:.2%} of the held-out images are read right"
    whole = accuracy(*images(everything))
    assert whole >= AT_LEAST, f"only {whole:.2%} of all images are read right"
    print(f"result: onnxruntime {onnxruntime.__version__} reads {measured:.1%} of {len(held_out)} held-out images right, as reported")


if len(sys.argv) != 3:
    sys.exit(__doc__)
main(sys.argv[1], sys.argv[2])
