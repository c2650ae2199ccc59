"""Text in UCS-4 (U), dates (M8) and lengths of time (m8) through the command, against NumPy.

    times.py verbs SEED COUNT FOLDER COMMAND...     every verb, on random arrays and records: 'run' carries out all of them
    times.py text SEED COUNT FOLDER COMMAND...      what show prints, and that it reads back as a value
    times.py unknown SEED FOLDER COMMAND...         records with types that the tool does not know
"""
import ast
import csv
import io
import json
import os
import random
import re
import subprocess
import sys

import numpy as np

UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]
NAT = -2**63
CHARACTERS = [*"abcXYZ 019,\"'\\", "\n", "\r", "\t", "\0", "\x01", "\x7f", "\x85", "\xa0", "\xad", "é", "ß", "日", "\u200b", "\u2028", "\ue000", "\ufeff", "\U0001f600", "\U0010ffff"]


def unit(rng):
    return rng.choice(["", "", "", "7", "25", "1000"]) + rng.choice(UNITS)


def counts(rng, name, size):
    """Counts, some of them NaT, that NumPy converts without an overflow. NumPy computes in 64 bits, and takes weeks as days."""
    multiple = int(re.match(r"\d*", name).group() or 1)
    most = 2**62 // multiple // (7 if name.endswith("W") else 1)
    near = {"Y": 200, "M": 2400}.get(name[-1], most)
    draw = lambda: rng.choice([NAT, 0, 1, -1, rng.randint(-most, most), rng.randint(-min(near, most), min(near, most)), rng.randint(-10**6, 10**6) % most, rng.randint(-40000, 40000)])
    return np.array([draw() for _ in range(size)], "i8")


def array(rng, size):
    order = rng.choice("<>")
    kind = rng.choice(["U", "M8", "m8"])
    if kind == "U":
        length = rng.choice([1, 2, 5, 9])
        texts = ["".join(rng.choice(CHARACTERS) for _ in range(rng.randint(0, length))) for _ in range(size)]
        return np.array(texts, "%sU%d" % (order, length))
    name = unit(rng)
    return counts(rng, name, size).astype(order + "i8").view("%s%s[%s]" % (order, kind, name))


def plain(value):
    """A value as --json has it."""
    if isinstance(value, np.datetime64):
        return str(value)
    if isinstance(value, np.timedelta64):
        return "NaT" if np.isnat(value) else int(value.astype("i8"))
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.void) and value.dtype.names:
        return {name: plain(value[name]) for name in value.dtype.names}
    if isinstance(value, (bytes, np.bytes_)):
        return bytes(value).decode("latin1")
    return value.item()


def expect(what, got, want):
    if got != want:
        sys.exit("%s:\n got  %r\n want %r" % (what, got, want))


class Batch:
    """Commands for 'run', and what to do with the answer of each."""

    def __init__(self, folder, command):
        self.folder, self.command, self.lines, self.checks = folder, command, [], []

    def add(self, arguments, check, status=0):
        self.lines.append(json.dumps(arguments))
        self.checks.append((arguments, check, status))

    def run(self):
        path = os.path.join(self.folder, "commands")
        with open(path, "w") as file:
            file.write("\n".join(self.lines) + "\n")
        done = subprocess.run([*self.command, "run", path], capture_output=True)
        answers = [json.loads(line) for line in done.stdout.decode("utf-8").split("\n") if line]
        expect("answers", len(answers), len(self.checks))
        for answer, (arguments, check, status) in zip(answers, self.checks):
            if answer["exit"] != status:
                sys.exit("%r: exit %d, wanted %d: %s" % (arguments, answer["exit"], status, answer.get("error")))
            if check:
                check(arguments, answer)


def verbs(rng, count, folder, command):
    batch = Batch(folder, command)
    for number in range(count):
        size = rng.choice([1, 2, 3, 12, 12, 40])
        data = array(rng, size)
        field = ""
        holder = data
        if rng.random() < 0.4:
            holder = np.zeros(size, [("v", "<f4"), ("t", data.dtype), ("tag", "S3"), ("w", data.dtype, (2,))])
            holder["t"], holder["w"], holder["v"] = data, data[:, None], np.arange(size) / 4
            field = ".t"
        if size == 12 and rng.random() < 0.5:
            holder, data = holder.reshape(3, 4), data.reshape(3, 4)
        step = rng.choice(["", "", "[::-1]", "[1:]"])
        seen = data[::-1] if step == "[::-1]" else data[1:] if step else data
        path = os.path.join(folder, "%d.npy" % number)
        np.save(path, holder)
        view = step + field
        io_ = ["--io", rng.choice(["mapped", "buffered"])]
        same = lambda want: lambda arguments, answer: expect(arguments, answer["result"], want)
        batch.add(["show", path, view, "--json", *io_], same(plain(seen)))
        if field:
            batch.add(["show", path, "", "--json", *io_], same(plain(holder)))
        batch.add(["info", path, view, "--json"], lambda arguments, answer, want=data.dtype.str: expect(arguments, answer["result"]["dtype"], want))
        out = path + ".out.npy"
        batch.add(["extract", path, view, "-o", out, *io_], lambda arguments, answer, out=out, seen=seen: same_array(arguments, out, seen))
        find(batch, rng, path, view, seen, io_)
        if data.dtype.kind != "U":
            statistics(batch, path, view, seen, io_)
            convert(batch, rng, path, view, seen, io_)
        else:
            wider = "%sU%d" % (rng.choice("<>"), data.dtype.itemsize // 4 + rng.randint(0, 3))
            out = path + ".wide.npy"
            batch.add(["convert", path, view, "--to", wider, "-o", out, *io_], lambda arguments, answer, out=out, want=seen.astype(wider): same_array(arguments, out, want))
        patch(batch, rng, path, field, holder, data)
    batch.run()
    print("%d arrays" % count)


def same_array(what, path, want):
    got = np.load(path)
    expect(what, (got.dtype.str, got.shape), (want.dtype.str, want.shape))
    expect(what, got.tobytes(), np.ascontiguousarray(want).tobytes())


def find(batch, rng, path, view, seen, io_):
    if seen.size == 0:
        return
    flat = np.ascontiguousarray(seen).ravel()
    wanted = flat[rng.randrange(flat.size)]
    text = json.dumps(plain(wanted)) if seen.dtype.kind != "U" else json.dumps([plain(wanted)])
    raw = flat.view("V%d" % flat.dtype.itemsize)
    target = np.array([wanted], seen.dtype).tobytes()
    want = [[int(index) for index in np.unravel_index(place, seen.shape)] for place in range(flat.size) if raw[place].tobytes() == target]
    batch.add(["find", path, text, *(["--in", view] if view else []), "--json", *io_], lambda arguments, answer: expect(arguments, [match["index"] for match in answer["result"]["matches"]], want))


def statistics(batch, path, view, seen, io_):
    known = seen[~np.isnat(seen)]
    want = {"count": seen.size, "nan": int(seen.size - known.size), "inf": 0, "min": plain(known.min()) if known.size else None, "max": plain(known.max()) if known.size else None}
    numbers = [int(item) for item in known.view(seen.dtype.str[0] + "i8").ravel()]
    if seen.dtype.kind == "M":
        want.update(mean=None, std=None, sum=None)
    else:
        want["sum"] = sum(numbers)

    def check(arguments, answer):
        got = {key: answer["result"][key] for key in want}
        expect(arguments, got, want)
        if numbers and seen.dtype.kind == "m":
            expect(arguments, answer["result"]["mean"], sum(numbers) / len(numbers))

    batch.add(["stats", path, view, "--json", *io_], check)
    if seen.ndim == 2 and seen.size:
        columns = [seen[:, column] for column in range(seen.shape[1])]
        least = [plain(column[~np.isnat(column)].min()) if (~np.isnat(column)).any() else None for column in columns]
        batch.add(["stats", path, view, "--axis", "0", "--json", *io_], lambda arguments, answer: expect(arguments, (answer["result"]["min"], answer["result"]["nan"]), (least, [int(np.isnat(column).sum()) for column in columns])))


# Seconds of a unit, with those of a day for years and months, which dates can become.
LINEAR = {"W": 604800, "D": 86400, "h": 3600, "m": 60, "s": 1}


def convert(batch, rng, path, view, seen, io_):
    """Conversion to another unit, cut as in NumPy, for counts that it converts in 64 bits without an overflow."""
    coarse = [name for name in LINEAR if name != "W"] + (["Y", "M"] if seen.dtype.kind == "M" else [])
    old = re.search(r"\[(\d*)(\w+)\]", seen.dtype.str)
    if old.group(2) not in LINEAR or np.abs(np.where(np.isnat(seen), 0, seen.view(seen.dtype.str[0] + "i8").astype("i8"))).max(initial=0) > 10**9:
        return
    to = "%s%s8[%s]" % (rng.choice("<>"), seen.dtype.kind, rng.choice(coarse))
    out = path + ".unit.npy"
    batch.add(["convert", path, view, "--to", to, "--cast-values", "truncate", "-o", out, *io_], lambda arguments, answer: same_array(arguments, out, seen.astype(to)))


def readable(data):
    return [plain(item) for item in data.ravel()]


def patch(batch, rng, path, field, holder, data):
    """Values are written back into zeros as they were printed, one is guarded by itself, and times are moved and multiplied."""
    part = lambda records: records["t"] if field else records
    files = iter(range(10))

    def change(before, edit, after, status=0):
        target = "%s.patch%d.npy" % (path, next(files))
        np.save(target, before)
        batch.add(["patch", target, edit], lambda arguments, answer: same_array(arguments, target, after), status)

    zeros = holder.copy()
    part(zeros)[...] = np.zeros(1, data.dtype)
    change(zeros, "%s = %s" % (field, json.dumps(plain(data))), holder)
    first = tuple(rng.randrange(length) for length in data.shape)
    place = "[%s]%s" % (",".join(map(str, first)), field)
    change(holder, "%s : %s -> %s" % (place, json.dumps(plain(data[first])), json.dumps(plain(data[first]))), holder)
    if data.dtype.kind == "U":
        change(holder, "%s += 1" % place, holder, status=2)
        return
    raw = data.view(data.dtype.str[0] + "i8").astype("i8")
    most = np.abs(np.where(raw == NAT, 0, raw)).max(initial=0)
    amount = rng.choice([1, -5, 1000])
    if most < 2**62:
        moved = holder.copy()
        part(moved)[...] += np.int64(amount)
        change(holder, "%s += %d" % (field, amount), moved)
        change(moved, "%s -= %d" % (field, amount), holder)
    if data.dtype.kind == "m" and most < 2**60:
        tripled = holder.copy()
        part(tripled)[...] *= 3
        change(holder, "%s *= 3" % field, tripled)
    if data.dtype.kind == "M":
        change(holder, "%s *= 3" % field, holder, status=2)


def text(rng, count, folder, command):
    run = lambda *arguments: subprocess.run([*command, *arguments], capture_output=True, check=True).stdout.decode("utf-8")
    for number in range(count):
        data = array(rng, rng.choice([3, 30]))
        path = os.path.join(folder, "text%d.npy" % number)
        np.save(path, data)
        printed = run("show", path)
        want = [repr(item) if isinstance(item, str) and item != "NaT" or data.dtype.kind == "U" else str(item) for item in readable(data)]
        if data.dtype.kind == "U" or data.size < 4:
            # One line or many. Python reads the text back as a literal.
            expect(path, ast.literal_eval(re.sub(r"\bNaT\b", "'NaT'", printed) if data.dtype.kind != "U" else printed), readable(data))
        if data.size < 4 and sum(map(len, want)) < 70:
            expect(path, printed, "[%s]\n" % ", ".join(want))
        table = run("show", path, "--csv")
        expect(path + " --csv", list(csv.reader(io.StringIO(table, newline=""))), [[str(item)] for item in readable(data)])
        zeros = path + ".zeros.npy"
        np.save(zeros, np.zeros(data.shape, data.dtype))
        run("patch", zeros, "= " + printed, "--quiet")
        same_array(path + " read back", zeros, data)
    print("%d lists" % count)


def unknown(rng, folder, command):
    """Long doubles and times without a unit are opaque bytes. One line says so, and the header keeps its own words."""
    run = lambda *arguments: subprocess.run([*command, *arguments], capture_output=True)
    known = [("v", "<f4"), ("n", "<U3"), ("k", ">i2")]
    for number, strange in enumerate([("x", "M8"), ("x", "f16", (2,)), ("x", [("y", "c32"), ("z", "<u2")])]):
        fields = [*known]
        fields.insert(rng.randrange(4), strange)
        data = np.zeros(3, fields)
        data["v"], data["n"], data["k"] = [0.5, 1.5, 2.5], ["a", "bc", "def"], [1, 2, -3]
        path = os.path.join(folder, "unknown%d.npy" % number)
        np.save(path, data)
        before = open(path, "rb").read()
        for name, _ in known[number % 3:number % 3 + 1]:
            done = run("show", path, "." + name, "--json")
            expect((path, name), json.loads(done.stdout), [plain(item) for item in data[name]])
            expect((path, "lines"), done.stderr.count(b"\n"), 1)
            if b"unknown" not in done.stderr:
                sys.exit("nothing is said of the type: %r" % done.stderr)
            expect((path, "quiet"), run("show", path, "." + name, "--quiet").stderr, b"")
        shown = json.loads(run("show", path, "[0].x", "--json", "--quiet").stdout)
        hexadecimal = lambda value: {name: value[name].tobytes().hex() if name == "y" else 0 for name in value.dtype.names} if value.dtype.names else [hexadecimal(one) for one in value] if value.ndim else value.tobytes().hex()
        expect((path, "opaque"), shown, hexadecimal(data["x"][0]))
        expect((path, "patch"), run("patch", path, "[1].k = 7").returncode, 0)
        data["k"][1] = 7
        expect((path, "patched"), open(path, "rb").read(), before[:len(before) - data.nbytes] + data.tobytes())
        expect((path, "reshape"), run("reshape", path, "--to", "3,1").returncode, 0)
        again = np.load(path)
        expect((path, "header"), (again.dtype, again.shape), (data.dtype, (3, 1)))
    for dtype in ["f16", "c32"]:
        data = np.arange(3).astype(dtype)
        path = os.path.join(folder, dtype + ".npy")
        np.save(path, data)
        expect(path, json.loads(run("show", path, "--json").stdout), [item.tobytes().hex() for item in data])
    np.save(os.path.join(folder, "objects.npy"), np.array([1, "a"], object), allow_pickle=True)
    done = run("show", os.path.join(folder, "objects.npy"))
    expect("objects", (done.returncode, done.stderr.count(b"\n"), b"pickle" in done.stderr), (3, 1, True))
    print("6 files")


if __name__ == "__main__":
    task, seed = sys.argv[1], int(sys.argv[2])
    rng = random.Random(seed)
    if task == "unknown":
        unknown(rng, sys.argv[3], sys.argv[4:])
    else:
        {"verbs": verbs, "text": text}[task](rng, int(sys.argv[3]), sys.argv[4], sys.argv[5:])
