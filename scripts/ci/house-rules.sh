#!/usr/bin/env bash
# House rules that no compiler knows: what the tree may not contain, reproducible jars, javadoc without warnings.
set -euo pipefail
bad=0
forbid() { # forbid WHY PATTERN [PATHSPEC…]
  local why=$1 pattern=$2; shift 2
  if git grep -nIE -e "$pattern" -- "${@:-.}" ':!scripts/ci/house-rules.sh'; then
    echo "FAILED: $why"; bad=1
  fi
}
forbid "a path of one machine" '(^|[^A-Za-z0-9._/-])/(root|home/[a-z]+|Users)/' ':!*.py' ':!scripts' ':!*Test.java'
forbid "a key that looks real" 'AKIA[0-9A-Z]{16}|-----BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY-----' ':!*/src/test/*'
forbid "a forgotten mark" '\b(TODO|FIXME|XXX)\b' ':!docs/decisions'
forbid "a test that is switched off" '@Disabled' '*.java'
forbid "a sleep in a test" 'Thread\.sleep' '*/src/test/*'
[ "$bad" = 0 ]

# The same commit gives the same bytes.
./mvnw -q -o -Dmaven.test.skip=true -Dspotless.check.skip package
first=$(find . -path '*/target/runpaths-*.jar' ! -name '*-tests.jar' ! -path './target/*' | sort | xargs sha256sum)
touch api/src/main/java/io/runpaths/*.java
find . -path '*/target/runpaths-*.jar' ! -name '*-tests.jar' ! -path './target/*' -delete
find . -path '*/target/classes' -prune -exec rm -rf {} +
./mvnw -q -o -Dmaven.test.skip=true -Dspotless.check.skip package
second=$(find . -path '*/target/runpaths-*.jar' ! -name '*-tests.jar' ! -path './target/*' | sort | xargs sha256sum)
if [ "$first" != "$second" ]; then
  diff <(echo "$first") <(echo "$second")
  echo "FAILED: jars differ between two builds"; exit 1
fi
echo "result: $(wc -l <<<"$first") jars are the same bytes in two builds"

./mvnw -q -Dmaven.test.skip=true -Dspotless.check.skip -pl api,testkit,backend-local,backend-s3,backend-gcs -am package javadoc:javadoc
echo "result: javadoc of the published modules without a warning"
