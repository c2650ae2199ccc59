#!/usr/bin/env bash
# Start-up, side by side in one session: a bare .NET hello world against `mmaptool info FILE --json` published ReadyToRun, and a bare
# native hello against the same published as native AOT. Prints medians and ratios. Usage: startup.sh [RUNS]
set -euo pipefail
runs=${1:-40}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
file=$root/data-samples/numbers.bin

mkdir "$work/hello"
cat >"$work/hello/hello.csproj" <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><InvariantGlobalization>true</InvariantGlobalization></PropertyGroup>
</Project>
P
echo 'System.Console.WriteLine("Hello");' >"$work/hello/Program.cs"

publish() { # project output properties...
  local project=$1 output=$2
  shift 2
  dotnet publish "$project" -c Release -o "$output" --artifacts-path "$work/artifacts-$(basename "$output")" -v q "$@" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; return 1; }
}
publish "$work/hello" "$work/hello-jit"
publish "$work/hello" "$work/hello-native" --use-current-runtime -p:PublishAot=true
publish "$root/src/MmapTool.Cli" "$work/ready" --use-current-runtime --no-self-contained -p:PublishReadyToRun=true
publish "$root/src/MmapTool.Cli" "$work/native" --use-current-runtime -p:PublishAot=true

commands=("$work/hello-jit/hello" "$work/ready/mmaptool" "$work/hello-native/hello" "$work/native/mmaptool")
# The runs are interleaved, so that a machine that slows down slows all four alike.
for ((i = -3; i < runs; i++)); do
  for c in 0 1 2 3; do
    arguments=()
    [ $((c % 2)) = 1 ] && arguments=(info "$file" --json)
    start=$(date +%s%N)
    "${commands[$c]}" "${arguments[@]}" >/dev/null
    end=$(date +%s%N)
    [ "$i" -lt 0 ] || echo "$c $(((end - start) / 1000))"
  done
done >"$work/times"

median() { awk -v c="$1" '$1 == c { print $2 }' "$work/times" | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }'; }
h=$(median 0) r=$(median 1) nh=$(median 2) n=$(median 3)
awk -v h="$h" -v r="$r" -v nh="$nh" -v n="$n" 'BEGIN {
  printf "%-34s %8.1f ms\n", "bare .NET hello world", h / 1000
  printf "%-34s %8.1f ms   %.2f times (target: at most 2.5)\n", "info --json, ReadyToRun", r / 1000, r / h
  printf "%-34s %8.1f ms\n", "bare native hello", nh / 1000
  printf "%-34s %8.1f ms   %.2f times (target: at most 3)\n", "info --json, native AOT", n / 1000, n / nh
}'
