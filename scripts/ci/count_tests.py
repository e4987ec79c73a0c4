"""count_tests.py FOLDER [MODULE]: prints how many tests passed, failed and were skipped, from the reports of the last Maven run below a
folder, of all modules or of one."""

import glob
import sys
import xml.etree.ElementTree as ET

module = sys.argv[2] if len(sys.argv) > 2 else "*"
passed = failed = skipped = 0
for report in glob.glob(f"{sys.argv[1]}/{module}/target/surefire-reports/TEST-*.xml"):
    suite = ET.parse(report).getroot()
    bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    left_out = int(suite.get("skipped", 0))
    failed += bad
    skipped += left_out
    passed += int(suite.get("tests", 0)) - bad - left_out
print(passed, failed, skipped)
