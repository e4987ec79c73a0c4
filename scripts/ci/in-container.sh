#!/usr/bin/env bash
# in-container.sh IMAGE: what container-engine.sh runs where its engine answers: the S3 contract on LocalStack in a container of
# Testcontainers' making, then the example job, killed until it is done, on one that podman started. Maven runs offline there.
set -euo pipefail
cd "$(dirname "$0")/../.."
image=$1
label="LocalStack ${image##*:} in a container"
. scripts/ci/buckets.sh

bash scripts/ci/server_tests.sh "$label" backend-s3 ContainerContractTest -o

podman run --detach --rm --name killed-job --publish 127.0.0.1:4566:4566 --env SERVICES=s3 "$image" >/dev/null
trap 'podman rm --force --time 0 killed-job >/dev/null' EXIT
tries=600
until curl --silent --fail --output /dev/null --max-time 5 http://127.0.0.1:4566/_localstack/health; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || { podman logs killed-job | tail -n 20; echo "FAILED: $label does not answer"; exit 1; }
  sleep 0.1
done
scheme=s3
export AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test RUNPATHS_S3_ENDPOINT=http://127.0.0.1:4566
make_bucket killed-job
export RUNPATHS_TEST_S3_NAME=localstack RUNPATHS_TEST_S3_ENDPOINT=$RUNPATHS_S3_ENDPOINT RUNPATHS_TEST_S3_BUCKET=killed-job
export RUNPATHS_TEST_S3_ACCESS_KEY=test RUNPATHS_TEST_S3_SECRET_KEY=test
bash scripts/ci/server_tests.sh "$label" examples KilledJobTest -o
