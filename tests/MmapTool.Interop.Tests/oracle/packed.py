"""Integers as MIPI CSI-2 packs them (RAW10, RAW12, RAW14) through the command, against Python's integers.

    packed.py SEED COUNT FOLDER COMMAND...

The places of the bits are those of the specification's figures: the upper 8 bits of each pixel in a byte of its own, and behind them the lower bits, those of the
first pixel in the lowest bits of the first byte.
"""
import json
import os
import random
import subprocess
import sys

import numpy as np

TYPES = {"u10p": (10, 4), "u12p": (12, 2), "u14p": (14, 4)}


def pack(name, numbers):
    bits, group = TYPES[name]
    out = b""
    for start in range(0, len(numbers), group):
        part = numbers[start:start + group]
        out += bytes(n >> bits - 8 for n in part)
        text = "".join(format(n & (1 << bits - 8) - 1, "0%db" % (bits - 8)) for n in reversed(part))
        out += int(text, 2).to_bytes(len(text) // 8, "little")
    return out


def main(seed, count, folder, *command):
    rng = random.Random(int(seed))
    # RAW10's figure: pixels 0x3FF, 0, 0x2AA, 1 and what a camera stores of them.
    assert pack("u10p", [0x3FF, 0, 0x2AA, 1]).hex() == "ff00aa0063"
    assert pack("u12p", [0xABC, 0x123]).hex() == "ab123c"
    assert pack("u14p", [0x3FFF, 0, 0, 0x2001]).hex() == "ff0000803f0004"
    commands, expected = [], []
    for number in range(int(count)):
        name = rng.choice(list(TYPES))
        bits, group = TYPES[name]
        groups = rng.choice([1, 2, 7, 50]) if number % 25 else 150_000
        numbers = [rng.choice([0, (1 << bits) - 1, rng.randrange(1 << bits)]) for _ in range(groups * group)]
        path = os.path.join(folder, "%d" % number)
        for ending in ("", ".patched", ".computed"):
            with open(path + ending, "wb") as file:
                file.write(pack(name, numbers))
        rows = np.array(numbers).reshape(groups, group)
        commands += [["show", path, name + "[::-1]"], ["stats", path, name, "--axis", "0"], ["convert", path, name, "--to", "u2", "-o", path + ".npy"],
                     ["convert", path + ".npy", "--to", name, "-o", path + ".again"]]
        expected += [lambda a, rows=rows: a["result"] == rows[::-1].tolist(), lambda a, rows=rows: a["result"]["sum"] == rows.sum(axis=0).tolist(),
                     lambda a, rows=rows, path=path: a["exit"] == 0 and np.array_equal(np.load(path + ".npy"), rows) and np.load(path + ".npy").dtype.str == "<u2",
                     lambda a, path=path: a["exit"] == 0 and open(path + ".again", "rb").read() == open(path, "rb").read()]
        place = rng.randrange(groups)
        new = [rng.randrange(1 << bits) for _ in range(group)]
        changed = rows.copy()
        changed[place] = new
        matches = [i for i, row in enumerate(changed.tolist()) if row == new]
        commands += [["patch", path + ".patched", "%s[%d] = %s" % (name, place, new)], ["find", path + ".patched", json.dumps(new), "--in", name]]
        expected += [lambda a, path=path, data=pack(name, changed.reshape(-1).tolist()): a["exit"] == 0 and open(path + ".patched", "rb").read() == data,
                     lambda a, matches=matches: [m["index"][0] for m in a["result"]["matches"]] == matches]
        mode, by = rng.choice(["wrap", "saturate"]), rng.randrange(1 << bits)
        moved = [(n + by) % (1 << bits) if mode == "wrap" else min(n + by, (1 << bits) - 1) for n in numbers]
        commands += [["patch", path + ".computed", "%s += %d" % (name, by), "--cast-values", mode], ["patch", path + ".computed", "%s[0] = %s" % (name, [1 << bits] * group)]]
        expected += [lambda a: a["exit"] == 0, lambda a, path=path, data=pack(name, moved): a["exit"] == 2 and open(path + ".computed", "rb").read() == data]
    with open(os.path.join(folder, "commands"), "w") as file:
        file.writelines(json.dumps(c) + "\n" for c in commands)
    run = subprocess.run([*command, "run", os.path.join(folder, "commands")], capture_output=True, text=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(commands), run.stderr
    for c, holds, answer in zip(commands, expected, answers):
        assert holds(answer), (c, str(answer)[:500])
    print("%d commands" % len(commands))


if __name__ == "__main__":
    main(*sys.argv[1:])
