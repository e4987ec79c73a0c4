#!/usr/bin/env bash
# cloud-job.sh SERVER…: the example CloudTrainingJob on servers that servers.sh has started, of S3 or of GCS. It is killed with SIGKILL at random moments
# and started again until it is done, and must end with the bytes of a job that nobody disturbed. Then a process of the job is stopped in
# the middle, another one ends the job, and the first wakes up: it must not change anything.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/ci/buckets.sh
work=$(mktemp -d)
started=
trap '[ -z "$started" ] || kill -KILL $started 2>/dev/null || true; rm -rf "$work"' EXIT

./mvnw -q -B -ntp -pl examples -am -Dmaven.test.skip=true package
./runpaths --version >/dev/null

fail() { echo "FAILED: $*"; exit 1; }

# start OUTPUT KEY: the job in the background, its process id in $started.
start() {
  java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "examples/target/dist/lib/*:examples/target/dist/lib/$libraries/*" \
    io.runpaths.examples.CloudTrainingJob --root "$where" --job "$2" --set "$endpoint" >"$1" 2>&1 &
  started=$!
}

# ended: waits for the started process; its exit code in $code. What bash says of a killed process is of no interest.
ended() {
  code=0
  wait "$started" 2>/dev/null || code=$?
  started=
}

# run_of KEY: the URI of the job's run, as its first line says.
run_of() { sed -n 's/^job .* is the run \(.*\)\.$/\1/p' "$1" | head -n 1; }

# sums RUN: a line for each artifact that does not hold the run's own name.
sums() {
  ./runpaths ls "$1" | while read -r name; do
    case $name in
      reports/training_summary.*) ;;
      *) echo "$(./runpaths get "$1" "$name" - | sha256sum | cut -d' ' -f1) $name" ;;
    esac
  done
}

job_on() {
  server=$1
  use_server "$server"
  case $scheme in
    gs) libraries=gcs endpoint=gcs.endpoint=$RUNPATHS_GCS_ENDPOINT ;;
    s3) libraries=s3 endpoint=s3.endpoint=$RUNPATHS_S3_ENDPOINT ;;
  esac
  local bucket=cloud-job-$RANDOM$RANDOM seed=${RUNPATHS_CI_SEED:-$RANDOM}
  where=$scheme://$bucket/outputs
  make_bucket "$bucket"

  local began
  began=$(date +%s%N)
  start "$work/undisturbed" undisturbed
  ended
  [ "$code" = 0 ] || { cat "$work/undisturbed"; fail "the undisturbed job on $server ended with $code"; }
  local whole=$((($(date +%s%N) - began) / 1000000))
  sums "$(run_of "$work/undisturbed")" >"$work/expected"
  grep -q ' exports/model.onnx$' "$work/expected" || fail "the job on $server left no exports/model.onnx"

  # Kills within the time that a job takes (the first, whose files were cold, took longer): within an epoch, a write, the
  # reports. As many jobs as it takes for enough kills to strike.
  RANDOM=$seed
  local kills=0 resumed=0 jobs=0 most=${RUNPATHS_CI_KILLS:-12} millis run
  while [ "$kills" -lt 5 ]; do
    jobs=$((jobs + 1))
    [ "$jobs" -le 20 ] || fail "only $kills kills struck $jobs jobs on $server (seed $seed)"
    while true; do
      start "$work/killed" "killed-$jobs"
      if [ "$kills" -lt "$most" ]; then
        millis=$((whole / 5 + RANDOM % (whole * 6 / 10)))
        sleep "$((millis / 1000)).$(printf '%03d' $((millis % 1000)))"
        kill -KILL "$started" 2>/dev/null || true
      fi
      ended
      if grep -q 'It goes on after epoch' "$work/killed"; then resumed=$((resumed + 1)); fi
      [ "$code" = 0 ] && break
      [ "$code" = 137 ] || { cat "$work/killed"; fail "the job on $server ended with $code (seed $seed)"; }
      kills=$((kills + 1))
    done
    run=$(run_of "$work/killed")
    sums "$run" >"$work/found"
    diff "$work/expected" "$work/found" || fail "after $kills kills on $server other bytes came out (seed $seed)"
  done

  # Once more: nothing to do, and nothing done.
  ./runpaths ls "$run" --json >"$work/before"
  start "$work/again" "killed-$jobs"
  ended
  ./runpaths ls "$run" --json >"$work/after"
  [ "$code" = 0 ] && cmp -s "$work/before" "$work/after" || fail "the job that was done did something on $server"

  # A process that was thought dead.
  start "$work/zombie" zombie
  local zombie=$started tries=3000
  until grep -q 'epoch  2 ' "$work/zombie"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || fail "the job on $server does not come to its second epoch"
    sleep 0.02
  done
  kill -STOP "$zombie"
  start "$work/successor" zombie
  ended
  [ "$code" = 0 ] || { cat "$work/successor"; kill -KILL "$zombie"; fail "the successor on $server ended with $code"; }
  run=$(run_of "$work/successor")
  ./runpaths ls "$run" --json >"$work/before"
  kill -CONT "$zombie"
  started=$zombie
  ended
  [ "$code" = 4 ] || { cat "$work/zombie"; fail "the process that woke up on $server ended with $code, not 4"; }
  ./runpaths ls "$run" --json >"$work/after"
  cmp -s "$work/before" "$work/after" || fail "the process that woke up changed something on $server"
  sums "$run" | diff "$work/expected" - || fail "with a process that woke up other bytes came out on $server"

  echo "result: $jobs jobs on $server were killed $kills times, went on $resumed times and ended with the bytes of an undisturbed one (seed $seed)"
  echo "result: a process of the job on $server that was stopped and woke up after its successor was done ended with 4 and changed nothing"
}

[ $# -gt 0 ] || { echo "cloud-job.sh needs the names of servers that run" >&2; exit 2; }
for name; do
  job_on "$name"
done
