"""Compares the demo's screen in the README with a real one, ids, times and figures aside.

    compare_screen.py README SCREEN
"""

import difflib
import re
import sys


def normal(text):
    text = re.sub(r"\d{8}_([a-z0-9]+)_([a-z0-9]+)_[0-9a-f]{6}", r"DATE_\1_\2_HASH", text)
    text = re.sub(r"\d{4}-\d{2}-\d{2}_[a-z0-9]{5}", "DATE_ID", text)
    text = re.sub(r"DATE_ID-[0-9a-f]{8}\b", "DATE_ID-NONCE", text)
    text = re.sub(r"\d{4}-\d{2}-\d{2}", "DATE", text)
    text = re.sub(r"\d+([.,:]\d+)*", "#", text)
    # Columns may be padded to the width of figures, and trees to that of names.
    return [re.sub(r"[ \t]+", " ", line).rstrip() for line in text.strip("\n").splitlines()]


readme = open(sys.argv[1], encoding="utf-8").read()
shown = re.search(r"^## What you see\n.*?^```text\n(.*?)^```$", readme, re.M | re.S)
if not shown:
    sys.exit("README.md has no section 'What you see' with a text block")
real = open(sys.argv[2], encoding="utf-8").read()
difference = list(difflib.unified_diff(normal(shown[1]), normal(real), "README.md", "the real screen", lineterm=""))
if difference:
    print("\n".join(difference))
    sys.exit("The demo's screen is not the one that README.md shows; paste the real one there.")
print(f"result: the demo's screen is the README's, {len(real.splitlines())} lines")
