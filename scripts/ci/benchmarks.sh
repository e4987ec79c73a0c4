#!/usr/bin/env bash
# benchmarks.sh [short|full] [create|ls|start|batch]…: compares RunPaths with its peers side by side and prints a table of ratios with
# their goals. A missed goal is reported and fails nothing; a comparison that breaks fails. docs/PERFORMANCE.md tells the method.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-short}
[ $# -eq 0 ] || shift
tmpfs=${RUNPATHS_BENCHMARK_TMPFS:-/dev/shm}
if [ "$(stat -f -c %T "$tmpfs" 2>/dev/null)" != tmpfs ] || [ "$(df --output=avail -k "$tmpfs" | tail -n 1)" -lt 2000000 ]; then
  echo "not run: comparisons with peers: $tmpfs is no tmpfs with 2 GB to spare"
  exit 0
fi
./runpaths --help >/dev/null
./mvnw -q -B -ntp -pl benchmarks -am -Dmaven.test.skip=true -Dspotless.check.skip package
scratch=$(mktemp -d "$tmpfs/runpaths-benchmarks.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
LC_ALL=C.UTF-8 java -XX:+UseSerialGC -Xmx1g -cp 'benchmarks/target/lib/*' io.runpaths.benchmarks.Benchmarks "$PWD" "$scratch" "$rounds" "$@"
