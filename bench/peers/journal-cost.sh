#!/usr/bin/env bash
# Measures the cost of the journal: patches of 1 to many random edits, and a change of byte order, with and without journal, against Python's mmap and dd.
# All sync before they end. Runs are interleaved in one session. The result is a Markdown table of medians and ratios. All must leave the same file.
# Usage: journal-cost.sh SIZE EDITS [RUNS] [MMAPTOOL]   e.g. 1Gi 1000000 5; SIZE of the patched file, twice it of the converted one;
# MMAPTOOL: the published program, else it is published natively. TMPDIR says where the files go: four times SIZE.
set -euo pipefail
size=$(numfmt --from=iec-i "${1:?journal-cost.sh SIZE EDITS [RUNS] [MMAPTOOL]}")
most=${2:?journal-cost.sh SIZE EDITS [RUNS] [MMAPTOOL]}
runs=${3:-5}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tool=${4:-}
if [ -z "$tool" ]; then
  dotnet publish "$root/src/MmapTool.Cli" -c Release --use-current-runtime -p:PublishAot=true --artifacts-path "$work/artifacts" -o "$work/bin" -v q >&2
  tool=$work/bin/mmaptool
fi
cd "$work"

cat >make.py <<'P'
import random, sys
size, edits = int(sys.argv[1]), int(sys.argv[2])
random.seed(1)
block = random.randbytes(1 << 20)
with open("ours", "wb") as f:
    left = size
    while left:
        left -= f.write(block[:left])
places = random.sample(range(size), edits)
with open("edits", "w") as f:
    f.writelines(f"B[{place}] = {random.randrange(256)}\n" for place in places)
P
cat >patch.py <<'P'
import mmap, os, re, sys
with open(sys.argv[1], "r+b") as f:
    with mmap.mmap(f.fileno(), 0) as m:
        for line in open(sys.argv[2]):
            place, value = re.match(r"B\[(\d+)\] = (\d+)", line).groups()
            m[int(place)] = int(value)
        m.flush()
    os.fsync(f.fileno())
P
cat >patch.sh <<'P'
while IFS='[]= ' read -r _ place _ value; do
  printf "\\x$(printf %x "$value")" | dd of="$1" bs=1 seek="$place" conv=notrunc status=none
done <"$2"
sync "$1"
P

results=$work/results
: >"$results"
# measure NAME FORM command: one timed run, after the dirty pages of the run before have been written.
measure() {
  local start end
  sync -f .
  start=$(date +%s%N)
  bash -c "$3"
  end=$(date +%s%N)
  [ "$run" -eq 0 ] || printf '%s\t%s\t%s\n' "$1" "$2" $(((end - start) / 1000)) >>"$results"
}
same() { cmp "$1" "$2" || { echo "the files differ: $3" >&2; exit 1; }; }

python3 make.py "$size" "$most"
cp ours bare && cp ours theirs
for count in 1 1000 "$most"; do
  [ "$count" -le "$most" ] || continue
  head -n "$count" edits >some
  for ((run = 0; run <= runs; run++)); do
    measure "patch, $count edits" "journal" "$tool patch ours --script some --quiet"
    measure "patch, $count edits" "--no-journal" "$tool patch bare --script some --quiet --no-journal"
    measure "patch, $count edits" "Python mmap" "python3 patch.py theirs some"
    same ours bare "patch of $count" && same ours theirs "patch of $count"
    [ "$count" -gt 1000 ] || measure "patch, $count edits" "dd an edit" "bash patch.sh theirs some"
    same ours theirs "dd of $count"
  done
done
rm theirs
cat ours >>bare
mv bare ours
cp ours bare
for ((run = 0; run <= runs; run++)); do
  measure "convert --in-place" "journal" "$tool convert ours '<u2' --to '>u2' --in-place --quiet"
  measure "convert --in-place" "--no-journal" "$tool convert bare '<u2' --to '>u2' --in-place --quiet --no-journal"
  same ours bare convert
done

echo "$(date +%F), $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)), Linux $(uname -r), $(numfmt --to=iec-i "$size") patched and $(numfmt --to=iec-i $((2 * size))) converted, $(df --output=fstype . | tail -1), medians of $runs interleaved runs, warm, synced"
echo
echo "| change | form | median | ratio (journal / form) |"
echo "|---|---|---|---|"
sort -s -t "$(printf '\t')" -k1,2 -k3,3n "$results" | awk -F'\t' '
  { k = $1 FS $2; if (!(k in n)) order[++count] = k; n[k]++; t[k, n[k]] = $3 }
  function median(k) { return t[k, int((n[k] + 1) / 2)] / 1000 }
  END { for (i = 1; i <= count; i++) { split(order[i], p, FS); printf "| %s | %s | %.1f ms | %.2f |\n", p[1], p[2], median(order[i]), median(p[1] FS "journal") / median(order[i]) } }'
