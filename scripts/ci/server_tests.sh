#!/usr/bin/env bash
# server_tests.sh "server in words" MODULE TEST,TEST… [MAVEN ARGUMENT…]: runs tests of a module on the server that the environment names, and
# says what came of them. That none ran, or that one was skipped, is a failure; so is a quirk that was declared and did not show.
set -euo pipefail
server=$1 module=$2 tests=$3
shift 3
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -rf "$module/target/surefire-reports"
code=0
./mvnw "$@" -pl "$module" -am -Dspotless.check.skip -Dsurefire.failIfNoSpecifiedTests=false -Dtest="$tests" test 2>&1 | tee "$log" || code=$?
read -r passed failed skipped < <(python3 scripts/ci/count_tests.py . "$module")
quirks=$(sed -n 's/^[a-z0-9-]*: \([0-9]* quirks declared.*\)/\1/p' "$log" | head -1)
echo "result: $server: $((passed + failed)) tests of $module, $failed failures, $skipped skipped${quirks:+; $quirks}"
echo "counted: $passed $failed $skipped"
case $quirks in
  *'not seen'*) echo "FAILED: $quirks"; code=1 ;;
esac
[ "$code" = 0 ] && [ "$passed" -gt 0 ] && [ "$failed" = 0 ] && [ "$skipped" = 0 ]
