#!/usr/bin/env bash
# benchmarks.sh [short|full] [create|ls|start|batch|s3|gcs|crowd]…: compares RunPaths with its peers side by side and prints a table of ratios with
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
# Stores are compared on servers of their own, whose data lies in the scratch folder or in their memory.
cache=${RUNPATHS_CI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/runpaths-ci}
room=4000000
[ "$rounds" = full ] && room=16000000
export PATH=$PATH:$cache/bin RUNPATHS_CI_CACHE=$cache RUNPATHS_CI_RUNNING=$scratch/servers

# compared COMPARISON SERVER PORT: starts the server, if the comparison is wanted and can be made.
compared() {
  case " $wanted " in
    *" $1 "*) ;;
    *) return 1 ;;
  esac
  if [ "$(df --output=avail -k "$tmpfs" | tail -n 1)" -lt "$room" ]; then
    echo "not run: $1 beside rclone: $tmpfs has no $((room / 1000000)) GB to spare"
  elif [ ! -f "$cache/$2.stamp" ] || [ ! -x "$cache/bin/rclone" ]; then
    echo "not run: $1 beside rclone: run scripts/ci/servers.sh install $2 rclone"
  else
    trap 'bash scripts/ci/servers.sh stop; rm -rf "$scratch"' EXIT
    bash scripts/ci/servers.sh start "$2" "$3"
    return 0
  fi
  return 1
}

wanted=${*:-s3 gcs}
if compared s3 minio "${RUNPATHS_BENCHMARK_PORT:-9010}"; then
  eval "$(bash scripts/ci/servers.sh env minio)"
  export RUNPATHS_BENCHMARK_MINIO=$RUNPATHS_TEST_S3_ENDPOINT
fi
if compared gcs fake-gcs "${RUNPATHS_BENCHMARK_GCS_PORT:-9011}"; then
  eval "$(bash scripts/ci/servers.sh env fake-gcs)"
  export RUNPATHS_BENCHMARK_GCS=$RUNPATHS_TEST_GCS_ENDPOINT
  RUNPATHS_BENCHMARK_GCS_LOG=$(bash scripts/ci/servers.sh log fake-gcs)
  export RUNPATHS_BENCHMARK_GCS_LOG
fi
LC_ALL=C.UTF-8 java -XX:+UseSerialGC -Xmx1g -cp 'benchmarks/target/lib/*' io.runpaths.benchmarks.Benchmarks "$PWD" "$scratch" "$rounds" "$@"
