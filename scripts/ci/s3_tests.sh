#!/usr/bin/env bash
# s3_tests.sh "server in words" TEST,TEST… [MAVEN ARGUMENT…]: runs tests of backend-s3 on the server that the environment names, and says
# what came of them. That none ran, or that one was skipped, is a failure; so is a quirk that was declared and did not show.
set -euo pipefail
server=$1 tests=$2
shift 2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -rf backend-s3/target/surefire-reports
code=0
./mvnw "$@" -pl backend-s3 -am -Dspotless.check.skip -Dsurefire.failIfNoSpecifiedTests=false -Dtest="$tests" test 2>&1 | tee "$log" || code=$?
read -r passed failed skipped < <(python3 scripts/ci/count_tests.py . backend-s3)
quirks=$(sed -n 's/^[a-z0-9-]*: \([0-9]* quirks declared.*\)/\1/p' "$log" | head -1)
echo "result: $server: $((passed + failed)) tests, $failed failures, $skipped skipped; ${quirks:-nothing said of quirks}"
echo "counted: $passed $failed $skipped"
case $quirks in
  '' | *'not seen'*) echo "FAILED: quirks: ${quirks:-none counted}"; code=1 ;;
esac
[ "$code" = 0 ] && [ "$passed" -gt 0 ] && [ "$failed" = 0 ] && [ "$skipped" = 0 ]
