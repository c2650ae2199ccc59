"""The verbs over a sparse file that is larger than 2^32 bytes and than the memory they have, each from a cold cache.

    limited.py read|extract|convert GIBIBYTES PIECES KIBIBYTES FOLDER COMMAND...
"""
import fractions
import hashlib
import json
import math
import os
import subprocess
import sys
import zlib

import numpy as np

from command import Findings
import scattered

MEBI = 1 << 20
NEEDLE = [211, 212, 213, 214]


def run(command, path, *arguments):
    scattered.forget(path)
    done = subprocess.run(command + [str(a) for a in arguments], capture_output=True)
    return done.returncode, done.stdout, done.stderr.decode()


def answer(found, command, path, verb, *more):
    exit, out, error = run(command, path, verb, path, *more, "--json")
    found.check(exit == 0, verb, *more, "exit", exit, error)
    return json.loads(out) if exit == 0 and out else {}


def planted(content):
    """Puts the needle in three places: in the first piece, just over 2^32, and at the very end."""
    needle, places = np.array(NEEDLE, "<i4").view("u1"), []
    for place in (4096, (1 << 32) - 8, max(o + len(d) for o, d in content.pieces.items()) - len(needle)):
        piece = next(o for o, d in content.pieces.items() if o <= place < o + len(d))
        content.pieces[piece][place - piece:place - piece + len(needle)] = needle
        places.append(place)
    return places


def read(found, command, path, content, places):
    total, squares, low, high = 0, 0, 0, 0
    for data in content.pieces.values():
        numbers = data.view("<i4").astype("i8")
        total, squares = total + int(numbers.sum()), squares + int((numbers * numbers).sum())
        low, high = min(low, int(numbers.min())), max(high, int(numbers.max()))
    count = content.length // 4
    mean = fractions.Fraction(total, count)
    a = answer(found, command, path, "stats", "<i4")
    found.check((a.get("count"), a.get("min"), a.get("max"), a.get("sum"), a.get("nan"), a.get("inf")) == (count, low, high, total, 0, 0), a)
    found.check(math.isclose(a.get("mean", 0), float(mean), rel_tol=1e-15), "mean", a)
    found.check(math.isclose(a.get("std", 0), math.sqrt(fractions.Fraction(squares, count) - mean * mean), rel_tol=1e-12), "std", a)

    a = answer(found, command, path, "find", json.dumps(NEEDLE), "--in", "<i4")
    found.check(a == {"schema": 1, "matches": [{"offset": p, "index": [p // 4]} for p in places], "count": 3}, "values", a)
    a = answer(found, command, path, "find", 'x"%s"' % np.array(NEEDLE, "<i4").tobytes().hex())
    found.check([m["offset"] for m in a.get("matches", [])] == places, "bytes", a)

    # sha256 takes long, in the command and in Python. It runs on larger files only.
    digest, crc, long = hashlib.sha256(), 0, content.length > 8 << 30
    for block in content.blocks():
        if long:
            digest.update(block)
        crc = zlib.crc32(block, crc)
    for name, text in [("crc32", "%08x" % crc)] + [("sha256", digest.hexdigest())] * long:
        a = answer(found, command, path, "hash", "--algorithm", name)
        found.check(a == {"schema": 1, "algorithm": name, "digest": text, "bytes": content.length}, a)


def extract(found, command, path, content, places):
    scattered.forget(path)
    with subprocess.Popen(command + ["extract", path, "u1", "-o", "-"], stdout=subprocess.PIPE, bufsize=0) as process:
        stream = os.fdopen(os.dup(process.stdout.fileno()), "rb", buffering=scattered.STEP)
        wrong = [number for number, block in enumerate(content.blocks()) if stream.read(len(block)) != block]
        found.check(not wrong, "to a pipe, blocks", wrong[:10])
        found.check(stream.read(1) == b"", "to a pipe: too long")
        stream.close()
    found.check(process.returncode == 0, "to a pipe: exit", process.returncode)

    out = os.path.join(os.path.dirname(path), "out.bin")
    exit, _, error = run(command, path, "extract", path, "u1", "-o", out)
    found.check(exit == 0 and content.is_in(out), "to a file", exit, error)
    found.check(allocated(out) <= allocated(path) + 16 * MEBI, "its holes:", allocated(out), "of", allocated(path))
    os.remove(out)

    # A transpose, and every other element, of the far end.
    start = content.length - 64 * MEBI
    tail = np.frombuffer(content.bytes(start, 64 * MEBI), "<i4")
    for view, numbers in (("<i4[-16Mi:].cast(<i4,4096,4096).T", tail.reshape(4096, 4096).T), ("<i4[-16Mi:][::-2]", tail[::-2])):
        exit, _, error = run(command, path, "extract", path, view, "-o", out)
        found.check(exit == 0 and np.array_equal(np.fromfile(out, "<i4"), numbers.ravel()), view, exit, error)
        os.remove(out)


def convert(found, command, path, content, places):
    out = os.path.join(os.path.dirname(path), "out.bin")
    exit, _, error = run(command, path, "convert", path, "<i4", "--to", "u1", "-o", out)
    found.check(exit == 0 and content.converted("<i4", "u1").is_in(out), "to u1", exit, error)
    print("converted: %d MiB of %d are on the disk" % (allocated(out) // MEBI, os.path.getsize(out) // MEBI))
    os.remove(out)

    # In place, from before 2^32 to beyond it and to the end; then by way of a journal, and of a patch with one, back again.
    start = content.length - 96 * MEBI
    tail = np.frombuffer(content.bytes(start, 96 * MEBI), "<i4")
    before = {o: d[:max(start - o, 0)] for o, d in content.pieces.items() if o < start}
    swapped, flipped = ({**before, start: numbers.view("u1")} for numbers in (tail.byteswap(), tail ^ 0x5a))
    for expected, arguments in (
            (swapped, ("convert", path, "<i4[-24Mi:]", "--to", ">i4", "--in-place", "--no-journal")),
            ({**before, start: tail.view("u1")}, ("convert", path, ">i4[-24Mi:]", "--to", "<i4", "--in-place")),
            (flipped, ("patch", path, "<i4[-24Mi:] ^= 90"))):
        exit, _, error = run(command, path, *arguments)
        found.check(exit == 0 and scattered.Scattered(content.length, expected).is_in(path), *arguments, "exit", exit, error)
        found.check(os.listdir(os.path.dirname(path)) == [os.path.basename(path)], "nothing is left beside the file")


def allocated(path):
    return os.stat(path).st_blocks * 512


if __name__ == "__main__":
    part, gibibytes, pieces, kibibytes, folder = sys.argv[1:6]
    length = int(gibibytes) * 1024 * MEBI + 8 * int(kibibytes) * 1024
    content = scattered.of_numbers(length, int(pieces), int(kibibytes) * 1024, 7)
    places = planted(content)
    path = content.write(os.path.join(folder, "scattered.bin"))
    found = Findings()
    {"read": read, "extract": extract, "convert": convert}[part](found, sys.argv[6:], path, content, places)
    sys.exit(found.end({"read": 10, "extract": 7, "convert": 7}[part]))
