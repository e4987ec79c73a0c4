#!/usr/bin/env bash
# in-container.sh: the contract of S3 and the example job on LocalStack in a container; container-engine.sh calls it where its engine is.
set -euo pipefail
here=$(dirname "$0")
bash "$here/server_tests.sh" "LocalStack 4.14.0 in a container" backend-s3 ContainerContractTest -o
bash "$here/server_tests.sh" "LocalStack 4.14.0 in a container" examples ContainerJobTest -o
