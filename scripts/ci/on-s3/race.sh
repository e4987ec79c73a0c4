#!/usr/bin/env bash
# race.sh s3://BUCKET/PREFIX: eight commands race for one run in a bucket: one winner, seven refusals with exit code 4. Then all eight attach
# to it, and eight more meet by the key of their job.
set -euo pipefail
root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo '{"lr": 0.1, "run_timestamp": 1770508800.0}' >"$work/timed.json"
echo '{"lr": 0.1}' >"$work/untimed.json"
inputs=(hashed --dataset digits --architecture Net)
./runpaths id "${inputs[@]}" --config "$work/timed.json" --date 20260208 >/dev/null # built before anything is counted

# race NAME ARGUMENT…: eight at once; their codes and what they print.
race() {
  local name=$1 pids=() i
  shift
  for i in 1 2 3 4 5 6 7 8; do
    (code=0; ./runpaths create "$root" "$@" >"$work/$name.$i" 2>"$work/$name.$i.err" || code=$?; echo "$code" >"$work/$name.$i.code") &
    pids+=($!)
  done
  wait "${pids[@]}"
}

fail() {
  echo "FAILED: $1: codes $(cat "$work/$1".*.code | sort | uniq -c | tr -s ' \n' ' '); $(sort -u "$work/$1".*.err | head -5)"
  exit 1
}

race create "${inputs[@]}" --config "$work/timed.json" --date 20260208
[ "$(cat "$work"/create.*.code | sort | uniq -c | tr -s ' \n' ' ')" = " 1 0 7 4 " ] || fail create
race attach "${inputs[@]}" --config "$work/timed.json" --date 20260208 --attach
race job "${inputs[@]}" --config "$work/untimed.json" --job nightly --attach
for name in attach job; do
  [ "$(cat "$work/$name".*.code | sort -u)" = 0 ] && [ "$(cat "$work/$name".[1-8] | sort -u | wc -l)" = 1 ] || fail $name
done
winner=$(cat "$work"/create.[1-8])
[ "$(cat "$work/attach.1")" = "$winner" ] || fail attach
[ "$(./runpaths ls "$root" | wc -l)" = 2 ]
echo "result: $SERVER: of 8 commands exactly 1 created the run, 7 ended with code 4; 8 attached to it, 8 met by a job's key"
