#!/usr/bin/env bash
# gcs.sh [SERVER…]: real GCS servers, by default fake-gcs: installed, started on a free port, and then each of them tried by the contract, by
# races and kills of processes, by every command, and by the example job that is killed until it is done. What a server is known to do
# wrong is declared in the tests (ServerQuirks) and must show.
set -euo pipefail
cd "$(dirname "$0")/../.."
servers=scripts/ci/servers.sh
# Servers of this run alone.
export RUNPATHS_CI_RUNNING=${RUNPATHS_CI_RUNNING:-$PWD/target/ci-servers}
trap 'bash $servers stop' EXIT

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

[ $# -gt 0 ] || set -- fake-gcs
failed=""
for name; do
  bash $servers install "$name"
  bash $servers start "$name" "$(free_port)"
  label="$name $(bash $servers version "$name")"
  (
    eval "$(bash $servers env "$name")"
    ok=1
    bash scripts/ci/server_tests.sh "$label" backend-gcs EndpointContractTest,ProcessesTest || ok=0
    bash scripts/ci/cli-gcs.sh "$name" || ok=0
    bash scripts/ci/cloud-job.sh "$name" || ok=0
    [ "$ok" = 1 ]
  ) || failed="$failed $name"
  bash $servers stop "$name"
done
[ -z "$failed" ] || { echo "FAILED:$failed"; exit 1; }
