#!/usr/bin/env bash
# readme_block.sh N: runs the Nth fenced sh block of the README's section "Quick start", which must hold exactly two of one line each.
set -euo pipefail
blocks=$(awk '/^## /{inside=($0=="## Quick start")} inside && /^```sh$/{on=1; next} /^```$/{on=0} on{print}' README.md)
fences=$(awk '/^## /{inside=($0=="## Quick start")} inside && /^```sh$/{n++} END{print n+0}' README.md)
if [ "$fences" != 2 ] || [ "$(wc -l <<<"$blocks")" != 2 ]; then
  echo "The section Quick start of README.md must hold two sh blocks of one command each; it holds $fences:" >&2
  echo "$blocks" >&2
  exit 1
fi
command=$(sed -n "$1p" <<<"$blocks")
echo "\$ $command"
exec bash -c "$command"
