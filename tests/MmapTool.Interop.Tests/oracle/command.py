"""The command, driven by an oracle: one `mmaptool run -` for any number of commands, and a list of what was found wrong."""
import hashlib
import json
import os
import subprocess
import sys

import numpy as np


class Tool:
    """`tool("show", "f.bin", "h[0]")` is the answer's object: exit, and result or error."""

    def __init__(self, command):
        self.command = command
        self.process = subprocess.Popen(command + ["run", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, *arguments):
        self.process.stdin.write(json.dumps([str(a) for a in arguments]).encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line.endswith(b"\n"), "no answer to %s" % (arguments,)
        return json.loads(line)

    def alone(self, *arguments, **streams):
        """The same in a process of its own."""
        return subprocess.run(self.command + [str(a) for a in arguments], capture_output=True, **streams)

    def close(self):
        self.process.stdin.close()
        assert self.process.stdout.read() == b""
        assert self.process.wait() == 0


class Findings:
    """Counts the cases, and keeps what was wrong with them."""

    def __init__(self):
        self.cases, self.wrong = 0, []

    def check(self, truth, *what):
        self.cases += 1
        if not truth:
            self.wrong.append(" ".join(map(str, what)))
        return bool(truth)

    def end(self, least):
        """The script's exit status. Fewer checks than expected are an error too, so that no skipped check goes unnoticed."""
        print("%d checks, %d wrong" % (self.cases, len(self.wrong)))
        for text in self.wrong[:15]:
            print("-", text[:1500])
        if self.cases < least:
            print("- at least %d checks were expected" % least)
        return 1 if self.wrong or self.cases < least else 0


def content(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)
    return path


def state(path):
    """The state of a file that must not change when nothing is written."""
    s = os.stat(path)
    return hashlib.sha256(content(path)).hexdigest(), s.st_size, s.st_mtime_ns, s.st_ino, s.st_mode


def spell(dt):
    """The name of a NumPy type in the command's notation."""
    if dt.subdtype:
        raise ValueError(dt)
    if not dt.names:
        return dt.str
    parts, end = [], 0
    for name in dt.names:
        field, offset = dt.fields[name][:2]
        shape = ()
        while field.subdtype:
            field, inner = field.subdtype
            shape += inner
        text = (name if name.isidentifier() and name.isascii() else json.dumps(name)) + ":" + spell(field)
        if shape:
            text += "(" + ",".join(map(str, shape)) + ")"
        if offset != end:
            text += "@%d" % offset
        parts.append(text)
        end = offset + field.itemsize * int(np.prod(shape, dtype=int))
    if dt.itemsize > end:
        parts.append("V%d" % (dt.itemsize - end))
    return "{" + ",".join(parts) + "}"


def filled(r, dt, shape, order="C"):
    """An array of random bytes that are valid of the type."""
    dt = np.dtype(dt)
    total = int(np.prod(shape, dtype=int)) * dt.itemsize
    data = bytearray(r.randbytes(total))
    if dt.kind == "b":
        data = bytearray(b & 1 for b in data)
    return np.ndarray(shape, dt, buffer=data if total else None, order=order)


PLAIN = ["?", "i1", "u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16",
         ">i2", ">u2", ">i4", ">u4", ">i8", ">u8", ">f2", ">f4", ">f8", ">c8", ">c16", "S1", "S3", "S8", "V1", "V12"]
RECORDS = [
    [("t", "<u8"), ("v", "<f4"), ("tag", "S8")],
    [("t", ">u8"), ("v", ">f4")],
    [("rgb", "u1", (3,)), ("m", "<f8", (2, 3))],
    [("a", "<i4"), ("in", [("x", "<i2"), ("y", [("z", ">f8")], (2,))]), ("b", "?")],
    np.dtype([("a", "u1"), ("b", "<f8"), ("c", "<i2")], align=True),
    np.dtype({"names": ["a", "b"], "formats": ["<i4", "<i2"], "offsets": [3, 11], "itemsize": 20}),
    [("a b", "<i4"), ("it's", "<i4"), ('say "x"', "<i4"), ("back\\slash", "u1"), ("T", "<i2")],
    [("\u6e29\u5ea6", "<f4"), ("h\xf6he", "<i2")],
    [("field_%03d" % i, "<f8") for i in range(40)],
]
TITLED = [(("a title", "a"), "<i4"), (("b's", "b"), "S3", (2,))]
SHAPES = [(), (1,), (5,), (24,), (3, 4), (2, 3, 4), (1, 5), (5, 1), (2, 1, 3, 1, 2), (0,), (0, 3), (3, 0, 2), (6, 4, 2), (2, 3, 2, 3)]
