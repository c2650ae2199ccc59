#!/usr/bin/env python3
"""Two builds of the command side by side, on a dense file that no other program touches. This shows whether a change costs users who gain nothing by it.

    builds.py OLD NEW [SIZE] [RUNS]      programs; bytes of the file (512 MiB); runs of each (9), in turn, in another order every time

Prints the medians of wall and processor time, and how many times as long the new one takes. Written files are not synced, so that the disk does not
hide the rest.
"""
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

OPERATIONS = [
    ("stats of f4", "stats FILE '<f4'"),
    ("stats of f4, --axis 0 of rows of 1024", "stats FILE '<f4(-1,1024)' --axis 0"),
    ("stats of u1, every third", "stats FILE '[::3]'"),
    ("histogram of i4", "stats FILE '<i4' --histogram 20"),
    ("find of 8 bytes that are not there", "find FILE 'x\"00 01 02 03 04 05 06 07\"' || [ $? = 1 ]"),
    ("hash crc32", "hash FILE --algorithm crc32"),
    ("extract to a new file", "extract FILE -o OUT --force --no-sync"),
    ("extract of a transpose", "extract FILE '<f4(-1,4096).T' -o OUT --force --no-sync"),
    ("extract of every other row", "extract FILE '<f4(-1,4096)[::2]' -o OUT --force --no-sync"),
    ("convert <i4 to f8, first quarter", "convert FILE '<i4(-1,4)[:, 0]' --to f8 -o OUT --force --no-sync"),
    ("byte swap in place, journaled", "convert FILE '<u4' --to '>u4' --in-place --no-sync"),
    ("byte swap in place, no journal", "convert FILE '<u4' --to '>u4' --in-place --no-sync --no-journal"),
    ("u1 ^= 255, no journal", "patch FILE 'u1 ^= 255' --no-sync --no-journal"),
    ("u1 = 0 of a quarter, no journal", "patch FILE 'u1[:16Mi] = 0' --no-sync --no-journal"),
    ("u1 &= 15 of a quarter, journaled", "patch FILE 'u1[:16Mi] &= 15' --no-sync"),
    ("one byte", "patch FILE '[7] = 7' --no-sync"),
    ("info", "info FILE --json"),
]


def main(old, new, size=512 << 20, runs=9):
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:
        path = os.path.join(folder, "file")
        with open(path, "wb") as file:
            generator = random.Random(1)
            for _ in range(size >> 20):
                file.write(generator.randbytes(1 << 20))
        print("| dense file of %d MiB | old: wall | processor | new: wall | processor | new / old, wall | processor |\n|---|---|---|---|---|---|---|" % (size >> 20))
        ratios = []
        for name, words in OPERATIONS:
            times = {old: [], new: []}
            for turn in range(runs + 1):
                for program in random.Random(turn).sample([old, new], 2):
                    times[program].append(timed(f"'{program}' {words} >/dev/null".replace("FILE", path).replace("OUT", path + ".out")))
            # The first run of each warms up.
            before, after = ([statistics.median(column) for column in zip(*times[program][1:])] for program in (old, new))
            ratio = [now / then for now, then in zip(after, before)]
            ratios.append(ratio)
            print(f"| {name} | " + " | ".join(f"{1000 * one:.1f} ms" for one in (*before, *after)) + f" | {ratio[0]:.2f} | {ratio[1]:.2f} |", flush=True)
        wall, processor = (statistics.median(column) for column in zip(*ratios))
        print(f"\nMedian of the ratios: wall {wall:.2f}, processor {processor:.2f}")


def timed(command):
    """Seconds of wall and processor time of a shell command that succeeds."""
    start = time.perf_counter()
    process = subprocess.Popen(["/bin/sh", "-c", command])
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"exit status {process.returncode}: {command}")
    return wall, usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:3], *(int(word) for word in sys.argv[3:5]))
