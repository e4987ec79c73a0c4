#!/usr/bin/env bash
# The launcher as a user types it: from anywhere, through symbolic links, in odd folders and locales; exit codes, streams, signals, first use
# by two at once, start-up times. Run in a checkout; builds what it needs.
set -uo pipefail
root=$PWD
runpaths=$root/runpaths
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
checks=0
failures=0

# check WHAT COMMAND…: the command must succeed.
check() {
  local what=$1
  shift
  checks=$((checks + 1))
  if ! "$@" >"$work/check.log" 2>&1; then
    failures=$((failures + 1))
    echo "FAILED: $what"
    tail -n 15 "$work/check.log"
  fi
}

# gives CODE COMMAND…: the command must end with that exit code, and an error is one line on standard error.
gives() {
  local code=$1 real
  shift
  "$@" >"$work/out" 2>"$work/err"
  real=$?
  [ "$real" = "$code" ] || { echo "exit code $real, not $code"; cat "$work/err"; return 1; }
  [ "$code" = 0 ] || [ "$(wc -l <"$work/err")" = 1 ] || { echo "not one line:"; cat "$work/err"; return 1; }
}

same() { [ "$1" = "$2" ] || { echo "'$1' is not '$2'"; return 1; }; }

"$runpaths" --version >"$work/version" 2>"$work/first" || { cat "$work/first"; exit 1; }
check "building takes one line of progress at most" test "$(wc -l <"$work/first")" -le 1

# Where it is called from.
printf 'lr: 0.001\nrun_timestamp: 1770508800.0\n' >config.yaml
run=$("$runpaths" create hashed --dataset mnist --architecture ResNet-18 --config config.yaml --date 20260208)
check "create prints a folder to go to" test -f "$run/run.json"
mkdir -p "bin dir/deep"
ln -s "$runpaths" "bin dir/direct"
ln -s ../direct "bin dir/deep/relative"
check "through a symbolic link" gives 0 "bin dir/direct" show "$run"
check "through a relative symbolic link to another" gives 0 "bin dir/deep/relative" show "$run"
check "by its name on PATH" env PATH="$root:$PATH" runpaths show "$run"
check "below another working directory" bash -c "cd '$run' && '$runpaths' show . && '$runpaths' ls figures"
check "with CDPATH set" env CDPATH=/ "$runpaths" show "$run"

# Exit codes and streams.
check "0 done" gives 0 "$runpaths" ls
check "2 usage" gives 2 "$runpaths" ls --nonsense
check "3 not found" gives 3 "$runpaths" show nothing
check "4 exists" gives 4 "$runpaths" create hashed --dataset mnist --architecture ResNet-18 --config config.yaml --date 20260208
mkdir -p outputs/broken && echo '{' >outputs/broken/run.json
check "5 corrupt" gives 5 "$runpaths" show broken
rm -r outputs/broken
check "8 not in this release" gives 8 "$runpaths" migrate outputs s3://bucket/outputs
check "errors as JSON" bash -c "'$runpaths' --json show nothing 2>&1 >/dev/null | python3 -c 'import json,sys; assert json.load(sys.stdin)[\"error\"][\"exit\"] == 3'"
check "lists as JSON" bash -c "'$runpaths' ls --json | python3 -c 'import json,sys; assert len(json.load(sys.stdin)) == 1'"
check "a closed pipe is no error" bash -c "set -o pipefail; yes '{\"seed\": 1}' | head -n 50000 >lines; '$runpaths' id staged --batch lines | head -n 1; test \${PIPESTATUS[0]} = 0"
check "a full disk under standard output is one" bash -c "'$runpaths' ls >/dev/full; test \$? = 1"
check "no colour off a terminal" bash -c "! '$runpaths' nonsense 2>&1 | grep -q $'\033'"
check "colour on a terminal" bash -c "script -qec \"'$runpaths' nonsense\" /dev/null | grep -q $'\033'"
check "no colour on a terminal with NO_COLOR" bash -c "! NO_COLOR=1 script -qec \"'$runpaths' nonsense\" /dev/null | grep -q $'\033'"

# A million lines in little memory, an answer a line as they come.
check "a batch of 200,000 lines" bash -c "yes '{\"date\": \"2026-02-08\", \"seed\": 7}' | head -n 200000 | RUNPATHS_JAVA_OPTS=-Xmx32m '$runpaths' id staged --batch - | sort -u | wc -l | grep -qx 1"
check "a batch answers line by line" python3 - "$runpaths" <<'EOF'
import subprocess, sys
p = subprocess.Popen([sys.argv[1], "id", "staged", "--batch", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
for seed in range(3):
    p.stdin.write(b'{"seed": %d}\n' % seed)
    p.stdin.flush()
    assert p.stdout.readline().strip()
p.stdin.close()
assert p.wait() == 0
EOF

# Signals.
for pair in INT:130 TERM:143; do
  check "${pair%:*} ends it with ${pair#*:} and leaves nothing half made" python3 - "$runpaths" "$run" "${pair%:*}" "${pair#*:}" <<'EOF'
import os, signal, subprocess, sys, time
# What is put comes through a pipe that stays open: the command waits in the middle of it.
p = subprocess.Popen([sys.argv[1], "put", sys.argv[2], "-", "half.bin"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
p.stdin.write(b"x" * 1000000)
p.stdin.flush()
time.sleep(0.5)
p.send_signal(getattr(signal, "SIG" + sys.argv[3]))
code = p.wait(30)
assert code in (int(sys.argv[4]), -getattr(signal, "SIG" + sys.argv[3])), code
assert not os.path.exists(os.path.join(sys.argv[2], "half.bin"))
EOF
done

# Names that are not ASCII, in every locale.
for locale in "" C POSIX C.UTF-8 de_DE.UTF-8 nonsense; do
  name="größe-模型-${locale:-none}"
  made=$(env -u LC_ALL -u LC_CTYPE LANG="$locale" "$runpaths" create "ordner-ü" staged --run-id "$name" 2>&1)
  check "names in the locale '${locale:-none}'" same "$made" "$work/ordner-ü/$name"
  check "their folder" test -f "$work/ordner-ü/$name/run.json"
done

# Folders with odd names.
odd="$work/a 'b' \$c;d#e%20"
mkdir -p "$odd"
check "a working directory of an odd name" bash -c 'cd "$1" && "$2" create staged --run-id x && test -f outputs/x/run.json && "$2" show "$PWD/outputs/x"' - "$odd" "$runpaths"
check "path --env is safe to evaluate" bash -c 'cd "$1" && eval "$("$2" path x --env)" && test "$RUNPATHS_RUN" = "$PWD/outputs/x"' - "$odd" "$runpaths"

# Java that is not there, or too old.
check "a JAVA_HOME without Java" gives 1 env JAVA_HOME=/nowhere "$runpaths" ls
mkdir -p old/bin
printf '#!/bin/sh\necho no >&2\nexit 1\n' >old/bin/java
chmod +x old/bin/java
echo 'JAVA_VERSION="11.0.2"' >old/release
check "a Java that is too old" gives 1 env JAVA_HOME="$work/old" "$runpaths" ls
check "it says which" grep -q '11.0.2' "$work/err"

# The completion script.
"$runpaths" completion >completion.sh
check "the completion script is bash" bash -n completion.sh
check "it completes commands" bash -c '. ./completion.sh; COMP_WORDS=(runpaths lin); COMP_CWORD=1; _complete_runpaths; [[ " ${COMPREPLY[*]} " == *" lineage "* ]]'

# Two first uses at once, in a copy of the checkout that has nothing built. Off where it would take too long.
if [ "${RUNPATHS_SMOKE_FIRST_USE:-}" = 1 ]; then
  git -C "$root" worktree list >/dev/null && git clone -q "$root" "$work/clone"
  ("$work/clone/runpaths" --version >first.out 2>first.err; echo $? >first.code) &
  ("$work/clone/runpaths" --version >second.out 2>second.err; echo $? >second.code) &
  wait
  check "both first uses succeed" same "$(cat first.code second.code | tr '\n' ' ')" "0 0 "
  check "and say the same" cmp first.out second.out
fi

# Start-up: the best of several, for other work on the machine only ever adds.
best() {
  local least=999999 begin took
  for _ in 1 2 3 4 5 6 7; do
    begin=$(date +%s%N)
    "$@" >/dev/null 2>&1
    took=$((($(date +%s%N) - begin) / 1000000))
    [ "$took" -lt "$least" ] && least=$took
  done
  echo "$least"
}
help=$(best "$runpaths" --help)
id=$(best "$runpaths" id hashed --dataset mnist --architecture ResNet-18 --config config.yaml)
echo "result: runpaths --help $help ms (goal 350), id $id ms (goal 500), best of seven"
# Twice the goal fails even on a busy machine; the goal itself is for the reports.
check "help starts quickly" test "$help" -le 700
check "id starts quickly" test "$id" -le 1000

echo "result: $((checks - failures)) of $checks checks of the launcher passed"
[ "$failures" = 0 ]
