"""find through the command, against Python's bytes and regular expressions and NumPy's comparisons.

    finding.py bytes SEED COUNT FOLDER COMMAND...    byte patterns with wildcards, and text, in views of every layout
    finding.py values SEED COUNT FOLDER COMMAND...   elements and runs of elements, of every type
    finding.py long SEED FOLDER COMMAND...           files of several segments, long and periodic patterns
"""
import json
import os
import random
import re
import sys

import numpy as np

from command import Findings, Tool, write
import arrays
import export
import views


def places(a, positions):
    """The answer of find for matches that begin at these bytes of the packed elements."""
    result = []
    for position in positions:
        element, within = divmod(position, a.dtype.itemsize)
        index = [int(i) for i in np.unravel_index(element, a.shape)] if a.ndim else []
        offset = views.offset_of(a) + sum(i * s for i, s in zip(index, a.strides)) + within
        result.append({"offset": offset, "index": index})
    return result


def expect(found, tool, path, text, a, pattern, positions, r, where):
    """The three ways to ask."""
    wanted = places(a, positions)
    answer = tool("find", path, pattern, "--in", text)
    result = answer.get("result") or {}
    found.check(answer["exit"] == (0 if wanted else 1) and result.get("count") == len(wanted) and result.get("matches") == wanted,
                where, pattern[:200], "finds", str(answer)[:300], "not", wanted[:10], len(wanted))
    limit = r.randint(1, len(wanted) + 2)
    answer = tool("find", path, pattern, "--in", text, "--limit", limit, "--threads", r.choice([1, 2, 7]))
    found.check((answer.get("result") or {}).get("matches") == wanted[:limit], where, pattern[:200], "with a limit of", limit, "finds", str(answer)[:300])
    answer = tool("find", path, pattern, "--in", text, "--count")
    found.check(answer == {"exit": 0 if wanted else 1, "result": {"schema": 1, "count": len(wanted)}}, where, pattern[:200], "counts", answer, "not", len(wanted))


def wildcards(r, sample):
    """A pattern in which some digits of the sample are left open: the notation and a regular expression for every place it matches."""
    text, expression = [], b""
    share = r.choice([0, 0, 0.1, 0.5, 0.9])
    for byte in sample:
        digits = "%02x" % byte
        open_high, open_low = r.random() < share, r.random() < share
        text.append(("?" if open_high else digits[0]) + ("?" if open_low else digits[1].upper()))
        allowed = bytes(b for b in range(256) if (open_high or b >> 4 == byte >> 4) and (open_low or b & 15 == byte & 15))
        expression += b"[" + b"".join(re.escape(bytes([b])) for b in allowed) + b"]"
    return 'x"%s"' % r.choice(["", " "]).join(text), re.compile(b"(?s)(?=" + expression + b")")


def all_places(data, needle):
    """Overlapping: bytes.find from one behind the last."""
    place = data.find(needle)
    while place >= 0:
        yield place
        place = data.find(needle, place + 1)


def sample_of(r, data):
    length = min(len(data), r.choice([1, 2, 3, 4, 8, 9, 31, 32, 33, 64, 100, 700]))
    if r.random() < 0.15 or not data:
        return bytes(r.choice(b"ab\0") for _ in range(max(1, length)))
    start = r.randint(0, len(data) - length)
    return data[start:start + length]


def find_bytes(tool, seed, count, folder):
    r, found = random.Random(seed), Findings()
    for number in range(count):
        path = os.path.join(folder, "%d.bin" % number)
        kind = r.random()
        if kind < 0.35:
            text, a = export.example(r, path)
        elif kind < 0.6:
            # Many axes of few different bytes, so that matches come often, overlap, and go across the ends of rows.
            raw = bytearray(r.choice(b"\0\0\0ab") for _ in range(2000))
            write(path, raw)
            text, a = arrays.over(r, np.frombuffer(raw, "u1"), ["u1", "<u2", ">u4", "S3", "V5"])
        else:
            alphabet = r.choice([b"a", b"ab", b"\0\0\0\0a", bytes(range(256)), b"abc\xff\xc3\xa9"])
            raw = bytearray(r.choice(alphabet) for _ in range(r.choice([0, 1, 5, 100, 3000])))
            write(path, raw)
            a = np.frombuffer(raw, "u1") if raw else np.zeros(0, "u1")
            text = "u1"
            if len(raw) >= 100:
                if r.random() < 0.4:
                    rows = r.choice([2, 5, 20])
                    a = np.ndarray((rows, len(raw) // rows), "u1", buffer=raw)
                    text = "u1[:%d].reshape(%d,-1)" % (a.size, rows)
                if r.random() < 0.4:
                    a, text = a.T, text + ".T"
                if r.random() < 0.4:
                    a, text = a[::-2], text + "[::-2]"
        data = a.tobytes()
        where = "%d %s" % (number, text)
        for _ in range(2):
            sample = sample_of(r, data)
            if r.random() < 0.7:
                pattern, expression = wildcards(r, sample)
                positions = [m.start() for m in expression.finditer(data)]
            else:
                try:
                    pattern = json.dumps(sample.decode("utf-8"), ensure_ascii=r.random() < 0.5)
                except UnicodeDecodeError:
                    continue
                if "\x7f" in pattern or sample in (b"NaN", b"Infinity"):
                    continue
                positions = list(all_places(data, sample))
            expect(found, tool, path, text, a, pattern, positions, r, where)
        os.remove(path)
    found.check(not arrays.missing("rank 3 out of order", "rank 4 out of order"), arrays.met)
    return found.end(count * 3)


def equal(x, y):
    """Whether two elements are equal by value; NaN is NaN."""
    dt = x.dtype
    if dt.names:
        return all(equal(x[n], y[n]) for n in dt.names)
    if isinstance(x, np.ndarray) and x.ndim:
        return all(equal(p, q) for p, q in zip(x.reshape(-1), y.reshape(-1)))
    if dt.kind == "c":
        return equal(x.real, y.real) and equal(x.imag, y.imag)
    if dt.kind == "V":
        return x.tobytes() == y.tobytes()
    return bool(x == y) or (dt.kind == "f" and x != x and y != y)


def find_values(tool, seed, count, folder):
    r, found = random.Random(seed), Findings()
    np.seterr(all="ignore")
    for number in range(count):
        path = os.path.join(folder, "%d.bin" % number)
        text, a = export.example(r, path)
        if not a.size or not a.dtype.itemsize:
            continue
        where = "%d %s" % (number, text)
        shown = tool("show", path, text)["result"]
        for _ in range(a.ndim - 1):
            shown = [e for row in shown for e in row]
        shown = shown if a.ndim else [shown]
        # A copy, so that strided arrays are compared like packed ones.
        flat = np.ascontiguousarray(a).reshape(-1)
        length = min(flat.size, r.choice([1, 1, 1, 2, 3]))
        start = r.randint(0, flat.size - length)
        run = shown[start:start + length]
        alone = length == 1 and a.dtype.kind not in "SV" and r.random() < 0.7
        pattern = json.dumps(run[0] if alone else run)
        positions = [p for p in range(flat.size - length + 1) if all(equal(flat[p + k], flat[start + k]) for k in range(length))]
        found.check(start in positions, where, "the oracle does not find its own", pattern)
        expect(found, tool, path, text, a, pattern, [p * a.dtype.itemsize for p in positions], r, where)
        os.remove(path)
    for dt, wrong in (("u1", "256"), ("u1", "-1"), ("<i2", "1.5"), ("<f2", "1e6"), ("<u4", '[1,[2]]'), ("<i4", "true false"), ("S3", "5"), ("?", "2"), ("<f4", "1e999")):
        answer = tool("find", write(os.path.join(folder, "wrong"), bytes(24)), wrong, "--in", dt)
        found.check(answer["exit"] == 2 and "error" in answer, dt, wrong, answer)
    return found.end(count * 2)


def find_long(tool, seed, folder):
    r, found = random.Random(seed), Findings()
    path = os.path.join(folder, "long.bin")
    rng = np.random.default_rng(int(seed))
    size = 9_000_001
    # Random; nearly periodic; and mostly zeros.
    for kind in range(3):
        data = bytearray(rng.integers(0, 256, size, np.uint8).tobytes() if kind == 0 else (b"a" if kind == 1 else b"\0") * size)
        if kind:
            for place in rng.integers(0, size, 40):
                data[place] = r.choice(b"bc")
        write(path, data)
        data = bytes(data)
        a = np.frombuffer(data, "u1")
        for length in (1, 5, 1000, 65536, 65537, 200_000):
            start = r.randint(0, size - length)
            for sample in (data[start:start + length], data[:length - 1] + b"b"):
                # bytes.find takes too long where nearly all matches overlap.
                positions = list(all_places(data, sample)) if kind == 0 else overlapping(data, sample)
                count = tool("find", path, 'x"%s"' % sample.hex(), "--count")
                found.check(count.get("result") == {"schema": 1, "count": len(positions)}, kind, length, "counts", str(count)[:200], "not", len(positions))
                if len(positions) < 100_000:
                    answer = tool("find", path, 'x"%s"' % sample.hex(), "--threads", r.choice([1, 2, 7]))
                    found.check([m["offset"] for m in (answer.get("result") or {"matches": [{"offset": -1}]})["matches"]] == positions, kind, length, "finds others")
        # Values across the ends of blocks and segments, in either order.
        for dt in ("<i4", ">u2", "<f8"):
            numbers = np.frombuffer(data[:size // 8 * 8], dt)
            for run in (1, 3):
                at = r.randint(0, numbers.size - run)
                wanted = np.ones(numbers.size - run + 1, bool)
                for k in range(run):
                    wanted &= numbers[k:numbers.size - run + 1 + k] == numbers[at + k]
                values = numbers[at:at + run].tolist()
                if any(v != v for v in values):
                    continue
                answer = tool("find", path, json.dumps(values), "--in", "u1[:%d].cast(%s)" % (size // 8 * 8, dt), "--count")
                found.check(answer.get("result") == {"schema": 1, "count": int(wanted.sum())}, kind, dt, values, answer, int(wanted.sum()))
    return found.end(50)


def overlapping(data, sample):
    """All matches in a file of mostly one byte. A window matches if its other bytes are as many as in the sample, at the same places."""
    array, pattern = np.frombuffer(data, np.uint8), np.frombuffer(sample, np.uint8)
    usual = np.bincount(array).argmax()
    others = np.flatnonzero(pattern != usual)
    before = np.concatenate([[0], np.cumsum(array != usual)])
    good = before[pattern.size:] - before[:-pattern.size] == others.size
    for place in others:
        good &= array[place:place + good.size] == pattern[place]
    return np.flatnonzero(good).tolist()


def main(mode, *arguments):
    arguments = list(arguments)
    count = 1 if mode == "long" else 2
    numbers, folder, command = arguments[:count], arguments[count], arguments[count + 1:]
    tool = Tool(command)
    status = {"bytes": find_bytes, "values": find_values, "long": find_long}[mode](tool, *map(int, numbers), folder)
    tool.close()
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
