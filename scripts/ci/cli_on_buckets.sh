# To be sourced by cli-s3.sh and cli-gcs.sh: every command on a bucket, exit codes, streams, JSON errors, and puts that are interrupted, of
# which nothing may stay behind. Whoever sources it defines
#
#   what_only_this_store_can_get_wrong ROOT RUN    more checks
#   schemes, other_spelling                        the schemes as `providers` shows them, and one of them
#   interrupted                                    what is told to end: `interrupt FLAG…` and how many uploads are `pending`
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
home=$PWD
runpaths=$home/runpaths
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. scripts/ci/buckets.sh
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
    echo "FAILED on $server: exit code $real, not $code with '$words': ${*/$home\//}"
    head -c 600 out err
  fi
}

wrong() {
  failures=$((failures + 1))
  echo "FAILED on $server: $*"
}

# What they do on disk, they do on a bucket.
every_command() {
  local root=$1 run
  local inputs=(hashed --dataset mnist --architecture ResNet-18 --set lr=0.1 --timestamp 1770508800 --date 20260208)
  date >a.txt && mkdir -p plots && echo roc >plots/roc.png
  run=$("$runpaths" create "$root" "${inputs[@]}")
  gives 0 "$run" "$runpaths" create "$root" "${inputs[@]}" --attach
  gives 4 "--attach" "$runpaths" create "$root" "${inputs[@]}"
  gives 0 "fine/x" "$runpaths" create "$root" staged --stage fine --run-id x --ancestor "$run"
  gives 0 "fine/x" "$runpaths" ls "$root"
  gives 0 "fine/x" "$runpaths" ls "$other_spelling:${root#*:}" --long --newest
  gives 0 "fine/x" "$runpaths" ls --root "$root" --status open --json
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
  cmp -s plots/roc.png got/plots/roc.png || wrong "got/plots/roc.png differs"
  rm -rf got
  gives 0 "delete $run/reports/a.txt" "$runpaths" rm "$run" reports/a.txt --dry-run
  gives 2 "--yes" "$runpaths" rm "$run" reports/a.txt
  gives 0 "delete" "$runpaths" rm "$run" reports/a.txt --yes
  gives 3 "reports/a.txt" "$runpaths" cat "$run" reports/a.txt
  gives 0 "teacher" bash -c "'$runpaths' link '$root/fine/x' '$run' --role teacher && '$runpaths' show '$root/fine/x'"
  gives 0 "" "$runpaths" unlink "$root/fine/x" teacher
  gives 0 "fine/x" "$runpaths" lineage "$run"
  gives 0 "flowchart" "$runpaths" lineage "$root" --format mermaid
  gives 0 "All is well" "$runpaths" lineage "$root" --check
  gives 0 "" "$runpaths" lineage "$root" --repair
  gives 0 "$schemes" "$runpaths" providers
  # The libraries of both stores at once.
  gives 0 "fine/x" env RUNPATHS_RUN="gs://no-such-bucket-of-ours/x s3://no-such-bucket-of-ours/x" "$runpaths" ls "$root"

  # What only a bucket can get wrong.
  gives 3 "no-such-bucket-of-ours does not exist" "$runpaths" ls "$scheme://no-such-bucket-of-ours/outputs"
  gives 3 "no-such-bucket-of-ours" "$runpaths" show "$scheme://no-such-bucket-of-ours/outputs/x"
  gives 3 "no run.json" "$runpaths" show "$root/nothing"
  gives 3 '"exit":3}}' "$runpaths" --json show "$root/nothing"
  gives 2 "Bad_Bucket" "$runpaths" ls "$scheme://Bad_Bucket/outputs"
  gives 2 "1024" "$runpaths" ls "$root/$(printf 'x%.0s' $(seq 1100))"
  what_only_this_store_can_get_wrong "$root" "$run"
}

# interrupt FLAG…: a put of a large file that is told to end as soon as an upload is pending: 130 or 143, and nothing stays.
interrupt() {
  local run="$scheme://$bucket/outputs" pid code tries
  truncate -s 600M big.bin
  "$runpaths" create "$scheme://$bucket" staged --run-id outputs >/dev/null 2>&1
  for pair in INT:130 TERM:143; do
    checks=$((checks + 1))
    # A shell starts what is in the background deaf to Ctrl-C; Python does not.
    python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])' \
      "$runpaths" put "$run" big.bin big.bin --replace "$@" >out 2>err &
    pid=$!
    tries=3000
    until [ "$(pending)" != 0 ] || [ "$tries" = 0 ]; do
      tries=$((tries - 1))
      sleep 0.01
    done
    kill "-${pair%:*}" "$pid"
    code=0
    wait "$pid" 2>/dev/null || code=$?
    if [ "$code" != "${pair#*:}" ] || [ "$tries" = 0 ] || [ "$(pending)" != 0 ]; then
      wrong "a put that got SIG${pair%:*} ended with $code and left $(pending) uploads"
      cat err
    fi
    gives 3 "big.bin" "$runpaths" cat "$run" big.bin
  done
}

# try_on SERVER…: all of it on each.
try_on() {
  [ $# -gt 0 ] || { echo "$(basename "$0") needs the names of servers that run" >&2; exit 2; }
  "$runpaths" --version >/dev/null || exit 1
  for server; do
    local before=$checks
    use_server "$server"
    bucket=cli-$RANDOM$RANDOM
    if make_bucket "$bucket"; then
      cd "$work" || exit 1
      every_command "$scheme://$bucket/outputs"
      interrupted
      cd "$home" || exit 1
    else
      wrong "no bucket"
    fi
    echo "result: $((checks - before)) checks of the command on $server"
  done
  echo "result: $((checks - failures)) of $checks checks of the command on servers passed"
  [ "$failures" = 0 ]
}
