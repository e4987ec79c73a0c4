#!/usr/bin/env bash
# benchmarks.sh [short|full] [create|ls|start|batch|s3|crowd]…: compares RunPaths with its peers side by side and prints a table of ratios with
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
# S3 is compared on a MinIO of its own, whose data lies in the scratch folder too.
cache=${RUNPATHS_CI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/runpaths-ci}
room=4000000
[ "$rounds" = full ] && room=12000000
case " ${*:-s3} " in
  *" s3 "*)
    if [ "$(df --output=avail -k "$tmpfs" | tail -n 1)" -lt "$room" ]; then
      echo "not run: S3 beside rclone: $tmpfs has no $((room / 1000000)) GB to spare"
    elif [ ! -x "$cache/bin/minio" ] || [ ! -x "$cache/bin/rclone" ]; then
      echo "not run: S3 beside rclone: run scripts/ci/servers.sh install minio rclone"
    else
      export PATH=$PATH:$cache/bin RUNPATHS_CI_CACHE=$cache RUNPATHS_CI_RUNNING=$scratch/servers
      port=${RUNPATHS_BENCHMARK_PORT:-9010}
      trap 'bash scripts/ci/servers.sh stop minio; rm -rf "$scratch"' EXIT
      bash scripts/ci/servers.sh start minio "$port"
      eval "$(bash scripts/ci/servers.sh env minio)"
      export RUNPATHS_BENCHMARK_MINIO=http://127.0.0.1:$port
    fi
    ;;
esac
LC_ALL=C.UTF-8 java -XX:+UseSerialGC -Xmx1g -cp 'benchmarks/target/lib/*' io.runpaths.benchmarks.Benchmarks "$PWD" "$scratch" "$rounds" "$@"
