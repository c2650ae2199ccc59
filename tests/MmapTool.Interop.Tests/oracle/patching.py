"""patch through the command, against a bytearray and NumPy.

    patching.py script SEED EDITS FOLDER COMMAND...    a script of so many small edits; and scripts that fail
    patching.py literals SEED COUNT FOLDER COMMAND...  values of every type, set, verified and refused
    patching.py casts SEED COUNT FOLDER COMMAND...     --cast-values, of literals and of another file's elements
    patching.py sources FOLDER COMMAND...              @FILE::VIEW, @-, @::VIEW on more than 64 MiB
"""
import fcntl
import json
import os
import random
import struct
import sys
from fractions import Fraction

import numpy as np

from command import PLAIN, RECORDS, Findings, Tool, content, filled, spell, state, write
import views
import export

INTEGERS = {"<i2": "<h", ">i2": ">h", "<u2": "<H", ">u4": ">I", "<i4": "<i", "<u8": "<Q", ">i8": ">q"}


def small_edit(r, model):
    """One edit of a few bytes: its text; the model is changed."""
    kind = r.random()
    size = len(model)
    if kind < 0.35:
        i, v = r.randrange(size), r.randrange(256)
        model[i] = v
        return "u1[%s] = %s" % (r.choice([str(i), hex(i), str(i - size)]), r.choice([str(v), 'x"%02x"' % v, "%d.0" % v]))
    if kind < 0.6:
        code = r.choice(sorted(INTEGERS))
        form = INTEGERS[code]
        n = struct.calcsize(form)
        i = r.randrange(size // n)
        low, high = (-(1 << 8 * n - 1), (1 << 8 * n - 1) - 1) if form[1].islower() else (0, (1 << 8 * n) - 1)
        old = struct.unpack_from(form, model, i * n)[0]
        choice = r.random()
        if choice < 0.5:
            new = r.randint(low, high)
            text = "%s[%d] = %d" % (code, i, new)
        elif choice < 0.7:
            new = r.randint(low, high)
            text = "%s[%d] : %d -> %d" % (code, i, old, new)
        elif choice < 0.85:
            operand = r.randint(max(low, low - old), min(high, high - old)) if low < 0 else r.randint(0, high - old)
            new = old + operand
            text = "%s[%d] += %d" % (code, i, operand)
        else:
            operand = r.randint(0, high)
            new = old ^ operand
            text = "%s[%d] ^= %d" % (code, i, operand)
        struct.pack_into(form, model, i * n, new)
        return text
    if kind < 0.8:
        n = r.randint(1, 12)
        i = r.randrange(size - n)
        data = r.randbytes(n)
        model[i:i + n] = data
        return '[%d:+%d] = x"%s"' % (i, n, data.hex(" ")) if r.random() < 0.5 else "[%d:%d] = [%s]" % (i, i + n, ",".join(map(str, data)))
    n, m = r.randint(1, 8), r.randint(1, 3)
    if kind < 0.9:
        i, v = r.randrange(size - n * m - 1), r.randrange(256)
        model[i:i + n * m:m] = bytes([v]) * len(range(i, i + n * m, m))
        return "[%d:%d:%d] = %d" % (i, i + n * m, m, v)
    i, j = r.randrange(size - n), r.randrange(size - n)
    model[i:i + n] = bytes(model[j:j + n])
    return "[%d:+%d] = @::[%d:+%d]" % (i, n, j, n)


def script(tool, seed, count, folder):
    r, found = random.Random(seed), Findings()
    before = r.randbytes(40 * 5040)
    model = bytearray(before)
    path, edits = os.path.join(folder, "file.bin"), os.path.join(folder, "edits")
    lines = ["\ufeff# a script with a byte order mark", "", "   # comment"]
    for _ in range(count):
        line = small_edit(r, model)
        if r.random() < 0.02:
            line += r.choice(["  # why", "\t", " # \u00e9\u6e29 -> = x\"", "\n", "\n#", "\n\t # and more"])
        lines.append(line)
    text = "".join(line + r.choice(["\n", "\r\n"]) for line in lines)
    write(edits, text.encode())

    write(path, before)
    run = tool.alone("patch", path, "--script", edits, "--json")
    found.check(run.returncode == 0 and run.stderr == b"", run)
    now = content(path)
    where = next((i for i in range(len(now)) if now[i] != model[i]), None) if now != model else None
    found.check(now == model, "the file differs from byte", where)
    found.check(json.loads(run.stdout)["edits"] == count if run.returncode == 0 else False, "edits", run.stdout[:300])

    if count > 100000:
        # The long one once, and once with an error at its very end.
        write(path, before)
        kept = state(path)
        write(edits, (text + "u1[0] = 256").encode())
        run = tool.alone("patch", path, "--script", edits)
        found.check(run.returncode == 2 and state(path) == kept and str(text.count("\n") + 1).encode() in run.stderr, "the last line", run)
        return found.end(4)

    # No byte is written if the last line has any error.
    write(path, before)
    kept = state(path)
    wrong = {"u1[0] =": 2, "u1[0] = 256": 2, "u1[99999999999] = 0": 2, "nonsense": 2, "u1[0] : %d -> 0" % ((model[0] + 1) % 256): 1, "u1[0:3] = [1,2]": 2,
             "u1[0] = @no-such-file::u1": 3, "\u00e9": 2}
    for line, exit in wrong.items():
        write(edits, (text + line).encode())
        run = tool.alone("patch", path, "--script", edits)
        found.check(run.returncode == exit and run.stdout == b"" and run.stderr.startswith(b"mmaptool: "), line, run)
        found.check(state(path) == kept, line, "changed the file")
        lines_before = text.count("\n") + 1
        found.check(str(lines_before).encode() in run.stderr or exit == 3 and b"no-such-file" in run.stderr, line, "the error does not name line", lines_before, run.stderr)
    write(edits, text.encode() + b"u1[0] = \xff\xfe\n")
    run = tool.alone("patch", path, "--script", edits)
    found.check(run.returncode == 2 and state(path) == kept, "invalid UTF-8", run)
    write(edits, text.encode())
    run = tool.alone("patch", path, "--script", edits, "--dry-run")
    found.check(run.returncode == 0 and state(path) == kept, "a dry run", run.stderr)
    run = tool.alone("patch", path, "--script", "-", stdin=open(edits, "rb"))
    found.check(run.returncode == 0 and content(path) == model, "from standard input", run.stderr)
    found.check(sorted(os.listdir(folder)) == ["edits", "file.bin"], "left behind", os.listdir(folder))
    return found.end(20)


def as_json(a):
    """An array as a VALUE, in the form that show --json prints."""
    if a.ndim:
        return [as_json(a[i, ...]) for i in range(a.shape[0])]
    item = a[()]
    if a.dtype.names:
        return {n: as_json(a[n]) for n in a.dtype.names}
    if a.dtype.kind == "c":
        part = np.dtype("f%d" % (a.dtype.itemsize // 2))
        return [as_json(np.asarray(part.type(item.real))), as_json(np.asarray(part.type(item.imag)))]
    if a.dtype.kind == "f":
        return "NaN" if item != item else "Infinity" if item == np.inf else "-Infinity" if item == -np.inf else float(item)
    if a.dtype.kind == "S":
        return bytes(item).rstrip(b"\0").decode("latin-1")
    if a.dtype.kind == "V":
        return item.tobytes().hex()
    return item.item()


def literals(tool, seed, count, folder):
    r, found = random.Random(seed), Findings()
    path = os.path.join(folder, "file.bin")
    for number in range(count):
        dt = np.dtype(r.choice(PLAIN) if r.random() < 0.7 else r.choice(RECORDS[:-1]))
        shape = r.choice([(), (1,), (7,), (3, 4), (2, 3, 2)])
        a, b = filled(r, dt, shape), filled(r, dt, shape)
        if dt.kind in "fc":
            for x in (a, b):
                part = x.reshape(-1).view(dt.str[0] + "f%d" % (dt.itemsize // (2 if dt.kind == "c" else 1)))
                for i in range(part.size):
                    if r.random() < 0.6:
                        part[i] = r.choice(export.SPECIAL)
        write(path, b"\xaa" * 5 + a.tobytes() + b"\x55" * 3)
        view = "[5:-3].cast(%s)" % ",".join([spell(dt)] + list(map(str, shape)) if shape else [spell(dt)])
        if not shape:
            view += "[0]"
        value, old = json.dumps(as_json(b), ensure_ascii=r.random() < 0.5), json.dumps(as_json(a))
        where = "%d %s = %s" % (number, view, value[:200])
        kind = r.random()
        kept = state(path)
        if kind < 0.5:
            text = "%s = %s" % (view, value)
        elif kind < 0.8:
            text = "%s : %s -> %s" % (view, old, value)
        else:
            wrong = filled(r, dt, shape)
            if dt.kind == "b" or as_json(wrong) == as_json(a):
                continue
            answer = tool("patch", path, "%s : %s -> %s" % (view, json.dumps(as_json(wrong)), value))
            found.check(answer["exit"] == 1 and state(path) == kept, where, "another OLD", answer)
            continue
        if kind >= 0.5 and (dt.names or dt.kind == "S" or "NaN" in old):
            # Padding and what follows a NUL have no text, and NaN is not equal to NaN: those are compared in a case of their own.
            text = "%s = %s" % (view, value)
        answer = tool("patch", path, text, "--dry-run")
        found.check(answer["exit"] == 0 and state(path) == kept, where, "dry", answer)
        answer = tool("patch", path, text)
        if not found.check(answer["exit"] == 0, where, answer):
            continue
        data = content(path)
        found.check(data[:5] == b"\xaa" * 5 and data[-3:] == b"\x55" * 3 and len(data) == a.nbytes + 8, where, "wrote beside the view")
        x = np.frombuffer(data[5:-3], dt).reshape(shape)
        # Bytes that are in no field are not the value's to set, or are 0: only the fields are compared.
        found.check(json.dumps(as_json(x)) == json.dumps(as_json(b)), where, "gives", as_json(x))
        found.check(views.same(tool("show", path, view)["result"], b), where, "show says otherwise")
    refused = {
        "u1[0]": ["256", "-1", "0.5", '"1"', '"NaN"', "[1,2]", "null", "NaN", "nano", "1e3", "255.00000000000000000001", "{}", "tru", "+1", "1,", "[1,]", "0x100", 'x"01 02"', 'x"0"', 'x""', "[[]]"],
        "i1[0:4]": ["128", "-129", "[1,2,3]", "[[1,2,3,4],[1,2,3,4]]", "[1,2,3,128]", "[1,2,[3],4]", "[[1,2],[3,4]]", '"abcd"', 'x"010203"', "1e400"],
        "u1(2,-1)[:,:2]": ["[1,2,3]", "[[1,2],[3]]", "[[1],[2],[3]]", "[[[1,2],[3,4]],[[1,2],[3,4]]]"],
        "<f4[0]": ["1e39", "-1e39", '"nan"', '"inf"', "[1,2]", "1e99999", "infinite"],
        "<f2[0]": ["65520", "-1e5", "1e999999999999"],
        "<f8[0]": ["1e309", "-2e308"],
        "float8_e4m3fn[0]": ["465", '"Infinity"', '"-Infinity"'],
        "bf16[0]": ["3.4e38"],
        "<i8[0]": ["9223372036854775808", "-9223372036854775809", "9223372036854775807.5", "1e19"],
        "<u8[0]": ["18446744073709551616", "-1", "1e20"],
        "b1[0]": ["2", "-1", "0.5", '"true"'],
        "S4[0]": ['"abcde"', "5", '"\u20ac"', "[1]", 'x"0102"', '"\\ud800"'],
        "V4[0]": ['"0102"', '"0102030g"', "1", '"\u0660102030"'],
        "u1[:9].cast({a:<i2,b:u1},3)[0]": ['{"a":1}', '{"a":1,"b":2,"c":3}', '{"a":1,"a":2}', '{"a":1,"b":256}', '{"a":1,"b":"x"}', "[1]", "[1,2,3]", "5", '{"a":[1],"b":2}'],
        "<c8[0]": ['[1,2,3]', '["x",1]', "[1e39,0]", '[1,[2]]'],
    }
    write(path, bytes(range(48)))
    kept = state(path)
    for view, texts in refused.items():
        for text in texts:
            for edit in ("%s = %s" % (view, text), "%s : %s -> 1" % (view, text)):
                answer = tool("patch", path, edit)
                found.check(answer["exit"] == 2 and "\n\n" not in answer["error"] and "internal" not in answer["error"], edit, "is answered", answer)
                found.check(state(path) == kept, edit, "changed the file")
    return found.end(count * 3)


INT_TYPES = ["b1", "i1", "u1", "<i2", ">u2", "<i4", ">i4", "<u4", ">i8", "<i8", "<u8"]
FLOAT_TYPES = ["<f2", ">f2", "<f4", ">f4", "<f8"]


def convert(value, dt, mode):
    """A Python int, float or Fraction in a type by the documented rules; None where that is an error."""
    with np.errstate(all="ignore"):
        if dt.kind in "iub":
            low, high = (0, 1) if dt.kind == "b" else (int(np.iinfo(dt).min), int(np.iinfo(dt).max))
            if isinstance(value, float) and value != value:
                return None
            if isinstance(value, float) and value in (float("inf"), float("-inf")):
                return (high if value > 0 else low) if "saturate" in mode else None
            # Python rounds fractions half to even.
            whole = round(Fraction(value)) if "round" in mode else int(value)
            if mode == "exact" and whole != value:
                return None
            if low <= whole <= high:
                return whole
            if "saturate" in mode:
                return low if whole < low else high
            if "wrap" in mode:
                bits = 1 if dt.kind == "b" else dt.itemsize * 8
                whole &= (1 << bits) - 1
                return whole - (1 << bits) if dt.kind == "i" and whole >> bits - 1 else whole
            return None
        if isinstance(value, int):
            if abs(value) >= 1 << 1000:
                return None
            result = dt.type(float(value)) if dt.itemsize == 8 or abs(value) < 1 << 53 else dt.type(value)
            if mode == "exact" and (np.isinf(result) or int(result) != value):
                return None
        else:
            result = dt.type(value)
            if np.isinf(value) or np.isnan(value):
                return result
        if np.isinf(result):
            return np.copysign(np.finfo(dt).max, result) if "saturate" in mode else result if "wrap" in mode else None
        return result


def casts(tool, seed, count, folder):
    r, found = random.Random(seed), Findings()
    for number in range(count):
        target = np.dtype(r.choice(INT_TYPES + FLOAT_TYPES))
        mode = r.choice(["exact", "wrap", "saturate", "truncate", "round", "round,saturate", "round,wrap"])
        path = os.path.join(folder, "to%d.bin" % number)
        literal = r.random() < 0.5
        if literal:
            value = r.choice([r.randint(-300, 300), r.randint(-70000, 70000), r.randint(-1 << 66, 1 << 66), r.choice([-1, 1]) * 2 ** r.randint(0, 70) + r.randint(-1, 1),
                              r.uniform(-300, 300), r.uniform(-1, 1) * 1e20, r.choice([0.5, -0.5, 1e39, -1e39, 65519.0, 65520.0, 2.5, -2.5, 1e-50, 255.5, -0.0])])
            text = json.dumps(value)
            # A literal is the decimal number that is written, not the double nearest to it.
            values = [value if target.kind == "f" else Fraction(text)]
            write(path, bytes(target.itemsize))
            edit = "%s[0] = %s" % (spell(target), text)
        else:
            source = np.dtype(r.choice(INT_TYPES + FLOAT_TYPES))
            n = r.randint(1, 6)
            x = filled(r, source, (n,))
            if r.random() < 0.7:
                # Numbers of which some fit.
                for i in range(n):
                    number_ = r.choice([0, 1, -1, 127, 128, 255, 256, -129, 32767, 65535, 2.5, -0.5, 1e10, float("nan"), float("inf"), float("-inf"), 100, 3])
                    if source.kind == "f":
                        x[i] = number_
                    elif number_ == number_ and abs(number_) < 1e9 and source.kind != "b":
                        x[i] = np.array([int(number_)], "i8").astype(source)[0]
            values = [v.item() for v in x]
            values = [int(v) if source.kind in "iub" else v for v in values]
            other = write(os.path.join(folder, "from%d.bin" % number), x.tobytes())
            write(path, bytes(target.itemsize * n))
            edit = "%s = @%s::%s" % (spell(target), other, spell(source))
            if source == target:
                continue
        where = "%s --cast-values %s of %s" % (edit, mode, values)
        expected = [convert(v, target, mode) for v in values]
        kept = state(path)
        answer = tool("patch", path, edit, *(["--cast-values", mode] if mode != "exact" or r.random() < 0.5 else []))
        if any(e is None for e in expected):
            found.check(answer["exit"] == 2 and state(path) == kept, where, "should be refused:", answer, content(path))
            continue
        if found.check(answer["exit"] == 0, where, "should be", expected, answer):
            got = np.frombuffer(content(path), target)
            wanted = np.array(expected, target)
            ok = got.tobytes() == wanted.tobytes() or target.kind == "f" and all((g != g and w != w) or g.tobytes() == w.tobytes() for g, w in zip(got, wanted))
            found.check(ok, where, "is", got, "should be", wanted)
    return found.end(count)


def sources(tool, folder):
    found = Findings()
    path, other = os.path.join(folder, "file.bin"), os.path.join(folder, "other.bin")
    # More than 64 MiB, and no multiple of a block or window.
    n = (80 << 20) + 12
    r = np.random.default_rng(7)
    before = r.integers(0, 256, n, np.uint8)
    for edit, change in (
        ("[1:] = @::[:-1]", lambda a: (slice(1, None), a[:-1])),
        ("[:-4097] = @::[4097:]", lambda a: (slice(None, -4097), a[4097:])),
        ("u1 = @::u1[::-1]", lambda a: (slice(None), a[::-1])),
        ("<i4[::-1] = @::<i4", lambda a: (slice(None), a.view("<i4")[::-1].copy().view("u1"))),
        ("u1(4,-1) = @::u1(-1,4).T", lambda a: (slice(None), a.reshape(-1, 4).T.reshape(-1))),
        (">u2[1::2] = @::>u2[::-2]", lambda a: None),
    ):
        a = before.copy()
        write(path, a)
        run = tool.alone("patch", path, edit)
        if not found.check(run.returncode == 0, edit, run):
            continue
        done = change(before)
        if done is None:
            v = a.view(">u2")
            v[1::2] = before.view(">u2")[::-2]
        else:
            a[done[0]] = done[1]
        now = np.fromfile(path, np.uint8)
        found.check(np.array_equal(now, a), edit, "first difference at", np.flatnonzero(now != a)[:3] if len(now) == len(a) else len(now))
    # Another file, converted, broadcast, from an npy.
    write(path, bytes(6 * 4))
    np.save(os.path.join(folder, "other.npy"), np.arange(6.0)[::-1].reshape(2, 3))
    for edit, expected in (
        ("<i4(2,3) = @%s/other.npy::" % folder, [5, 4, 3, 2, 1, 0]),
        ("<i4(3,2) = @%s/other.npy::.T" % folder, [5, 2, 4, 1, 3, 0]),
        ("<i4(2,3) = @%s/other.npy::[1]" % folder, [2, 1, 0, 2, 1, 0]),
        ("<i4(2,3)[:, ::2] = @%s/other.npy::[:, 1:2]" % folder, [4, 1, 4, 1, 1, 1]),
    ):
        answer = tool("patch", path, edit)
        got = np.fromfile(path, "<i4").tolist()
        found.check(answer["exit"] == 0 and got == expected, edit, answer, got)
    # Standard input: exactly as long as the view.
    write(path, bytes(16))
    kept = state(path)
    for data in (b"", b"abc", b"abcde", b"x" * 100000):
        run = tool.alone("patch", path, "[2:6] = @-", input=data)
        found.check(run.returncode in (2, 3) and run.stderr.count(b"\n") == 1 and state(path) == kept, "@- of", len(data), run)
    run = tool.alone("patch", path, ">u2[1:5:2] = @-", input=b"abcd")
    found.check(run.returncode == 0 and content(path) == b"\0\0ab\0\0cd" + bytes(8), "@-", run, content(path))
    run = tool.alone("patch", path, "[0:1] = @-", "[1:2] = @-", input=b"ab")
    found.check(run.returncode in (0, 2), "@- twice", run)
    # Both files are locked: the one written for us alone, the one read against writers.
    write(path, bytes(16))
    write(other, bytes(16))
    for name, how, expected in ((path, fcntl.LOCK_SH, 3), (path, fcntl.LOCK_EX, 3), (other, fcntl.LOCK_EX, 3), (other, fcntl.LOCK_SH, 0)):
        with open(name, "rb") as f:
            fcntl.flock(f, how)
            run = tool.alone("patch", path, "u1 = @%s::u1" % other)
            found.check(run.returncode == expected, name, how, run)
    return found.end(15)


def main(mode, *arguments):
    if mode == "sources":
        folder, *command = arguments
        tool = Tool(command)
        status = sources(tool, folder)
    else:
        seed, count, folder, *command = arguments
        tool = Tool(command)
        status = {"script": script, "literals": literals, "casts": casts}[mode](tool, int(seed), int(count), folder)
    tool.close()
    return status


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main(*sys.argv[1:]))
