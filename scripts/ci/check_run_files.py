"""Opens the files of the demo's first run with the programs that people open them with.

    check_run_files.py RUN

The workbook with openpyxl, the study with sqlite3, the figures by their PNG header. Prints one line of result.
"""

import csv
import os
import re
import sqlite3
import struct
import sys

import openpyxl


def check_workbook(run):
    workbook = openpyxl.load_workbook(os.path.join(run, "reports", "training_summary.xlsx"))
    overview, course = workbook["summary"], workbook["epochs"]
    for sheet in (overview, course):
        assert sheet.freeze_panes == "A2", f"the header of {sheet.title} scrolls away"
        assert all(cell.value and cell.font.bold for cell in sheet[1]), f"the header of {sheet.title} is not bold"
    epochs = list(course.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in epochs] == list(range(1, len(epochs) + 1)), "epochs are missing"
    assert all(isinstance(value, (int, float)) for row in epochs for value in row[:5]), "a number is text"
    summary = dict(zip((cell.value for cell in overview[1]), (cell.value for cell in overview[2])))
    with open(os.path.join(run, "reports", "training_summary.csv"), encoding="utf-8", newline="") as file:
        [same] = csv.DictReader(file)
    assert {name: str(value) for name, value in summary.items()} == same, (summary, same)
    return len(epochs)


def check_study(run):
    database = sqlite3.connect(f"file:{os.path.join(run, 'database', 'study.db')}?mode=ro", uri=True)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    trials = database.execute(
        "SELECT number, count(DISTINCT param_name) FROM studies JOIN trials USING (study_id) JOIN trial_params USING (trial_id)"
        " WHERE state = 'COMPLETE' GROUP BY trial_id"
    ).fetchall()
    assert trials and all(parameters == 2 for _, parameters in trials), trials
    return len(trials)


def check_figures(run):
    for name in ("confusion_matrix.png", "learning_curve.png"):
        with open(os.path.join(run, "figures", name), "rb") as file:
            head = file.read(24)
        assert head[:8] == b"\x89PNG\r\n\x1a\n", name
        width, height = struct.unpack(">II", head[16:])
        assert 500 <= width <= 2000 and 500 <= height <= 2000, (name, width, height)


def check_texts(run):
    with open(os.path.join(run, "reports", "requirements.txt"), encoding="utf-8") as file:
        lines = [line for line in file.read().splitlines() if not line.startswith("#")]
    assert lines and all(re.fullmatch(r"[\w.-]+:[\w.-]+==[\w.-]+", line) for line in lines), lines
    with open(os.path.join(run, "reports", "git_info.txt"), encoding="utf-8") as file:
        assert re.match(r"commit: |not inside a git work tree|git cannot be asked: ", file.read())
    with open(os.path.join(run, "logs", "training.log"), encoding="utf-8") as file:
        assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z ", line) for line in file)


if len(sys.argv) != 2:
    sys.exit(__doc__)
epochs, trials = check_workbook(sys.argv[1]), check_study(sys.argv[1])
check_figures(sys.argv[1])
check_texts(sys.argv[1])
print(f"result: the demo's workbook ({epochs} epochs), study ({trials} trials), figures and reports open elsewhere")
