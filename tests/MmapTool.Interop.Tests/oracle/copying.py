"""Views copied by the command in every layout: extracted raw, as npy and through a pipe, assigned across themselves; compared with NumPy.

    copying.py SEED COUNT FOLDER COMMAND...

Shapes are such that tiles have ragged edges, and --memory and --threads such that there are many of them.
"""
import json
import os
import random
import subprocess
import sys

import numpy as np

TYPES = ["u1", "<i2", ">u4", "<f4", ">f8", "<c16", "V3", "V5", "V12", "S40", "<u8", "b1"]


def example(r, large):
    """An array's type and shape, and a view of it: its text and a function that makes it from the array."""
    dt = np.dtype(r.choice(TYPES))
    rank = r.randint(1, 5)
    budget = (3 << 20 if large else 60000) // dt.itemsize
    shape = []
    for axis in range(rank):
        most = max(1, int(budget ** (1 / (rank - axis)) * r.choice([0.1, 1, 1, 3])))
        shape.append(min(r.randint(1, max(1, most)), max(1, budget)))
        budget = max(1, budget // shape[-1])
    text, steps = "", []
    if r.random() < 0.85:
        axes = list(range(rank))
        r.shuffle(axes)
        text += ".transpose(%s)" % ",".join(map(str, axes)) if r.random() < 0.8 else ".T"
        steps.append(("t", axes if ".transpose" in text else None))
    if r.random() < 0.6:
        entries = [random_slice(r) for _ in range(r.randint(1, rank))]
        text += "[%s]" % ",".join(e[0] for e in entries)
        steps.append(("i", tuple(e[1] for e in entries)))
    if r.random() < 0.2:
        text += ".T"
        steps.append(("t", None))
    return dt, tuple(shape), text, steps


def random_slice(r):
    kind = r.random()
    if kind < 0.4:
        return ":", slice(None)
    if kind < 0.6:
        return "::-1", slice(None, None, -1)
    step = r.choice([1, 2, 3, -2, -5])
    first = r.choice(["", r.randint(-9, 9)])
    last = r.choice(["", r.randint(-9, 9)])
    return "%s:%s:%d" % (first, last, step), slice(first if first != "" else None, last if last != "" else None, step)


def apply(a, steps):
    for kind, what in steps:
        a = a.transpose(what) if kind == "t" else a[what]
    return a


def packed(a):
    return np.ascontiguousarray(a).tobytes()


def main():
    seed, count, folder, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    r = random.Random(seed)
    noise = np.random.RandomState(seed).bytes(8 << 20)
    commands, checks = [], []
    for number in range(count):
        dt, shape, text, steps = example(r, r.random() < 0.1)
        size = int(np.prod(shape, dtype=np.int64)) * dt.itemsize
        lead = r.choice([0, 1, 128])
        path = os.path.join(folder, "%d.in" % number)
        data = noise[number % 1000:][:lead + size + r.choice([0, 7])]
        if dt.kind == "b":
            data = bytes(b & 1 for b in data)
        with open(path, "wb") as f:
            f.write(data)
        a = np.frombuffer(data, dt, int(np.prod(shape, dtype=np.int64)), lead).reshape(shape)
        spell = dt.str if dt.kind not in "VS" and dt.str[0] in "<>" else dt.str[1:] if dt.kind in "VS" else dt.str.replace("|", "")
        start = "B[%d:+%d].cast(%s,%s)" % (lead, size, spell, ",".join(map(str, shape)))
        limits = ["--threads", str(r.choice([1, 2, 7])), "--memory", r.choice(["4Mi", "16Mi", "256Mi"])]
        expected = apply(a, steps)
        kind = r.random()
        if kind < 0.25 and expected.size:
            # The array is assigned onto itself transposed: the same shape with exchanged axes, where lengths are equal.
            side = int(min(shape[0], shape[-1], 400)) if len(shape) > 1 else 0
            if side:
                square = "%s[:%d%s,:%d]" % (start, side, ",0" * (len(shape) - 2), side)
                b = bytearray(data)
                w = np.frombuffer(b, dt, a.size, lead).reshape(shape)
                part = w[(slice(0, side),) + (0,) * (len(shape) - 2) + (slice(0, side),)]
                turn = r.choice([".T", ".T[::-1]", ".T[:,::-1]", "[::-1,::-1].T"])
                value = eval("part" + turn).copy()
                part[...] = value
                commands.append(["patch", path, "%s = @::%s%s" % (square, square, turn)])
                checks.append((path, bytes(b)))
                continue
        out = os.path.join(folder, "%d.%s" % (number, "npy" if kind < 0.6 else "bin"))
        if kind > 0.95:
            done = subprocess.run(command + ["extract", path, start + text, "-o", "-"] + limits, stdout=subprocess.PIPE, check=True)
            assert done.stdout == packed(expected), (start + text, limits)
            continue
        commands.append(["extract", path, start + text, "-o", out] + limits + (["--no-sync"] if r.random() < 0.9 else []))
        checks.append((out, expected))
    script = os.path.join(folder, "commands")
    with open(script, "w") as f:
        f.write("".join(json.dumps(c) + "\n" for c in commands))
    answers = subprocess.run(command + ["run", script], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    assert len(answers) == len(commands), (len(answers), len(commands))
    for c, answer, (path, expected) in zip(commands, answers, checks):
        assert json.loads(answer)["exit"] == 0, (c, answer)
        if path.endswith(".npy"):
            read = np.load(path, allow_pickle=False)
            assert read.shape == expected.shape and read.dtype == expected.dtype and packed(read) == packed(expected), c
            continue
        with open(path, "rb") as f:
            content = f.read()
        assert content == (expected if isinstance(expected, bytes) else packed(expected)), c
    print("%d copies agree" % count)


main()
