#!/usr/bin/env bash
# 10,000 small commands over one file through `mmaptool run -`, against 1,000 separate processes of the same command.
# Usage: run-many.sh MMAPTOOL [FILE]    (MMAPTOOL: the published program)
set -euo pipefail
tool=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
file=${2:-$root/data-samples/numbers.bin}
commands=$(mktemp)
trap 'rm -f "$commands"' EXIT
for ((i = 0; i < 10000; i++)); do echo "[\"show\",\"$file\",\"h[$((i % 5))]\",\"--json\"]"; done >"$commands"

start=$(date +%s%N)
answers=$("$tool" run - <"$commands" | grep -c '"exit":0')
middle=$(date +%s%N)
for ((i = 0; i < 1000; i++)); do "$tool" show "$file" "h[$((i % 5))]" --json; done >/dev/null
end=$(date +%s%N)
awk -v n="$answers" -v one=$((middle - start)) -v many=$((end - middle)) 'BEGIN {
  printf "%d commands through run: %.3f s; 1000 processes: %.3f s; ratio %.4f (target: below 0.1)\n", n, one / 1e9, many / 1e9, one / many
}'
