#!/usr/bin/env python3
"""Plants the faults of faults/*.toml one at a time and shows which test notices each.

    plant.py                  every fault
    plant.py NAME...          those whose name contains one of these
    plant.py --check          plants nothing: every fault's old text still stands exactly once in its file (a test runs this)
    plant.py --wide           runs all tests of the fault's project, not only those that its entry names

A fault is an entry

    [[fault]]
    name = "limit of find is counted a segment"     # one line, says what is wrong
    file = "src/MmapTool/Operations/Search/X.cs"
    old = '''text that stands once in the file'''
    new = '''text that takes its place'''
    tests = "MmapTool.Tests"                        # the project in tests/
    filter = "FullyQualifiedName~ViewSearchTests"   # dotnet test's filter of the tests that notice

The work is done in a copy of the last commit, so the working tree is not touched. Exit status 1: a fault survived, or its entry is out of date.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD_SECONDS = 600   # bounds one build
TEST_SECONDS = 900    # bounds one run of tests: a hang counts as noticed


def faults():
    for path in sorted((HERE / "faults").glob("*.toml")):
        for fault in tomllib.loads(path.read_text())["fault"]:
            yield fault


def out_of_date(fault, root):
    path = root / fault["file"]
    if not path.exists():
        return f"{fault['file']} does not exist"
    count = path.read_text().count(fault["old"])
    if count != 1:
        return f"its old text stands {count} times in {fault['file']}"
    if not (root / "tests" / fault["tests"]).is_dir():
        return f"tests/{fault['tests']} does not exist"
    return None


def dotnet(seconds, tree, *arguments):
    """Exit status and output; a status of None is a run that did not end in time."""
    try:
        run = subprocess.run(["dotnet", *arguments], cwd=tree, capture_output=True, text=True, timeout=seconds)
        return run.returncode, run.stdout + run.stderr
    except subprocess.TimeoutExpired:
        return None, ""


def first_failure(output):
    for line in output.splitlines():
        if line.startswith("  Failed "):
            return line.strip().removeprefix("Failed ").split(" [")[0]
    return "the run failed: " + (output.strip().splitlines() or ["no output"])[-1]


def plant(fault, tree, wide):
    """The tests that noticed the fault, or None where it survived."""
    path = tree / fault["file"]
    whole = path.read_text()
    path.write_text(whole.replace(fault["old"], fault["new"]))
    try:
        project = f"tests/{fault['tests']}"
        status, output = dotnet(BUILD_SECONDS, tree, "build", project, "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false")
        if status != 0:
            raise SystemExit(f"{fault['name']}: does not build:\n{output}")
        filters = [] if wide or "filter" not in fault else ["--filter", fault["filter"]]
        status, output = dotnet(TEST_SECONDS, tree, "test", project, "--no-build", *filters)
        if status == 0 and "Passed!" not in output:
            raise SystemExit(f"{fault['name']}: the filter names no test that ran")
        return None if status == 0 else "a run that did not end" if status is None else first_failure(output)
    finally:
        path.write_text(whole)


def main(arguments):
    wanted = [a for a in arguments if not a.startswith("--")]
    chosen = [f for f in faults() if not wanted or any(w in f["name"] for w in wanted)]
    if "--check" in arguments:
        stale = [f"{f['name']}: {why}" for f in chosen if (why := out_of_date(f, ROOT))]
        print("\n".join(stale) or f"{len(chosen)} faults can be planted")
        return bool(stale)

    survived = 0
    tree = pathlib.Path(tempfile.mkdtemp(prefix="planted-"))
    try:
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--quiet", "--detach", tree / "tree", "HEAD"], check=True)
        for fault in chosen:
            start = time.monotonic()
            why = out_of_date(fault, tree / "tree")
            noticed = None if why else plant(fault, tree / "tree", "--wide" in arguments)
            survived += noticed is None
            print(f"{'noticed ' if noticed else 'SURVIVED'}  {fault['name']}: {noticed or why or fault.get('filter', 'all tests')}"
                  f"  ({time.monotonic() - start:.0f} s)", flush=True)
    finally:
        subprocess.run(["git", "-C", ROOT, "worktree", "remove", "--force", tree / "tree"], check=False)
        shutil.rmtree(tree, ignore_errors=True)
    print(f"{len(chosen) - survived} noticed, {survived} survived")
    return survived > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
