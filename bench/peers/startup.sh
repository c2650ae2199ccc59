#!/usr/bin/env bash
# Start-up, side by side in one session: a bare .NET hello world against `mmaptool info FILE --json` published ReadyToRun, and a bare
# native hello against the same published as native AOT. Prints minimum and median of wall and processor time, and ratios.
# Usage: startup.sh [RUNS]
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

echo "$(date +%F), $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)), Linux $(uname -r), .NET $(dotnet --version) SDK, $runs interleaved runs"
echo
"${MMAPTOOL_PYTHON:-python3}" - "$runs" "$work" "$file" <<'P'
import os, sys, time
runs, work, file = int(sys.argv[1]), sys.argv[2], sys.argv[3]
info = ["info", file, "--json"]
forms = [("bare .NET hello world", [work + "/hello-jit/hello"]), ("info --json, ReadyToRun", [work + "/ready/mmaptool", *info]),
         ("bare native hello", [work + "/hello-native/hello"]), ("info --json, native AOT", [work + "/native/mmaptool", *info])]
nowhere = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
wall, cpu = [[] for _ in forms], [[] for _ in forms]
# Interleaved, so that a machine that slows down slows all four alike; the first three rounds warm up.
for run in range(-3, runs):
    for index, (_, command) in enumerate(forms):
        start = time.perf_counter()
        _, status, usage = os.wait4(os.posix_spawn(command[0], command, os.environ, file_actions=nowhere), 0)
        elapsed = time.perf_counter() - start
        assert status == 0, command
        if run >= 0:
            wall[index].append(elapsed * 1e3)
            cpu[index].append((usage.ru_utime + usage.ru_stime) * 1e3)
median = lambda times: sorted(times)[len(times) // 2]
print("| | wall: least | median | processor: least | median | times the hello (least wall, median wall, least processor) | target |")
print("|---|---|---|---|---|---|---|")
for index, (name, _) in enumerate(forms):
    w, c = wall[index], cpu[index]
    times = target = ""
    if index % 2:
        hw, hc = wall[index - 1], cpu[index - 1]
        times = f"{min(w) / min(hw):.2f}, {median(w) / median(hw):.2f}, {min(c) / min(hc):.2f}"
        target = ("2.5", "3")[index // 2]
    print(f"| {name} | {min(w):.1f} ms | {median(w):.1f} ms | {min(c):.1f} ms | {median(c):.1f} ms | {times} | {target and '<= ' + target} |")
P
