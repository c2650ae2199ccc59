"""The answers do not depend on the page cache and on the way of reading: for a sparse file, its filled copy, and a file that grows meanwhile.

    caches.py states MEBIBYTES FOLDER COMMAND...    cold, half warm and warm, by every --io
    caches.py growing MEBIBYTES FOLDER COMMAND...   another process appends to the file
"""
import hashlib
import json
import os
import subprocess
import sys
import threading

import numpy as np

from command import Findings, content
import scattered

MEBI = 1 << 20
STATES = ["cold", "half", "warm"]
WAYS = ["auto", "mapped", "buffered"]


def put(path, state):
    """Brings the file's pages into this state, as far as the system takes advice."""
    scattered.forget(path)
    size = os.path.getsize(path)
    with open(path, "rb") as f:
        # A half warm file is cached in stripes, so that windows begin and end in both kinds.
        for start in range(0, size, MEBI):
            if state == "warm" or state == "half" and start // MEBI % 2:
                f.seek(start)
                f.read(MEBI)


def states(command, mebibytes, folder):
    found = Findings()
    source = scattered.of_numbers(mebibytes * MEBI + 4096, 10, 2 * MEBI, 3)
    sparse = source.write(os.path.join(folder, "sparse.bin"))
    filled = os.path.join(folder, "filled.bin")
    subprocess.run(["cp", "--sparse=never", sparse, filled], check=True)
    allocated = [os.stat(p).st_blocks * 512 for p in (sparse, filled)]
    found.check(allocated[0] < source.length / 2 and allocated[1] >= source.length, "one has holes and the other none", allocated)

    data = np.frombuffer(content(filled), "<i4")
    out, some = os.path.join(folder, "out"), int(np.argmax(data == 150))
    pattern = data[some:some + 3].tolist()
    table = data[:data.size // 1024 * 1024].reshape(1024, -1)
    three = np.flatnonzero((data[:-2] == pattern[0]) & (data[1:-1] == pattern[1]) & (data[2:] == pattern[2]))
    shape = "[:%d].cast(<i4,1024,%d)" % (table.nbytes, table.shape[1])

    # Each with NumPy's or Python's result: some keys of an answer, or the bytes of a file.
    cases = [
        (["stats", "<i4"], {"count": data.size, "min": int(data.min()), "max": int(data.max()), "sum": int(data.sum(dtype="i8"))}),
        (["stats", "<i4", "--histogram", "7"], {"histogram": {"counts": np.histogram(data, 7)[0].tolist()}}),
        (["hash"], {"digest": hashlib.sha256(data).hexdigest()}),
        (["find", json.dumps(pattern), "--in", "<i4"], {"matches": [{"offset": 4 * int(i), "index": [int(i)]} for i in three]}),
        (["extract", "u1", "-o", out], data.tobytes()),
        (["extract", "<i4[::-3]", "-o", out], data[::-3].tobytes()),
        (["extract", shape + ".T", "-o", out], table.T.tobytes()),
        (["convert", "<i4", "--to", "u1", "-o", out], data.astype("u1").tobytes()),
        (["show", "<i4[::64]"], data[::64].tolist()),
    ]
    for arguments, expected in cases:
        # The filled copy is read once in each way, each time in another state.
        tries = [(sparse, s, w) for s in STATES for w in WAYS] + [(filled, s, w) for s, w in zip(STATES, WAYS)]
        for path, state, way in tries:
            put(path, state)
            done = subprocess.run(command + arguments[:1] + [path] + arguments[1:] + ["--io", way, "--json"], capture_output=True)
            where = (os.path.basename(path), state, way, *arguments, "exit", done.returncode, done.stderr.decode())
            if not found.check(done.returncode == 0, *where):
                continue
            answer = content(out) if out in arguments else json.loads(done.stdout)
            if isinstance(expected, dict):
                answer = {k: {n: v[n] for n in expected[k]} if isinstance(expected[k], dict) else v for k, v in answer.items() if k in expected}
            found.check(answer == expected, *where)
            if out in arguments:
                os.remove(out)
    return found.end(1 + 2 * len(cases) * 12)


RECORD = 4096


def growing(command, mebibytes, folder):
    """The records are of 1024 times their number in u4, so that every length has its own count, sum and digest."""
    found, path, out = Findings(), os.path.join(folder, "growing.bin"), os.path.join(folder, "out")
    with open(path, "wb") as f:
        np.repeat(np.arange(mebibytes * MEBI // RECORD, dtype="<u4"), RECORD // 4).tofile(f)
    last, grew = os.path.getsize(path) // RECORD, 0
    for arguments in (["stats", "<u4"], ["hash"], ["find", "4294967294", "--in", "<u4"], ["extract", "<u4[::-1]", "-o", out]):
        for way in WAYS:
            with Appender(path, last) as appender:
                before = appender.records
                done = subprocess.run(command + arguments[:1] + [path] + arguments[1:] + ["--io", way, "--json"], capture_output=True)
            last = appender.records
            where = (way, *arguments, "%d to %d records" % (before, last), "exit", done.returncode, done.stderr.decode())
            grew += last > before
            if not found.check(done.returncode == (1 if "find" in arguments else 0), *where):
                continue
            answer = json.loads(done.stdout)
            if "find" in arguments:
                found.check(answer == {"schema": 1, "matches": [], "count": 0}, *where, answer)
                continue
            n = answer["count"] * 4 // RECORD if "count" in answer else answer["bytes"] // RECORD
            found.check(before <= n <= last, "the length at opening", n, *where)
            if "stats" in arguments:
                found.check((answer["count"], answer["max"], answer["sum"]) == (n * 1024, n - 1, n * (n - 1) // 2 * 1024), *where, answer)
            elif "hash" in arguments:
                found.check(answer["bytes"] == n * RECORD and answer["digest"] == hashlib.sha256(content(path)[:n * RECORD]).hexdigest(), *where, answer)
            else:
                found.check(content(out) == np.frombuffer(content(path)[:n * RECORD], "<u4")[::-1].tobytes(), *where, answer)
                os.remove(out)
    found.check(grew == 12, "it grew during", grew, "runs of 12")
    return found.end(12 * 2)


class Appender:
    """Appends a record again and again, and lets the others work in between."""

    def __init__(self, path, records):
        self.path, self.records, self.stop = path, records, threading.Event()
        self.thread = threading.Thread(target=self.work)

    def work(self):
        with open(self.path, "ab", buffering=0) as f:
            while not self.stop.wait(0.0005):
                f.write(np.full(RECORD // 4, self.records, "<u4").tobytes())
                self.records += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.stop.set()
        self.thread.join()


if __name__ == "__main__":
    mode, mebibytes, folder = sys.argv[1:4]
    sys.exit({"states": states, "growing": growing}[mode](sys.argv[4:], int(mebibytes), folder))
