#!/usr/bin/env bash
# s3.sh [SERVER…]: real S3 servers, by default LocalStack and MinIO one after the other: installed, started on a free port, and then
# each of them tried by the contract, by races and kills of processes, by what stands in scripts/ci/on-s3/, by every command, and by the
# example job that is killed until it is done.
#
# A script in on-s3/ is run as `bash SCRIPT s3://BUCKET/PREFIX` with an empty bucket of the server, where RUNPATHS_S3_ENDPOINT, AWS_REGION
# and the server's dummy keys are set, so that ./runpaths and the examples reach it. It prints `result: …` lines and fails by its code.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/ci/buckets.sh

try_server() {
  local name=$1 label=$2 ok=1 script bucket
  bash scripts/ci/server_tests.sh "$label" backend-s3 EndpointContractTest,KnownServerTest,ProcessesTest || ok=0
  make_bucket killed-job &&
    RUNPATHS_TEST_S3_BUCKET=killed-job bash scripts/ci/server_tests.sh "$label" examples KilledJobTest || ok=0
  for script in scripts/ci/on-s3/*.sh; do
    bucket=on-s3-$(basename "$script" .sh)
    { make_bucket "$bucket" && SERVER=$label bash "$script" "s3://$bucket/outputs"; } ||
      { echo "FAILED: $label: $script"; ok=0; }
  done
  bash scripts/ci/cli-s3.sh "$name" || ok=0
  # Once is enough: KilledJobTest plays the same job on each server.
  [ "$name" != minio ] || bash scripts/ci/cloud-job.sh "$name" || ok=0
  [ "$ok" = 1 ]
}

[ $# -gt 0 ] || set -- localstack minio
on_each try_server "$@"
