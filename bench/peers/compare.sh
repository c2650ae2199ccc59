#!/usr/bin/env bash
# Side by side with other tools, interleaved in one session, warm cache: medians and ratios as a Markdown table.
# Usage: compare.sh SIZE [RUNS] [MMAPTOOL]     SIZE with Ki, Mi or Gi; MMAPTOOL: the published program, else it is published natively
# TMPDIR says where the files go; a peer that is not installed is named and left out.
set -euo pipefail
size=$(numfmt --from=iec-i "${1:?compare.sh SIZE [RUNS] [MMAPTOOL]}")
runs=${2:-5}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tool=${3:-}
if [ -z "$tool" ]; then
  dotnet publish "$root/src/MmapTool.Cli" -c Release --use-current-runtime -p:PublishAot=true --artifacts-path "$work/artifacts" -o "$work/bin" -v q >&2
  tool=$work/bin/mmaptool
fi
python=${MMAPTOOL_PYTHON:-/usr/bin/python3}
numpy=1
"$python" -c 'import numpy' 2>/dev/null || { numpy=0; echo "missing: NumPy for $python" >&2; }

cd "$work"
rows=$((size / 4096))
"$python" - "$rows" <<'P'
import random, struct, sys
# float32 values from 0 to 1, 1 MiB of them over and over: the shortest text takes as long for these as for any.
random.seed(1)
block = b"".join(struct.pack("<f", random.random()) for _ in range(1 << 18))
with open("data", "wb") as f:
    left = int(sys.argv[1]) * 4096
    while left:
        left -= f.write(block[:left])
P
size=$((rows * 4096))
# Text takes longer: an eighth of the file.
head -c $((size / 8)) data >part
cp data ours && cp data theirs
seq 0 999 | awk -v n="$size" '{ printf "B[%d] = %d\n", int($1 * 7919 * 4099) % n, $1 % 256 }' >edits
cat >patch.py <<'P'
import mmap, os, re, sys
edits = [re.match(r"B\[(\d+)\] = (\d+)", line).groups() for line in open(sys.argv[2])][: int(sys.argv[3])]
with open(sys.argv[1], "r+b") as f:
    with mmap.mmap(f.fileno(), 0) as m:
        for place, value in edits:
            m[int(place)] = int(value)
        m.flush()
    os.fsync(f.fileno())
P
head -1 edits >edit
cat >column.py <<'P'
import numpy as np
np.ascontiguousarray(np.memmap("data", "<f4").reshape(-1, 1024)[:, 100]).tofile("theirs.out")
P

results=$work/results
: >"$results"
# measure NAME PEER ours-command peer-command [check]: both run in turn; the first round warms up and is not counted.
measure() {
  local name=$1 peer=$2 ours=$3 theirs=$4 check=${5:-} run who start end program=${4%% *}
  command -v "$program" >/dev/null || { echo "missing: $program" >&2; return; }
  for ((run = 0; run <= runs; run++)); do
    for who in ours theirs; do
      rm -f ours.out theirs.out.tmp
      [ "$who" = theirs ] && rm -f theirs.out
      start=$(date +%s%N)
      bash -c "${!who}"
      end=$(date +%s%N)
      [ "$run" -eq 0 ] || printf '%s\t%s\t%s\t%s\n' "$name" "$peer" "$who" $(((end - start) / 1000)) >>"$results"
      if [ "$who" = ours ] && [ -e ours.out ]; then mv ours.out kept.out; fi
    done
    if [ -n "$check" ]; then bash -c "$check" || { echo "the answers differ: $name against $peer" >&2; exit 1; }; fi
  done
}
same='cmp kept.out theirs.out'
measure "hex dump of an eighth" "xxd" "$tool show part --hex >ours.out" "xxd part >theirs.out" "$same"
measure "typed dump (f4) of an eighth" "od -tf4" "$tool show part '<f4' --all >ours.out" "od -An -v -tf4 part >theirs.out"
measure "extract to a new file" "dd bs=1M conv=fsync" "$tool extract data -o ours.out --quiet" "dd if=data of=theirs.out bs=1M conv=fsync status=none" "$same"
measure "extract to a new file, --no-sync" "cp" "$tool extract data -o ours.out --quiet --no-sync" "cp --reflink=never data theirs.out" "$same"
measure "extract to a pipe" "dd bs=1M" "$tool extract data -o - | cat >/dev/null" "dd if=data bs=1M status=none | cat >/dev/null"
measure "extract to a pipe" "cat" "$tool extract data -o - | cat >/dev/null" "cat data | cat >/dev/null"
bash -c "$tool extract data -o - | cmp - data" || { echo "the answers differ: extract to a pipe" >&2; exit 1; }
if [ "$numpy" = 1 ]; then
  measure "column of 1024 (f4)" "NumPy memmap" "$tool extract data '<f4(-1,1024)[:,100]' -o ours.out --quiet --no-sync" "$python column.py" "$same"
fi
measure "patch, 1 edit, synced" "Python mmap, flush, fsync" "$tool patch ours --script edit --quiet" "$python patch.py theirs edits 1" "cmp ours theirs"
measure "patch, 1,000 edits, synced" "Python mmap, flush, fsync" "$tool patch ours --script edits --quiet" "$python patch.py theirs edits 1000" "cmp ours theirs"

echo "$(date +%F), $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)), Linux $(uname -r), $(numfmt --to=iec-i "$size") of f4, $(df --output=fstype . | tail -1), medians of $runs interleaved runs, warm"
echo
echo "| operation | mmaptool | peer | | ratio (peer / mmaptool) |"
echo "|---|---|---|---|---|"
sort -s -t "$(printf '\t')" -k1,3 -k4,4n "$results" | awk -F'\t' '
  { k = $1 FS $2; if (!(k in n)) order[++count] = k; n[k]++; t[k, $3, ++m[k, $3]] = $4 }
  function median(k, w) { return t[k, w, int((m[k, w] + 1) / 2)] / 1000 }
  END { for (i = 1; i <= count; i++) { k = order[i]; split(k, p, FS)
    printf "| %s | %.1f ms | %s | %.1f ms | %.2f |\n", p[1], median(k, "ours"), p[2], median(k, "theirs"), median(k, "theirs") / median(k, "ours") } }'
