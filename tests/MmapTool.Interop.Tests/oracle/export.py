"""show and extract through the command, read back by Python.

    export.py values SEED COUNT FOLDER COMMAND...   random views: JSON, CSV, raw and npy, by json, csv and NumPy
    export.py text SEED COUNT FOLDER COMMAND...     show as text, evaluated as Python, and as hex, compared with xxd
    export.py wide FOLDER COMMAND...                bf16, float8 and 24-bit integers, by their formulas
    export.py files FOLDER COMMAND...               what may be overwritten and what not
"""
import csv
import io
import json
import os
import random
import shutil
import stat
import struct
import subprocess
import sys

import numpy as np

from command import PLAIN, RECORDS, Findings, Tool, content, filled, spell, state, write
import arrays
import views

SPECIAL = [0.0, -0.0, float("inf"), float("-inf"), float("nan"), 5e-324, 1e-45, 6e-8, 6.1e-5, 1e22, 0.1, 1 / 3, 65504.0, 3.4028235e38, 1.7976931348623157e308]
SHAPES = [(), (0,), (1,), (7,), (300,), (2, 3), (2, 0), (0, 3), (3, 1, 4), (2, 2, 2, 2), (2, 1, 3, 2, 2)]


def example(r, path):
    """A file of one array, and the expression for a view of it: the text and the array."""
    if r.random() < 0.4:
        # Up to six axes in any order; of booleans only bytes that NumPy takes for such.
        raw = bytearray(b & 1 for b in r.randbytes(r.choice([600, 4000]))) if r.random() < 0.2 else bytearray(r.randbytes(r.choice([600, 4000])))
        write(path, raw)
        return arrays.over(r, np.frombuffer(raw, "u1"), [t for t in arrays.ALL if "?" not in str(t)])
    dt = np.dtype(r.choice(PLAIN) if r.random() < 0.75 else r.choice(RECORDS))
    shape = r.choice(SHAPES)
    a = filled(r, dt, shape)
    if dt.kind in "fc" and a.size and r.random() < 0.7:
        part = np.dtype(dt.str[0] + "f%d" % (dt.itemsize // (2 if dt.kind == "c" else 1)))
        numbers = a.reshape(-1).view(part)
        with np.errstate(all="ignore"):
            for i in range(numbers.size):
                numbers[i] = r.choice(SPECIAL)
    write(path, a.tobytes())
    text = "%s(%s)" % (spell(dt), ",".join(map(str, shape)))
    for _ in range(r.randint(0, 2)):
        t, apply = views.step(r, a)
        if ".cast" in t or ".view" in t:
            continue
        try:
            b = apply()
        except (views.Refused, IndexError, ValueError, TypeError, KeyError):
            continue
        text, a = text + t, b
    return text, a


def cells(v):
    """A row's values as CSV has them: the fields of records one after the other."""
    if v.ndim:
        return [c for i in range(v.shape[0]) for c in cells(v[i, ...])]
    if v.dtype.names:
        return [c for n in v.dtype.names for c in cells(v[n])]
    return [v]


def same_cell(cell, v):
    dt, item = v.dtype, v[()]
    if dt.kind == "b":
        return cell == str(bool(item)).lower()
    if dt.kind in "iu":
        return cell == str(int(item))
    if dt.kind == "S":
        return cell == bytes(item).rstrip(b"\0").decode("latin-1")
    if dt.kind == "V":
        return cell == item.tobytes().hex()
    if dt.kind == "c":
        part = np.dtype("f%d" % (dt.itemsize // 2))
        z = complex(cell)
        return number(z.real, item.real, part) and number(z.imag, item.imag, part)
    return number(float(cell), item, dt)


def number(value, item, dt):
    value = np.array(value, np.float64).astype(dt)
    return bool(value != value and item != item) or value == item and np.signbit(value) == np.signbit(item)


def same_csv(data, a):
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    if a.dtype.names and rows:
        rows.pop(0)
    if a.size == 0:
        return rows == []
    table = a.reshape(-1, a.shape[-1]) if a.ndim > 1 and not a.dtype.names else a.reshape(-1, 1)
    # A line of one empty cell reads as a row without any.
    rows = [row or [""] for row in rows]
    if len(rows) != len(table):
        return False
    return all(len(row) == len(values) and all(map(same_cell, row, values)) for row, values in zip(rows, (cells(line) for line in table)))


def values(tool, seed, count, folder):
    r, found = random.Random(seed), Findings()
    for number in range(count):
        path = os.path.join(folder, "%d.bin" % number)
        text, a = example(r, path)
        where = "%d %s" % (number, text)
        kept = state(path)
        answer = tool("show", path, text)
        found.check(answer["exit"] == 0 and views.same(answer["result"], a), where, "shows", answer, "not", a.tolist())
        for form in ("raw", "npy", "csv", "json"):
            named = r.random() < 0.5
            output = os.path.join(folder, "%d.%s" % (number, form if named else "out"))
            if os.path.exists(output):
                os.remove(output)
            answer = tool("extract", path, text, "-o", output, *([] if named else ["--as", form]))
            if a.dtype.itemsize == 0:
                continue
            if not found.check(answer["exit"] == 0, where, form, answer):
                continue
            data = content(output)
            if form == "raw":
                found.check(data == a.tobytes(), where, "raw differs")
            elif form == "npy":
                loaded = np.load(output)
                found.check(loaded.dtype == a.dtype and loaded.shape == a.shape and loaded.tobytes() == a.tobytes(), where, "npy differs")
            elif form == "json":
                found.check(views.same(json.loads(data, parse_constant=lambda c: 1 / 0), a), where, "JSON differs", data[:300])
            else:
                found.check(same_csv(data, a), where, "CSV differs", data[:300])
        found.check(state(path) == kept, where, "extract or show wrote to the file")
        for name in os.listdir(folder):
            found.check(name.split(".")[0] == str(number), where, "left behind", name)
            os.remove(os.path.join(folder, name))
    return found.end(count * 9)


def literal(a):
    """The result of tolist. Floats are the shortest text that reads back in their own precision, as in Python for doubles."""
    if isinstance(a, np.ndarray) and a.ndim:
        return [literal(a[i, ...]) for i in range(a.shape[0])]
    dt, item = a.dtype, a[()]
    if dt.names:
        return tuple(literal(a[n]) for n in dt.names)
    if dt.kind in "fc":
        return dt.type(item)
    return bytes(item) if dt.kind == "V" else item.item()


def agrees(got, expected):
    if isinstance(expected, (list, tuple)):
        return type(got) is type(expected) and len(got) == len(expected) and all(map(agrees, got, expected))
    if isinstance(expected, np.complexfloating):
        # Evaluated, -0+1j is a sum: it loses the sign of zero that complex's own repr has too.
        got = type(expected)(got)
        return repr(got + 0) == repr(expected + 0)
    if isinstance(expected, np.floating):
        with np.errstate(all="ignore"):
            value = type(expected)(got)
        return (value != value and expected != expected) or value == expected and np.signbit(value) == np.signbit(expected)
    return type(got) is type(expected) and got == expected


def text(tool, seed, count, folder):
    r, found = random.Random(seed), Findings()
    names = {"nan": float("nan"), "inf": float("inf"), "nanj": complex(0, float("nan")), "infj": complex(0, float("inf")), "__builtins__": {}}
    path = os.path.join(folder, "text.bin")
    for number in range(count):
        view, a = example(r, path)
        where = "%d %s" % (number, view)
        shown = tool.alone("show", path, view)
        found.check(shown.returncode == 0 and shown.stderr == b"", where, shown)
        try:
            got = eval(shown.stdout.decode("utf-8"), names)
        except (SyntaxError, NameError, ValueError) as e:
            found.check(False, where, "no Python literal:", e, shown.stdout[:300])
            continue
        # Without elements Python and NumPy print different numbers of brackets. The rule is tolist.
        found.check(agrees(got, literal(a)), where, "prints", shown.stdout[:300], "not", a.tolist())
        if a.flags.c_contiguous and a.size and number % 4 == 0:
            dump = tool.alone("show", path, view, "--hex")
            expected = subprocess.run(["xxd", "-o", str(views.offset_of(a)), "-"], input=a.tobytes(), capture_output=True).stdout
            found.check(dump.stdout == expected, where, "hex", dump.stdout[:300], "not", expected[:300])
    return found.end(count * 2)


def bf16(code):
    return struct.unpack("<f", struct.pack("<I", code << 16))[0]


def e5m2(code):
    # The high byte of a half.
    return float(np.frombuffer(struct.pack("<H", code << 8), "<f2")[0])


def e4m3fn(code):
    # Bias 7, subnormals, no infinities; all ones is NaN.
    sign, exponent, mantissa = -1.0 if code & 0x80 else 1.0, code >> 3 & 15, code & 7
    if code & 0x7F == 0x7F:
        return float("nan")
    return sign * (mantissa / 8 * 2.0 ** -6 if exponent == 0 else (1 + mantissa / 8) * 2.0 ** (exponent - 7))


def wide(tool, folder):
    found = Findings()
    for name, size, decode in (("bf16", 2, bf16), ("bfloat16", 2, bf16), (">bf16", 2, bf16), ("float8_e5m2", 1, e5m2), ("float8_e4m3fn", 1, e4m3fn)):
        codes = range(1 << 8 * size)
        path = write(os.path.join(folder, "codes.bin"), b"".join(c.to_bytes(size, "big" if name[0] == ">" else "little") for c in codes))
        shown = tool("show", path, name)["result"]
        listed = eval(tool.alone("show", path, name).stdout.decode(), {"nan": float("nan"), "inf": float("inf")})
        rows = tool.alone("show", path, name, "--csv").stdout.decode().split("\n")[:-1]
        finite = sorted((decode(c), c) for c in codes if abs(decode(c)) < float("inf") and not (decode(c) == 0 and str(decode(c))[0] == "-"))
        found.check(len(shown) == len(listed) == len(rows) == len(codes), name, "lengths")
        # Beyond the largest comes the power of two that is infinity, or (e4m3fn) NaN.
        beyond = 2.0 * finite[-1][0] - finite[-2][0]
        around = [(-beyond, None)] + finite + [(beyond, None)]
        place = {v: i for i, (v, c) in enumerate(finite)}
        for c in codes:
            value = decode(c)
            if value != value or abs(value) == float("inf"):
                special = "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
                found.check(shown[c] == special and str(listed[c]) == str(value) and rows[c].lower().lstrip("+") in (special.lower(), str(value)), name, hex(c), shown[c], listed[c], rows[c])
                continue
            ok = shown[c] == listed[c] == float(rows[c]) and str(shown[c])[0] == str(float(shown[c]))[0]
            # It reads back to this code: no neighbour is as near.
            read = float(rows[c])
            if value == 0:
                ok = ok and read == 0 and str(read) == str(value)
            else:
                i = place[value]
                near = [around[j] for j in (i, i + 2)]
                ok = ok and all(abs(read - value) < abs(read - v) or abs(read - value) == abs(read - v) and c % 2 == 0 for v, _ in near)
                # No shorter decimal reads back: with one digit less, the nearest decimal is nearer to a neighbour.
                digits = len(rows[c].lower().split("e")[0].lstrip("-").replace(".", "").strip("0"))
                if digits > 1:
                    shorter = float("%.*e" % (digits - 2, value))
                    ok = ok and any(abs(shorter - value) > abs(shorter - v) or abs(shorter - value) == abs(shorter - v) and c % 2 for v, _ in near)
            found.check(ok, name, hex(c), "is", value, "shown", shown[c], listed[c], rows[c])
    r = random.Random(4)
    for name, order, signed in (("i3", "little", True), ("<u3", "little", False), (">i3", "big", True), (">u3", "big", False)):
        numbers = [0, 1, 0x7FFFFF, -1 if signed else 0xFFFFFF, -0x800000 if signed else 0x800000] + [r.randrange(-1 << 23, 1 << 23) if signed else r.randrange(1 << 24) for _ in range(1000)]
        path = write(os.path.join(folder, "three.bin"), b"".join(n.to_bytes(3, order, signed=signed) for n in numbers))
        found.check(tool("show", path, name)["result"] == numbers, name, "JSON")
        found.check(eval(tool.alone("show", path, name).stdout.decode()) == numbers, name, "text")
        found.check(tool.alone("show", path, name, "--csv").stdout.decode().split() == list(map(str, numbers)), name, "CSV")
        found.check(tool("show", path, name + "(5,-1)[::-1, ::7].T")["result"] == np.array(numbers).reshape(5, -1)[::-1, ::7].T.tolist(), name, "strided")
        output = os.path.join(folder, "three.out")
        found.check(tool("extract", path, name + "[::-1]", "-o", output, "--force")["exit"] == 0 and content(output) == b"".join(n.to_bytes(3, order, signed=signed) for n in numbers[::-1]), name, "raw")
        npy = tool("extract", path, name, "-o", os.path.join(folder, "three.npy"))
        found.check(npy["exit"] == 2 and not os.path.exists(os.path.join(folder, "three.npy")), name, "npy has no 24-bit integers", npy)
    return found.end(3 * 65536)


def files(tool, folder):
    found = Findings()
    data = bytes(range(256)) * 300
    source = write(os.path.join(folder, "source.bin"), data)
    kept = state(source)

    def place(name):
        return os.path.join(folder, name)

    def leftovers(*known):
        return sorted(set(os.listdir(folder)) - {"source.bin", *known})

    # A file that is there is not overwritten.
    old = write(place("old.bin"), b"old")
    run = tool.alone("extract", source, "u1[::2]", "-o", old)
    found.check(run.returncode == 3 and run.stdout == b"" and b"--force" in run.stderr and content(old) == b"old", "overwrote", run)
    # Replaced with --force: mode and owner stay.
    for mode, owner in ((0o600, (1, 2)), (0o4755, None), (0o664, (12345, 54321))):
        if owner and os.getuid() == 0:
            os.chown(old, *owner)
        os.chmod(old, mode)
        before = os.stat(old)
        run = tool.alone("extract", source, "u1[::2]", "-o", old, "--force")
        after = os.stat(old)
        found.check(run.returncode == 0 and content(old) == data[::2], "--force", run)
        found.check((after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid), "mode or owner", oct(before.st_mode), oct(after.st_mode), after)
    # A new file has what the umask leaves.
    run = tool.alone("extract", source, "-o", place("new.bin"), umask=0o027)
    found.check(run.returncode == 0 and stat.S_IMODE(os.stat(place("new.bin")).st_mode) == 0o640, "umask", run)
    # A link's target is replaced, the link stays; without --force neither.
    os.symlink("old.bin", place("link"))
    write(old, b"old")
    run = tool.alone("extract", source, "-o", place("link"))
    found.check(run.returncode == 3 and content(old) == b"old", "through a link", run)
    run = tool.alone("extract", source, "-o", place("link"), "--force")
    found.check(run.returncode == 0 and os.path.islink(place("link")) and content(old) == data, "through a link --force", run)
    os.symlink("nowhere.bin", place("dangling"))
    run = tool.alone("extract", source, "-o", place("dangling"))
    found.check(run.returncode == 3 and not os.path.exists(place("nowhere.bin")), "a dangling link", run)
    run = tool.alone("extract", source, "-o", place("dangling"), "--force")
    found.check(run.returncode == 0 and os.path.islink(place("dangling")) and content(place("nowhere.bin")) == data, "a dangling link --force", run)
    # The input is never its own output, by any name.
    os.link(source, place("hard"))
    os.symlink("source.bin", place("soft"))
    os.mkdir(place("sub"))
    for name in ("source.bin", "hard", "soft", "./source.bin", "sub/../source.bin"):
        for force in ([], ["--force"]):
            run = tool.alone("extract", source, "u1[:4]", "-o", place(name), *force)
            found.check(run.returncode in (2, 3) and run.stdout == b"" and run.stderr.count(b"\n") == 1, name, force, run)
            if force:
                found.check(run.returncode == 2 and b"input" in run.stderr, name, "the input", run)
            run = tool.alone("extract", place(name), "u1[:4]", "-o", source, *force)
            found.check(run.returncode in (2, 3), name, force, "other way round", run)
    run = tool.alone("extract", "source.bin", "-o", "./hard", "--force", cwd=folder)
    found.check(run.returncode == 2, "relative", run)
    found.check(state(source) == kept, "the input changed")
    # Names that can't be written: a folder, a missing folder, a FIFO, a device.
    os.mkfifo(place("fifo"))
    for name in (place("sub"), place("no/such"), place("fifo"), "/dev/full", ""):
        run = tool.alone("extract", source, "-o", name, "--force")
        found.check(run.returncode == (3 if name else 2) and run.stdout == b"" and run.stderr.count(b"\n") == 1, "-o", name, run)
    # To a pipe.
    run = tool.alone("extract", source, "<u2[::-1]", "-o", "-")
    found.check(run.returncode == 0 and run.stdout == np.frombuffer(data, "<u2")[::-1].tobytes() and run.stderr == b"", "pipe")
    run = tool.alone("extract", source, "<u2(100,-1).T", "-o", "-", "--as", "npy")
    found.check(np.array_equal(np.load(io.BytesIO(run.stdout)), np.frombuffer(data, "<u2").reshape(100, -1).T), "npy to a pipe")
    run = tool.alone("extract", source, "<u2[:3]", "-o", "-", "--as", "csv")
    found.check(run.stdout == b"256\n770\n1284\n", "csv to a pipe", run)
    # A refused view, a full disk, a dry run: nothing is left.
    known = ("old.bin", "new.bin", "link", "dangling", "nowhere.bin", "hard", "soft", "sub", "fifo")
    for arguments in (["u1[999999999]"], ["u1[::2]", "--dry-run"], ["{x}"], ["bf16", "--as", "npy"]):
        run = tool.alone("extract", source, *arguments, "-o", place("none.bin"))
        found.check(run.returncode == (0 if "--dry-run" in arguments else 2) and not os.path.exists(place("none.bin")), arguments, run)
    found.check(leftovers(*known) == [], "left behind", leftovers(*known))
    found.check(state(source) == kept, "the input changed")
    return found.end(40)


def main(mode, *arguments):
    if mode in ("wide", "files"):
        folder, *command = arguments
        tool = Tool(command)
        status = {"wide": wide, "files": files}[mode](tool, folder)
    else:
        seed, count, folder, *command = arguments
        tool = Tool(command)
        status = {"values": values, "text": text}[mode](tool, int(seed), int(count), folder)
    tool.close()
    return status


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main(*sys.argv[1:]))
