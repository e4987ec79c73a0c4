#!/usr/bin/env bash
# demo.sh PYTHON: runs the README's main job in a fresh place, compares its screen with the README's, and looks at its files from outside.
set -euo pipefail
python=$1
here=$PWD
outputs=$here/outputs
screen=$here/target/demo-screen.txt
mkdir -p target
if [ -e "$outputs" ]; then
  rm -rf target/outputs.before && mv "$outputs" target/outputs.before
fi
bash scripts/ci/readme_block.sh 1 2>target/demo-stderr.txt | tail -n +2 >"$screen"
cat "$screen"
"$python" scripts/ci/compare_screen.py README.md "$screen"
"$python" scripts/ci/python_view.py "$outputs" docs/schemas
model=$(find "$outputs" -name model.onnx -print -quit)
"$python" scripts/ci/check_onnx.py "$model" examples/src/main/resources/io/runpaths/examples/digits.csv.gz
"$python" scripts/ci/check_run_files.py "$(dirname "$(dirname "$model")")"
rm -rf target/demo-outputs && mv "$outputs" target/demo-outputs
