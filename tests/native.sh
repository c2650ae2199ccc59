#!/usr/bin/env bash
# Publishes the command as native code (or takes the program given) and runs every test of the command line against it, as a process.
# Usage: native.sh [PROGRAM]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${1:-}
if [ -z "$program" ]; then
  program=$root/artifacts/native-tests/out/mmaptool
  dotnet publish "$root/src/MmapTool.Cli" -c Release --use-current-runtime -p:PublishAot=true \
    --artifacts-path "$root/artifacts/native-tests" -o "$(dirname "$program")" -v quiet
fi
export MMAPTOOL_EXE=$program MMAPTOOL_NATIVE_EXE=$program
dotnet test "$root/tests/MmapTool.Cli.Tests"
# The tests that run both forms would run the same program twice.
dotnet test "$root/tests/MmapTool.Interop.Tests" --filter 'FullyQualifiedName!~Native'
