#!/usr/bin/env bash
# Start-up, side by side in one session. `mmaptool info FILE --json` runs in each form (JIT, .NET tool, ReadyToRun,
# self-contained in one file, native) against a bare hello world of that kind. Prints minimum and median of wall and processor time, and ratios.
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
publish "$root/src/MmapTool.Cli" "$work/jit"
publish "$root/src/MmapTool.Cli" "$work/single" --use-current-runtime --self-contained -p:PublishSingleFile=true
dotnet pack "$root/src/MmapTool.Cli" -c Release -o "$work/packages" -p:Version=0.0.1 --artifacts-path "$work/artifacts-pack" -v q >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
echo '<configuration><packageSources><clear /><add key="made" value="packages" /></packageSources><config><add key="globalPackagesFolder" value="installed" /></config></configuration>' >"$work/nuget.config"
(cd "$work" && dotnet tool install MmapTool.Cli --version 0.0.1 --tool-path tool >"$work/log" 2>&1) || { cat "$work/log" >&2; exit 1; }

echo "$(date +%F), $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)), Linux $(uname -r), .NET $(dotnet --version) SDK, $runs interleaved runs"
echo
"${MMAPTOOL_PYTHON:-python3}" - "$runs" "$work" "$file" <<'P'
import os, sys, time
runs, work, file = int(sys.argv[1]), sys.argv[2], sys.argv[3]
info = ["info", file, "--json"]
# Each form: its name, its command, the hello world that it is compared with, and the target: the most times the hello's time.
forms = [("bare .NET hello world", [work + "/hello-jit/hello"], None, ""),
         ("info --json, JIT", [work + "/jit/mmaptool", *info], 0, ""),
         ("info --json, .NET tool (JIT)", [work + "/tool/mmaptool", *info], 0, "no more than JIT"),
         ("info --json, ReadyToRun", [work + "/ready/mmaptool", *info], 0, "<= 2.5"),
         ("info --json, one self-contained file (JIT)", [work + "/single/mmaptool", *info], 0, ""),
         ("bare native hello", [work + "/hello-native/hello"], None, ""),
         ("info --json, native AOT", [work + "/native/mmaptool", *info], 5, "<= 3")]
nowhere = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
wall, cpu = [[] for _ in forms], [[] for _ in forms]
# Interleaved, so that a machine that slows down slows all forms alike; the first three rounds warm up.
for run in range(-3, runs):
    for index, (_, command, _, _) in enumerate(forms):
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
for index, (name, _, hello, target) in enumerate(forms):
    w, c = wall[index], cpu[index]
    times = ""
    if hello is not None:
        hw, hc = wall[hello], cpu[hello]
        times = f"{min(w) / min(hw):.2f}, {median(w) / median(hw):.2f}, {min(c) / min(hc):.2f}"
    print(f"| {name} | {min(w):.1f} ms | {median(w):.1f} ms | {min(c):.1f} ms | {median(c):.1f} ms | {times} | {target} |")
P
