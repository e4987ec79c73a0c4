#!/usr/bin/env bash
# cli-s3.sh SERVER…: the command on S3 servers that servers.sh has started: every command, exit codes, streams, JSON errors, and puts that
# are interrupted, of which no upload may stay behind. What needs no server is tried in `mvn verify`.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
runpaths=$root/runpaths
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
checks=0
failures=0

# gives CODE "WORDS" COMMAND…: the exit code, one line on standard error where it is not 0, and words in what was said.
gives() {
  local code=$1 words=$2 real
  shift 2
  checks=$((checks + 1))
  "$@" >out 2>err
  real=$?
  if [ "$real" != "$code" ] || { [ -n "$words" ] && ! cat out err | grep -qF -e "$words"; } || { [ "$code" != 0 ] && [ "$(wc -l <err)" != 1 ]; }; then
    failures=$((failures + 1))
    echo "FAILED on $server: exit code $real, not $code with '$words': ${*/$root\//}"
    head -c 600 out err
  fi
}

command_on() {
  server=$1
  eval "$(cd "$root" && bash scripts/ci/servers.sh env "$server")"
  bucket=cli-$RANDOM$RANDOM
  local s3=s3://$bucket/outputs run
  curl --silent --show-error --fail --request PUT --aws-sigv4 "aws:amz:$AWS_REGION:s3" \
    --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$RUNPATHS_S3_ENDPOINT/$bucket" || return 1
  local inputs=(hashed --dataset mnist --architecture ResNet-18 --set lr=0.1 --timestamp 1770508800 --date 20260208)
  date >a.txt && mkdir -p plots && echo roc >plots/roc.png

  # What they do on disk, they do on a bucket.
  run=$("$runpaths" create "$s3" "${inputs[@]}")
  gives 0 "$run" "$runpaths" create "$s3" "${inputs[@]}" --attach
  gives 4 "--attach" "$runpaths" create "$s3" "${inputs[@]}"
  gives 0 "fine/x" "$runpaths" create "$s3" staged --stage fine --run-id x --ancestor "$run"
  gives 0 "fine/x" "$runpaths" ls "$s3"
  gives 0 "fine/x" "$runpaths" ls "s3a://$bucket/outputs" --long --newest
  gives 0 "fine/x" "$runpaths" ls --root "$s3" --status open --json
  gives 0 "ResNet-18" "$runpaths" show "$run" --json
  gives 0 "checkpoints" "$runpaths" path "$run" best-model
  gives 0 "RUNPATHS_RUN=" "$runpaths" path "$run" --env
  gives 0 "Stored 1 artifact" "$runpaths" put "$run" a.txt reports/a.txt
  gives 4 "--replace" "$runpaths" put "$run" a.txt reports/a.txt
  gives 0 "Stored 2 artifacts" "$runpaths" put "$run" plots a.txt figures/
  gives 0 "Stored 1 artifact" bash -c "date | '$runpaths' put '$run' - logs/pipe.txt"
  gives 0 "figures/plots/roc.png" "$runpaths" ls "$run/figures"
  gives 0 "roc" "$runpaths" cat "$run" figures/plots/roc.png
  gives 0 "got" "$runpaths" get "$run" figures/ got
  cmp -s plots/roc.png got/plots/roc.png || { failures=$((failures + 1)); echo "FAILED on $server: got/plots/roc.png differs"; }
  rm -rf got
  gives 0 "delete $run/reports/a.txt" "$runpaths" rm "$run" reports/a.txt --dry-run
  gives 2 "--yes" "$runpaths" rm "$run" reports/a.txt
  gives 0 "delete" "$runpaths" rm "$run" reports/a.txt --yes
  gives 3 "reports/a.txt" "$runpaths" cat "$run" reports/a.txt
  gives 0 "teacher" bash -c "'$runpaths' link '$s3/fine/x' '$run' --role teacher && '$runpaths' show '$s3/fine/x'"
  gives 0 "" "$runpaths" unlink "$s3/fine/x" teacher
  gives 0 "fine/x" "$runpaths" lineage "$run"
  gives 0 "flowchart" "$runpaths" lineage "$s3" --format mermaid
  gives 0 "All is well" "$runpaths" lineage "$s3" --check
  gives 0 "" "$runpaths" lineage "$s3" --repair
  gives 0 "s3: s3a: s3n:" "$runpaths" providers

  # What only a bucket can get wrong.
  gives 3 "no-such-bucket-of-ours does not exist" "$runpaths" ls s3://no-such-bucket-of-ours/outputs
  gives 3 "no-such-bucket-of-ours does not exist" "$runpaths" show s3://no-such-bucket-of-ours/outputs/x
  gives 3 "no run.json" "$runpaths" show "$s3/nothing"
  gives 2 "Bad_Bucket" "$runpaths" ls s3://Bad_Bucket/outputs
  gives 2 "directory bucket" "$runpaths" ls s3://runs--use1-az4--x-s3/outputs
  gives 2 "1024" "$runpaths" ls "$s3/$(printf 'x%.0s' $(seq 1100))"
  gives 2 "--s3-endpoint" "$runpaths" ls "$s3" --s3-endpont http://127.0.0.1:1
  gives 2 "RUNPATHS_S3_ENDPOINT" env RUNPATHS_S3_ENDPONT=x "$runpaths" ls "$s3"
  gives 7 "nothing answers" "$runpaths" ls "$s3" --s3-endpoint http://127.0.0.1:1 --s3-retries 0
  gives 7 "is not known" "$runpaths" ls "$s3" --s3-endpoint http://nowhere.invalid --s3-retries 0
  gives 6 "tried" env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY HOME="$work" AWS_EC2_METADATA_DISABLED=true "$runpaths" ls "$s3"
  gives 6 "nobody" env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY HOME="$work" "$runpaths" ls "$s3" --s3-profile nobody
  gives 3 '"exit":3}}' "$runpaths" --json show "$s3/nothing"
  # LocalStack believes every key.
  [ "$server" = localstack ] || gives 6 "credentials" env AWS_SECRET_ACCESS_KEY=another "$runpaths" ls "$s3"

  interrupted "$run"
}

# Uploads of the run that were begun and neither completed nor aborted.
pending() {
  curl --silent --fail --aws-sigv4 "aws:amz:$AWS_REGION:s3" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
    "$RUNPATHS_S3_ENDPOINT/$bucket?prefix=outputs%2Fbig.bin&uploads=" | grep -o '<UploadId>' | wc -l
}

# A put that is told to end: 130 or 143, and nothing stays. MinIO lists uploads of exact keys only.
interrupted() {
  truncate -s 600M big.bin
  local run="s3://$bucket/outputs" pid code tries
  "$runpaths" create "s3://$bucket" staged --run-id outputs >/dev/null 2>&1
  for pair in INT:130 TERM:143; do
    checks=$((checks + 1))
    # A shell starts what is in the background deaf to Ctrl-C; Python does not.
    python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])' \
      "$runpaths" put "$run" big.bin big.bin --replace --s3-part-size 5MiB >out 2>err &
    pid=$!
    tries=3000
    until [ "$(pending)" != 0 ] || [ "$tries" = 0 ]; do
      tries=$((tries - 1))
      sleep 0.01
    done
    kill "-${pair%:*}" "$pid"
    code=0
    wait "$pid" 2>/dev/null || code=$?
    if [ "$code" != "${pair#*:}" ] || [ "$(pending)" != 0 ]; then
      failures=$((failures + 1))
      echo "FAILED on $server: a put that got SIG${pair%:*} ended with $code and left $(pending) uploads"
      cat err
    fi
  done
}

[ $# -gt 0 ] || { echo "cli-s3.sh needs the names of servers that run" >&2; exit 2; }
"$runpaths" --version >/dev/null || exit 1
for name; do
  before=$checks
  command_on "$name" || { failures=$((failures + 1)); echo "FAILED: no bucket on $name"; }
  echo "result: $((checks - before)) checks of the command on $name"
done
echo "result: $((checks - failures)) of $checks checks of the command on S3 servers passed"
[ "$failures" = 0 ]
