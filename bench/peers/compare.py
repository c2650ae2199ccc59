#!/usr/bin/env python3
"""Measures side by side with other tools and with the limits of the machine: interleaved in one session, answers compared, medians and ratios.

    compare.py SIZE [--runs N] [--tool MMAPTOOL] [--only WORD] [--threads N] [--write FILE]

SIZE is that of the main file (512Mi for a quick look, 4Gi for the table of docs/benchmarks.md), with Ki, Mi or Gi. Without --tool the command is
published natively first. Files go to TMPDIR, about four times SIZE. A peer that is not installed is named, with the package that has it, and left out.
Rows are printed and written as they are measured, so a run that is stopped leaves its rows. With --only, the other rows of the page stay.
Needs Python 3.9 and a C++ compiler; NumPy where NumPy is the peer (MMAPTOOL_PYTHON names another interpreter that has it).
"""
import argparse
import datetime
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile

import contests
from measuring import Session
from table import Table

ROOT = pathlib.Path(__file__).resolve().parents[2]


def size_of(text):
    for suffix, factor in (("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30)):
        if text.endswith(suffix):
            return int(text[: -len(suffix)]) * factor
    return int(text)


def publish(work):
    subprocess.run(
        ["dotnet", "publish", str(ROOT / "src/MmapTool.Cli"), "-c", "Release", "--use-current-runtime", "-p:PublishAot=true",
         "--artifacts-path", str(work / "artifacts"), "-o", str(work / "bin"), "-v", "q"],
        check=True, stdout=sys.stderr)
    return str(work / "bin/mmaptool")


def build_limit(work):
    source = pathlib.Path(__file__).parent / "limit/limit.cpp"
    for processor, name in (("native", "limit"), ("x86-64-v3", "limit-v3")):
        subprocess.run(["g++", "-O3", f"-march={processor}", "-pthread", str(source), "-o", str(work / name)], check=True)


def main():
    parser = argparse.ArgumentParser(description="mmaptool beside its peers")
    parser.add_argument("size", type=size_of)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tool")
    parser.add_argument("--only", default="")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--write", help="a file whose text between the lines '<!-- compare SIZE -->' and '<!-- end -->' becomes the table")
    options = parser.parse_args()
    if shutil.which("g++") is None:
        sys.exit("missing: g++ (Debian: apt-get install g++)")

    page = pathlib.Path(options.write).resolve() if options.write else None
    mark = f"<!-- compare {options.size >> 20}Mi -->"
    if page and mark not in page.read_text():
        sys.exit(f"{page} has no line {mark}")
    work = pathlib.Path(tempfile.mkdtemp(prefix="compare-"))
    try:
        os.chdir(work)
        build_limit(work)
        session = Session(work, options.tool or publish(work), options.runs, options.threads, options.size)
        table = Table(heading(options))
        print(table.top, flush=True)
        for contest in contests.all_of(session):
            if options.only not in contest.name:
                continue
            for row in session.run(contest):
                print(table.add(row), flush=True)
            if page:
                replace(page, mark, lambda old: table.merged(old) if options.only else table.text(session.missing))
        print(table.bottom(session.missing))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def heading(options):
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    return (f"{datetime.date.today()}, {os.cpu_count()} cores ({model}), {options.threads} thread{'s' if options.threads > 1 else ''}, Linux {platform.release()}, "
            f"{options.size >> 20} MiB, medians of {options.runs} interleaved runs")


def replace(path, mark, text_for):
    before, _, rest = path.read_text().partition(mark)
    old, end, after = rest.partition("<!-- end -->")
    path.write_text(f"{before}{mark}\n\n{text_for(old.strip())}\n{end}{after}")


if __name__ == "__main__":
    main()
