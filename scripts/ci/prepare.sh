#!/usr/bin/env bash
# Installs what the checks need beside a JDK: a Python environment that reads our files as a Python job would.
set -euo pipefail
cache=${RUNPATHS_CI_CACHE:?}
if [ ! -x "$cache/python/bin/python" ]; then
  python3 -m venv "$cache/python.new"
  "$cache/python.new/bin/python" -m pip install -q onnxruntime numpy jsonschema openpyxl
  rm -rf "$cache/python"
  mv "$cache/python.new" "$cache/python"
fi
"$cache/python/bin/python" -c 'import onnxruntime, jsonschema, openpyxl'
