"""Bits of integers through the command, against Python's integers.

    bits.py generate SEED COUNT FOLDER    files and commands for 'run'
    bits.py check SEED COUNT FOLDER       the answers and the files

Each case is a file of integers of some size and byte order, a view of some of them, some of their bits, and either an edit or questions. What an edit leaves of
the file is worked out integer by integer: a neighbour bit that is lost anywhere is found.
"""
import hashlib
import json
import os
import random
import sys
from fractions import Fraction

import numpy as np

SIZES = [1, 2, 3, 4, 8]
MODES = ["exact", "saturate", "wrap", "truncate", "round", "round,saturate", "round,wrap"]
OPERATORS = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"]


def layout(rng, count):
    """A shape, steps, and for every element of the view the number of its integer."""
    numbers = np.arange(count)
    kind = rng.randrange(7)
    rows = rng.choice([2, 3, 4])
    if kind == 0:
        return "", "", numbers
    if kind == 1:
        step = rng.choice([1, 2, 3, -1, -2])
        start, stop = rng.randrange(0, count // 2), rng.randrange(count // 2, count + 1)
        text = "[%d:%d:%d]" % (start, stop, step) if step > 0 else "[::%d]" % step
        return "", text, numbers[start:stop:step] if step > 0 else numbers[::step]
    whole = numbers[: count // rows * rows]
    shaped = whole.reshape(rows, -1)
    text = "(%d,%d)@0" % shaped.shape
    if kind == 2:
        return text, ".T", shaped.T
    if kind == 3:
        return text, "[::-1,1:]", shaped[::-1, 1:]
    if kind == 4:
        return text, "[:,::2].T", shaped[:, ::2].T
    if kind == 5:
        return text, "[1]", shaped[1]
    return text, "[1,-1]", shaped[1, -1]


def fit(value, width, mode):
    """A number in this many bits; None for an error."""
    value = Fraction(value)
    if value.denominator != 1:
        if mode == "exact":
            return None
        value = Fraction(round(value)) if "round" in mode else Fraction(int(value))
    value = int(value)
    if 0 <= value < 1 << width:
        return value
    return value % (1 << width) if "wrap" in mode else min(max(value, 0), (1 << width) - 1) if "saturate" in mode else None


def compute(operator, a, b):
    """None for an error."""
    if operator in "+-*":
        return {"+": a + b, "-": a - b, "*": a * b}[operator]
    if operator in "/%":
        return None if b == 0 else Fraction(a, b) if operator == "/" else a % b
    return {"&": lambda: a & b, "|": lambda: a | b, "^": lambda: a ^ b, "<<": lambda: a << b, ">>": lambda: a >> b}[operator]()


def case(rng, number):
    size, big, signed = rng.choice(SIZES), rng.random() < 0.5, rng.random() < 0.5
    count = rng.choice([8, 13, 40, 700]) if number % 40 else 600_000 // size
    data = rng.randbytes(count * size + (rng.choice([0, 0, 1]) if size > 1 else 0))
    order = "big" if big else "little"
    width = 8 * size
    low = rng.randrange(width)
    high = rng.randrange(low + 1, width + 1)
    shape, steps, places = layout(rng, count)
    if len(data) % size and not shape:
        shape, steps, places = "(-1)@0", "", np.arange(count)
    view = "%s%s%d%s%s" % (">" if big else "<", "i" if signed else "u", size, shape, steps)
    full = view + ".bits[%d:%d]" % (low, high)
    inner = rng.random() < 0.3 and places.ndim > 0 and len(places) > 1
    if inner:
        full += "[1:]"
        places = places[1:]
    integers = [int.from_bytes(data[i * size:(i + 1) * size], order) for i in range(count)]
    mask = (1 << high - low) - 1
    return dict(size=size, order=order, count=count, data=data, low=low, high=high, view=view, full=full, places=places, inner=inner,
                integers=integers, mask=mask, values=[integers[i] >> low & mask for i in places.reshape(-1)])


def value_type(c):
    width = c["high"] - c["low"]
    size = 1 if width <= 8 else 2 if width <= 16 else 4 if width <= 32 else 8
    return size, "%su%d" % ("|" if size == 1 else ">" if c["order"] == "big" else "<", size)


def edits(rng, c):
    """An edit, its options, and the values that the elements have behind it; None for a refusal."""
    width = c["high"] - c["low"]
    n = len(c["values"])
    mode = rng.choice(MODES)
    kind = rng.randrange(7)
    if kind == 0:
        value = rng.choice([0, 1, c["mask"], c["mask"] + 1, -1, rng.randrange(c["mask"] + 1), Fraction(3, 2), Fraction(5, 2)])
        new = [fit(value, width, mode)] * n
        text = "%s = %s" % (c["full"], float(value) if value != int(value) else int(value))
    elif kind == 1 and c["places"].ndim == 1 and n <= 700:
        row = [rng.randrange(c["mask"] + 1) for _ in range(n)]
        new, text = [fit(v, width, mode) for v in row], "%s = %s" % (c["full"], json.dumps(row))
    elif kind == 2:
        operator, b = rng.choice(OPERATORS), rng.choice([0, 1, 2, 3, c["mask"], rng.randrange(c["mask"] + 1)])
        b = min(b, 70) if operator in ("<<", ">>") else b
        new = [compute(operator, a, b) for a in c["values"]]
        new = [None if v is None else fit(v, width, mode) for v in new]
        text = "%s %s= %d" % (c["full"], operator, b)
    elif kind == 3:
        # Other bits of the same integers, in another order: the two sides overlap.
        low = rng.randrange(8 * c["size"])
        high = rng.randrange(low + 1, 8 * c["size"] + 1)
        source = [c["integers"][i] >> low & (1 << high - low) - 1 for i in c["places"].reshape(-1)]
        turned = rng.random() < 0.5 and c["places"].ndim == 1
        new = [fit(v, width, mode) for v in (source[::-1] if turned else source)]
        text = "%s = @::%s.bits[%d:%d]%s%s" % (c["full"], c["view"], low, high, "[1:]" if c["inner"] else "", "[::-1]" if turned else "")
    elif kind == 4 and 0 < n <= 700 and c["places"].ndim == 1:
        size, _ = value_type(c)
        row = [rng.randrange(c["mask"] + 1) for _ in range(n)]
        new, text = row, '%s = x"%s"' % (c["full"], b"".join(v.to_bytes(size, c["order"]) for v in row).hex())
    elif kind == 5:
        # Edits with an OLD: all old values are there, or one is not.
        right = rng.random() < 0.7 or n == 0
        old = list(c["values"])
        value = rng.randrange(c["mask"] + 1)
        if n > 700 or c["places"].ndim != 1:
            return edits(rng, c)
        if not right:
            old[rng.randrange(n)] ^= 1
        new = [value] * n if right else "other"
        text = "%s : %s -> %d" % (c["full"], json.dumps(old), value)
    else:
        new = [fit(v, width, mode) for v in [c["mask"]] * n]
        text = "%s |= %d" % (c["full"], c["mask"])
    return text, mode, new if new == "other" else None if any(v is None for v in new) else new


def cases(seed, count):
    rng = random.Random(int(seed))
    for number in range(int(count)):
        c = case(rng, number)
        c["number"] = number
        c["edit"] = edits(rng, c) if number % 3 else None
        c["io"] = rng.choice(["mapped", "buffered"])
        c["more"] = rng.choice([[], ["--threads", "2"], ["--undo-limit", "1000", "--memory", "4Mi"]])
        c["wanted"] = rng.choice(c["values"]) if c["values"] else 0
        yield c


def generate(seed, count, folder):
    with open(os.path.join(folder, "commands"), "w") as commands:
        for c in cases(seed, count):
            name = os.path.join(folder, "%d.bin" % c["number"])
            with open(name, "wb") as file:
                file.write(c["data"])
            if c["edit"]:
                text, mode, _ = c["edit"]
                commands.write(json.dumps(["patch", name, text, "--cast-values", mode, "--dry-run"]) + "\n")
                commands.write(json.dumps(["patch", name, text, "--cast-values", mode, *c["more"]]) + "\n")
                continue
            io = ["--io", c["io"]]
            for command in (["show", name, c["full"]], ["stats", name, c["full"]], ["hash", name, c["full"]], ["find", name, str(c["wanted"]), "--in", c["full"]],
                            ["extract", name, c["full"], "-o", name + ".npy"], ["extract", name, c["full"], "-o", name + ".raw"],
                            ["convert", name, c["full"], "--to", "u8", "-o", name + ".u8"]):
                commands.write(json.dumps(command + (io if command[0] not in ("extract", "convert") else [])) + "\n")


def n_dimensions(c):
    return c["places"].ndim


def check(seed, count, folder):
    with open(os.path.join(folder, "answers")) as file:
        answers = [json.loads(line) for line in file]
    edited = refused = asked = 0
    for c in cases(seed, count):
        name = os.path.join(folder, "%d.bin" % c["number"])
        with open(name, "rb") as file:
            now = file.read()
        if c["edit"]:
            tried, answer = answers.pop(0), answers.pop(0)
            text, mode, new = c["edit"]
            expected = bytearray(c["data"])
            if new is None or new == "other":
                refused += 1
                assert answer["exit"] == (2 if new is None else 1), (text, mode, answer)
                assert tried["exit"] == answer["exit"], (text, mode, tried, answer)
            else:
                edited += 1
                assert answer["exit"] == tried["exit"] == 0, (text, mode, answer, tried)
                if "new" in tried["result"]["changes"][0] and n_dimensions(c) == 1:
                    assert tried["result"]["changes"][0]["old"] == c["values"] and tried["result"]["changes"][0]["new"] == new, (text, mode, tried)
                for place, value in zip(c["places"].reshape(-1), new):
                    place = int(place)
                    whole = c["integers"][place] & ~(c["mask"] << c["low"]) | value << c["low"]
                    expected[place * c["size"]:(place + 1) * c["size"]] = whole.to_bytes(c["size"], c["order"])
            assert now == bytes(expected), (text, mode)
            continue
        asked += 1
        assert now == c["data"]
        size, name_of_type = value_type(c)
        values = np.array(c["values"], dtype=object).reshape(c["places"].shape)
        packed = b"".join(v.to_bytes(size, c["order"]) for v in c["values"])
        show, stats, digest, found, npy, raw, converted = [answers.pop(0) for _ in range(7)]
        assert show["exit"] == 0 and show["result"] == values.tolist(), (c["full"], show)
        assert stats["result"]["sum"] == sum(c["values"]) and stats["result"]["max"] == (max(c["values"]) if c["values"] else None), (c["full"], stats)
        assert digest["result"]["digest"] == hashlib.sha256(packed).hexdigest(), (c["full"], digest)
        if c["values"]:
            matches = [list(map(int, index)) for index in np.argwhere(values == c["wanted"])] if values.ndim else [[]]
            assert [m["index"] for m in found["result"]["matches"]] == matches, (c["full"], found)
            places = c["places"].reshape(-1)[[i for i, v in enumerate(c["values"]) if v == c["wanted"]]]
            assert [m["offset"] for m in found["result"]["matches"]] == [int(p) * c["size"] for p in places], (c["full"], found)
        assert npy["exit"] == raw["exit"] == converted["exit"] == 0, (npy, raw, converted)
        loaded = np.load(name + ".npy")
        assert loaded.dtype.str == name_of_type and loaded.shape == values.shape and loaded.tolist() == values.tolist(), c["full"]
        with open(name + ".raw", "rb") as file:
            assert file.read() == packed, c["full"]
        assert np.fromfile(name + ".u8", "<u8").tolist() == c["values"], c["full"]
    assert not answers
    assert edited > int(count) // 4 and refused > int(count) // 40 and asked > int(count) // 4, (edited, refused, asked)
    print("%d edits, %d refusals, %d views" % (edited, refused, asked))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
