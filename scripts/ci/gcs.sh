#!/usr/bin/env bash
# gcs.sh [SERVER…]: real GCS servers, by default fake-gcs: installed, started on a free port, and then each of them tried by the contract, by
# races and kills of processes, by every command, and by the example job that is killed until it is done. What a server is known to do
# wrong is declared in the tests (ServerQuirks) and must show. On testbench, which needs RUNPATHS_TESTBENCH (see servers.sh), also by the faults
# that it plays itself.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/ci/buckets.sh

try_server() {
  local name=$1 label=$2 ok=1 tests=EndpointContractTest,ProcessesTest
  [ "$name" != testbench ] || tests=$tests,ServerFaultsTest
  bash scripts/ci/server_tests.sh "$label" backend-gcs "$tests" || ok=0
  bash scripts/ci/cli-gcs.sh "$name" || ok=0
  bash scripts/ci/cloud-job.sh "$name" || ok=0
  [ "$ok" = 1 ]
}

[ $# -gt 0 ] || set -- fake-gcs
servers=()
for name; do
  if [ "$name" = testbench ] && [ -z "${RUNPATHS_TESTBENCH:-}" ]; then
    bash scripts/ci/servers.sh install testbench
  else
    servers+=("$name")
  fi
done
[ "${#servers[@]}" = 0 ] || on_each try_server "${servers[@]}"
