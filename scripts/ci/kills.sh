#!/usr/bin/env bash
# Kills `runpaths create` between any two of its changes to the file system, and looks at what is left: no run, or a whole one. Then races
# processes for one run. Needs strace for the first part.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
command -v strace >/dev/null || { apt-get update -qq && apt-get install -y -qq strace; } >/dev/null 2>&1 || true
inputs=(hashed --dataset digits --architecture Net --config "$work/config.json" --date 20260208)
echo '{"lr": 0.1, "run_timestamp": 1770508800.0}' >"$work/config.json"
./runpaths id "${inputs[@]}" >/dev/null # built before anything is counted

# left ROOT: prints "none" or "whole", fails on anything else.
left() {
  python3 - "$1" <<'P'
import glob, json, os, sys
root = sys.argv[1]
runs = glob.glob(root + "/*/run.json")
if not runs:
    print("none"); sys.exit()
assert len(runs) == 1, runs
run = json.load(open(runs[0]))
assert run["schema"] == "runpaths/run/v1" and run["id"] == os.path.basename(os.path.dirname(runs[0]))
folders = {"figures", "checkpoints", "reports", "logs", "database", "exports"}
there = set(os.listdir(os.path.dirname(runs[0])))
assert folders <= there, there
print("whole")
P
}

if command -v strace >/dev/null; then
  killed=0 none=0 whole=0
  for call in mkdir:1 mkdir:2 mkdir:3 mkdir:5 mkdir:8 fsync:1 fsync:2 fsync:3 link:1 unlink:1; do
    root=$work/kill-${call/:/-}
    code=0
    # In a shell of its own, whose word about the killed process is of no interest.
    bash -c 'strace -f -qq -o /dev/null -e trace=mkdir,fsync,fdatasync,link,unlink,rename -e "inject=$1:signal=SIGKILL:when=$2" "${@:3}"; exit $?' \
      kill "${call%:*}" "${call#*:}" ./runpaths create "$root" "${inputs[@]}" >/dev/null 2>&1 || code=$?
    [ "$code" = 0 ] && continue # fewer such calls than that: nothing was killed
    killed=$((killed + 1))
    state=$(left "$root")
    case $state in none) none=$((none + 1)) ;; whole) whole=$((whole + 1)) ;; esac
    # The next start finds its way: a claim where there is no run, "exists" where there is one.
    code=0; ./runpaths create "$root" "${inputs[@]}" >/dev/null 2>&1 || code=$?
    if [ "$state" = none ]; then want=0; else want=4; fi
    [ "$code" = "$want" ] || { echo "FAILED: after a kill at $call ($state) the next create ended with $code, not $want"; exit 1; }
    [ "$(left "$root")" = whole ]
    [ "$(./runpaths ls "$root" | wc -l)" = 1 ]
  done
  [ "$killed" -ge 6 ] || { echo "FAILED: only $killed kills struck"; exit 1; }
  echo "result: $killed kills inside create: $none left no run, $whole a whole one, none anything else"
else
  echo "not run: kills between system calls (no strace)"
fi

# Eight processes, one run: one winner, seven refusals; then all eight attach to it.
root=$work/race
for mode in create attach; do
  pids=()
  for i in 1 2 3 4 5 6 7 8; do
    extra=(); [ "$mode" = attach ] && extra=(--attach)
    (code=0; ./runpaths create "$root" "${inputs[@]}" "${extra[@]}" >"$work/$mode.$i" 2>/dev/null || code=$?; echo "$code" >"$work/$mode.$i.code") &
    pids+=($!)
  done
  wait "${pids[@]}"
  if [ "$mode" = create ]; then
    [ "$(cat "$work"/create.*.code | sort | uniq -c | tr -s ' \n' ' ')" = " 1 0 7 4 " ] ||
      { echo "FAILED: eight creations ended with: $(cat "$work"/create.*.code | sort | uniq -c | tr '\n' ';')"; exit 1; }
  else
    [ "$(cat "$work"/attach.*.code | sort -u)" = 0 ] && [ "$(cat "$work"/attach.[1-8] | sort -u | wc -l)" = 1 ] ||
      { echo "FAILED: eight attachments: $(cat "$work"/attach.*.code | tr '\n' ' ')"; exit 1; }
  fi
done
echo "result: of 8 processes exactly 1 created the run, and 8 attached to it"
