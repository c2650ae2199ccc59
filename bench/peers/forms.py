#!/usr/bin/env python3
"""Measures the forms of mmaptool side by side: the time of a GiB in each, without its start. Interleaved in one session, answers compared.

    forms.py SIZE [--runs N] [--only WORD] [--write FILE]

Each operation runs on a file of SIZE (4Gi for the table of docs/benchmarks.md) and on one of an eighth of it. The difference of the medians is the time of
seven eighths of SIZE, without the start and the compiling of the JIT form. The cache is warm, and one thread works, so that the loops are measured.
Files go to TMPDIR, about two and a half times SIZE. Needs Python 3.9.
"""
import argparse
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import scripts
from compare import ROOT, heading, replace, size_of
from contests import NEEDLE

FORMS = {
    "native": ["--use-current-runtime", "-p:PublishAot=true"],
    "native, x86-64-v2": ["--use-current-runtime", "-p:PublishAot=true", "-p:Portable=true"],
    "JIT": [],
    "ReadyToRun": ["--use-current-runtime", "--no-self-contained", "-p:PublishReadyToRun=true"],
}

# The arguments of each operation; {0} is the file.
READING = {
    "stats of f4": "stats {0} '<f4' --json",
    "stats of f8": "stats {0} '<f8' --json",
    "stats of >i2": "stats {0} '>i2' --json",
    "stats of a column of f4": "stats {0} '<f4(-1,8)[:,3]' --json",
    "find bytes": f"find {{0}} '\"{NEEDLE}\"'",
    "find a value of f4": "find {0} 0.5 --in '<f4' --count",
    "crc32": "hash {0} --algorithm crc32",
    "crc32c": "hash {0} --algorithm crc32c",
    "xxh3": "hash {0} --algorithm xxh3",
    "sha256": "hash {0}",
    "extract a column of f4": "extract {0} '<f4(-1,8)[:,3]' -o -",
    "convert f4 to f8": "convert {0} '<f4' --to f8 -o -",
}
# Slower ones, on a thirty-second part of the files.
FORMATTING = {
    "hex dump": "show {0} --hex",
    "text of f4": "show {0} '<f4' --all",
    "text of i4": "show {0} '<i4' --all",
    "CSV of u1": "show {0} 'u1(-1,16)' --csv",
}
# Changes in place. Each one leaves the file as it was if it is done twice.
WRITING = {
    "byte swap in place": "convert {0} '<u2' --to '>u2' --in-place --no-journal --no-sync --quiet",
    "f4 *= -1 in place": "patch {0} '<f4 *= -1' --no-journal --no-sync --quiet",
    "u1 ^= 0x5a in place": "patch {0} 'u1 ^= x\"5a\"' --no-journal --no-sync --quiet",
}


def publish(work):
    """Each form's program."""
    for number, properties in enumerate(FORMS.values()):
        subprocess.run(["dotnet", "publish", str(ROOT / "src/MmapTool.Cli"), "-c", "Release", *properties,
                        "--artifacts-path", f"{work}/artifacts-{number}", "-o", f"{work}/form-{number}", "-v", "q"], check=True, stdout=sys.stderr)
    return [f"{work}/form-{number}/mmaptool" for number in range(len(FORMS))]


def answer(command):
    """The exit status (1 says no) and a digest of the output, which may be larger than memory."""
    done = subprocess.run(["bash", "-c", f"{command} | sha256sum; exit ${{PIPESTATUS[0]}}"], stdout=subprocess.PIPE, check=False)
    if done.returncode > 1:
        sys.exit(f"exit {done.returncode}: {command}")
    return done.returncode, done.stdout


def seconds_of(command):
    start = time.perf_counter()
    status = subprocess.run(["bash", "-c", f"{command} >/dev/null"], check=False).returncode
    if status > 1:
        sys.exit(f"exit {status}: {command}")
    return time.perf_counter() - start


def slopes(tools, command, files, runs):
    """For each form, the seconds that the larger file took beyond the smaller one."""
    for file in files:
        if len({answer(f"{tool} {command.format(file)} --threads 1") for tool in tools}) > 1:
            sys.exit(f"the answers differ: {command.format(file)}")
    times = {(form, file): [] for form in range(len(tools)) for file in files}
    for run in range(runs):
        for form, file in random.Random(run).sample(list(times), len(times)):
            times[form, file].append(seconds_of(f"{tools[form]} {command.format(file)} --threads 1"))
    return [statistics.median(times[form, files[1]]) - statistics.median(times[form, files[0]]) for form in range(len(tools))]


def lines(options, tools, size):
    """The table, row by row."""
    yield "| operation | " + " | ".join(f"{form}, GB/s" for form in FORMS) + " | JIT's time / native's |"
    yield "|---|" + "---|" * (len(FORMS) + 1)
    for operations, share in ((READING, 1), (FORMATTING, 32), (WRITING, 1)):
        files = (f"small-{share}", f"large-{share}")
        for file, length in zip(files, (size // 8 // share, size // share)):
            subprocess.run(f"rm -f {file}; head -c {length} data >{file}; sync {file}", shell=True, check=True)
        for name, command in operations.items():
            if options.only not in name:
                continue
            print(name, "…", flush=True, file=sys.stderr)
            # The number of forms is even.
            seconds = slopes(tools, command, files, options.runs)
            if operations is WRITING and any(subprocess.run(["cmp", "-n", str(os.path.getsize(file)), file, "data"], check=False).returncode for file in files):
                sys.exit(f"the answers differ: {name}")
            rates = " | ".join(f"{size // share * 7 // 8 / each / 1e9:.2f}" for each in seconds)
            yield f"| {name} | {rates} | {seconds[2] / seconds[0]:.2f} |"
        for file in files:
            os.remove(file)


def main():
    parser = argparse.ArgumentParser(description="the forms of mmaptool beside each other")
    parser.add_argument("size", type=size_of)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--write", help="a file whose text between the lines '<!-- forms -->' and '<!-- end -->' becomes the table")
    options = parser.parse_args()
    options.threads = 1
    page = pathlib.Path(options.write).resolve() if options.write else None
    work = pathlib.Path(tempfile.mkdtemp(prefix="forms-"))
    try:
        os.chdir(work)
        scripts.run(sys.executable, "make.py", str(options.size), NEEDLE)
        table = [heading(options), ""]
        for line in lines(options, publish(work), options.size):
            print(line, flush=True)
            table.append(line)
        if page:
            replace(page, "<!-- forms -->", lambda old: "\n".join(table))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
