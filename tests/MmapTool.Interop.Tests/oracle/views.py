"""Random views and edits, worked out by NumPy and by Python's own memoryview, against the command.

    views.py generate SEED COUNT FOLDER    writes the files, and FOLDER/commands for `mmaptool run`
    views.py check    SEED COUNT FOLDER    compares FOLDER/answers, one JSON object a line, and the files, with NumPy

Both make the same cases from the same seed. Nothing here knows the command's code: a view is worked out on a NumPy array over the
file's bytes, step by step, as the expression is written.
"""
import json
import os
import random
import sys

import numpy as np

import arrays

PLAIN = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16", "S3", "S8", "V5"]
LONG = {"int16": "<i2", "uint32": "<u4", "float64": "<f8", "float32": "<f4", "bool": "?", "complex64": "<c8", "int8": "i1"}
STRUCT = {"b": "i1", "B": "u1", "h": "<i2", "H": "<u2", "i": "<i4", "I": "<u4", "q": "<i8", "Q": "<u8", "l": "<i8", "L": "<u8",
          "<l": "<i4", ">L": ">u4", "!h": ">i2", "=q": "<i8", "@l": "<i8", "e": "<f2", "f": "<f4", "d": "<f8", ">d": ">f8", "?": "?",
          "c": "S1", "n": "<i8", "N": "<u8"}
MEMORYVIEW = "bBhHiIqQlLfd?"


class Refused(Exception):
    """NumPy (or memoryview) refuses the step, or would have to copy."""


def dtype(r):
    """A random element type: its spelling in the notation, and NumPy's dtype."""
    kind = r.random()
    if kind < 0.15:
        name = r.choice(sorted(LONG))
        return name, np.dtype(LONG[name])
    if kind < 0.3:
        name = r.choice(sorted(STRUCT))
        return name, np.dtype(STRUCT[name])
    if kind < 0.42:
        return record(r)
    name = r.choice(PLAIN)
    order = r.choice(["", "<", ">", "="])
    if np.dtype(name).itemsize == 1 or name[0] in "SV":
        order = r.choice(["", "|"])
    return order + name, np.dtype((order if order != "|" else "") + name)


def record(r):
    names, formats, offsets, texts, position = [], [], [], [], 0
    for i in range(r.randint(1, 4)):
        field = r.choice(["a", "b", "v", "tag", "rgb", "long name", "T"]) + str(i)
        code = r.choice([">", "<"]) + r.choice(["i2", "u4", "f4", "f8", "i8"]) if r.random() < 0.7 else r.choice(["u1", "S4", "V3", "b1"])
        shape = r.choice([(), (), (), (3,), (2, 2)])
        text = (field if field.isidentifier() else json.dumps(field)) + ":" + code
        if shape:
            text += "(" + ",".join(map(str, shape)) + ")"
        if r.random() < 0.2:
            position += r.randint(1, 5)
            text += "@%d" % position
        base = np.dtype(code)
        names.append(field)
        formats.append((base, shape) if shape else base)
        offsets.append(position)
        texts.append(text)
        position += base.itemsize * int(np.prod(shape, dtype=int))
    return "{" + ",".join(texts) + "}", np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": position})


def dims(r, count, wildcard=True):
    """A shape of so many elements, now and then one that does not fit, or with a -1."""
    shape = []
    left = count
    for _ in range(r.randint(0, 3)):
        divisors = [d for d in range(1, left + 1) if left % d == 0] or [0]
        shape.append(r.choice(divisors))
        left = left // shape[-1] if shape[-1] else 0
    if left != 1 or r.random() < 0.3:
        shape.append(left)
    r.shuffle(shape)
    if r.random() < 0.2:
        shape.insert(r.randint(0, len(shape)), 1)
    if r.random() < 0.07:
        shape.append(r.choice([0, 2, 3]))
    if wildcard and shape and r.random() < 0.25:
        shape[r.randrange(len(shape))] = -1
    return shape


def resolve(shape, count):
    """NumPy's rule for -1, without NumPy's habit of copying."""
    if shape.count(-1) > 1:
        raise Refused("two wildcards")
    if -1 in shape:
        rest = int(np.prod([d for d in shape if d != -1], dtype=int))
        if rest == 0 or count % rest:
            raise Refused("wildcard")
        shape = [count // rest if d == -1 else d for d in shape]
    if int(np.prod(shape, dtype=int)) != count:
        raise Refused("count")
    return tuple(shape)


def bound(r, n):
    return r.choice([None, r.randint(-n - 2, n + 2), r.randint(0, n) if n else 0])


class Count:
    """`a:+n`, which NumPy does not have: exactly n elements from a."""

    def __init__(self, start, count, step):
        self.start, self.count, self.step = start, count, step

    def over(self, n, changing):
        step = self.step or 1
        first = (0 if step > 0 else n - 1) if self.start is None else self.start + n if self.start < 0 else self.start
        places = [first + i * step for i in range(self.count)]
        if any(not 0 <= p < n for p in places) or not places and self.start is not None and not 0 <= first <= n:
            raise Refused("fewer than asked for")
        if changing and not places:
            raise Refused("nothing to change")
        end = first + self.count * step
        return slice(first, None if end < 0 else end, step) if places else slice(0, 0)


def inside(e, n):
    """The rule for a slice that an edit changes: its bounds lie on the axis, and it has elements, unless it is the whole of an empty axis."""
    start_most = n if (e.step or 1) > 0 else max(0, n - 1)
    for given, most in ((e.start, start_most), (e.stop, n)):
        if given is not None and not -n <= given <= most:
            raise Refused("outside")
    if len(range(n)[e]) == 0 and not (e.start is None and e.stop is None):
        raise Refused("nothing to change")


def lay(entries, shape, changing):
    """The entries as NumPy takes them, over axes of these lengths."""
    named = [e for e in entries if e is not None and e is not Ellipsis]
    if len(named) > len(shape):
        raise IndexError("too many")
    laid, axis = [], 0
    for position, e in enumerate(entries):
        if e is Ellipsis:
            axis = len(shape) - sum(1 for f in entries[position:] if f is not None and f is not Ellipsis)
        elif e is not None:
            n = shape[axis]
            axis += 1
            if isinstance(e, Count):
                e = e.over(n, changing)
            elif isinstance(e, slice) and changing:
                inside(e, n)
        laid.append(e)
    return tuple(laid)


def index(r, a, changing=False):
    """A random NumPy basic index: its text and the Python object."""
    entries, texts = [], []
    used = 0
    ellipsis = False
    while used < a.ndim and r.random() < 0.8 or (not entries):
        kind = r.random()
        n = a.shape[used] if used < a.ndim else 0
        if kind < 0.08:
            entries.append(None)
            texts.append("newaxis")
            continue
        if kind < 0.16 and not ellipsis:
            ellipsis = True
            entries.append(Ellipsis)
            texts.append("...")
            # Later entries count from the end. The shapes no longer line up, so more slices clamp or are refused.
            continue
        step = r.choice([None, None, 1, 2, 3, -1, -2, -7])
        if kind < 0.4:
            i = r.randint(-n, n - 1) if n and r.random() < 0.93 else r.randint(-n - 3, n + 3)
            entries.append(i)
            texts.append(integer(r, i))
        elif kind < 0.55:
            start, count = bound(r, n), r.randint(0, n + 2)
            if n and r.random() < 0.7:
                # So many as there are, or fewer.
                start = r.randint(-n, n - 1)
                count = r.randint(0, len(range(start % n, n if (step or 1) > 0 else -1, step or 1)))
            entries.append(Count(start, count, step))
            texts.append(("" if start is None else integer(r, start)) + ":+" + integer(r, count) + (":" + str(step) if step is not None else ""))
        else:
            start, stop = bound(r, n), bound(r, n)
            if changing and n and r.random() < 0.85:
                low, high = r.randrange(n), r.randint(1, n)
                low, high = (low, high) if low < high else (high - 1, low + 1)
                start, stop = (low, high) if (step or 1) > 0 else (high - 1, low - 1 if low else None)
                start = r.choice([start, start - n, None])
                stop = r.choice([stop, stop if stop is None or stop == n else stop - n, None])
            entries.append(slice(start, stop, step))
            text = ("" if start is None else integer(r, start)) + ":" + ("" if stop is None else integer(r, stop))
            texts.append(text + (":" + str(step) if step is not None else r.choice(["", ":"])))
        used += 1
    return "[" + r.choice([",", ", "]).join(texts) + "]", tuple(entries)


def integer(r, i):
    if i >= 0 and r.random() < 0.1:
        return hex(i) if r.random() < 0.5 else bin(i)
    return str(i)


def reinterpret_whole(a, dt, shape):
    if not a.flags.c_contiguous:
        raise Refused("not contiguous")
    if dt.itemsize == 0 or a.nbytes % dt.itemsize:
        raise Refused("size")
    count = a.nbytes // dt.itemsize
    shape = (count,) if shape is None else resolve(shape, count)
    # An array without elements may be anywhere, also behind the end.
    return np.ndarray(shape, dt, buffer=base_of(a), offset=offset_of(a) if count else 0)


def base_of(a):
    while isinstance(a.base, np.ndarray):
        a = a.base
    return a


def offset_of(a):
    return a.__array_interface__["data"][0] - base_of(a).__array_interface__["data"][0]


def step(r, a, changing=False):
    """A random step: its text, and the array after it."""
    kind = r.random()
    if a.dtype.names and kind < 0.5:
        name = r.choice(a.dtype.names)
        dot = name.isidentifier() and name.isascii() and name not in ("T", "cast", "view", "reshape", "transpose") and r.random() < 0.7
        return ("." + name if dot else "[" + json.dumps(name) + "]"), lambda: a[name]
    if kind < 0.45:
        text, entries = index(r, a, changing)
        return text, lambda: subscript(a, lay(entries, a.shape, changing))
    if kind < 0.6:
        if r.random() < 0.5:
            return r.choice([".T", ".transpose()"]), lambda: a.T
        axes = list(range(a.ndim))
        r.shuffle(axes)
        if r.random() < 0.1:
            axes = axes[1:] + [a.ndim]
        if not axes:
            return ".T", lambda: a.T
        signed = [x - a.ndim if r.random() < 0.2 else x for x in axes]
        return ".transpose(" + ",".join(map(str, signed)) + ")", lambda: a.transpose(signed)
    if kind < 0.75:
        shape = dims(r, a.size)
        return ".reshape(" + ",".join(map(str, shape)) + ")", lambda: reshape(a, shape)
    name, dt = dtype(r)
    if kind < 0.87:
        return ".view(" + name + ")", lambda: a.view(dt)
    shape = dims(r, a.nbytes // dt.itemsize) if r.random() < 0.4 else None
    return ".cast(" + ",".join([name] + list(map(str, shape or []))) + ")", lambda: reinterpret_whole(a, dt, shape or None)


def subscript(a, entries):
    # Three dots keep a scalar an array, so that its place can be asked for.
    return a[entries] if Ellipsis in entries else a[entries + (Ellipsis,)]


def reshape(a, shape):
    shape = resolve(shape, a.size)
    b = a.view()
    try:
        b.shape = shape
    except AttributeError:
        raise Refused("would copy")
    return b


def view(r, raw, changing=False):
    """A random expression over the file's bytes: its text, and the array or None where it is refused. As the target of an edit, more are refused."""
    guard = min(r.choice([0, 0, 1, 3, 8]), len(raw) // 2)
    name, dt = dtype(r)
    if guard == 0 and len(raw) % dt.itemsize == 0 and r.random() < 0.5:
        text, a = name, np.ndarray((len(raw) // dt.itemsize,), dt, buffer=raw)
    else:
        room = len(raw) - 2 * guard
        count = room // dt.itemsize if r.random() < 0.95 else max(1, room // dt.itemsize + 1)
        if r.random() < 0.6:
            count = min(count, r.choice([0 if not changing or r.random() < 0.3 else 3, 1, 6, 12, 24, 36]))
        end = guard + count * dt.itemsize
        shape = dims(r, count) if r.random() < 0.6 else None
        text = "%s[%d:%d].cast(%s)" % (r.choice(["u1", "B", "uint8"]), guard, end, ",".join([name] + list(map(str, shape or []))))
        try:
            window = raw[lay((slice(guard, end),), raw.shape, changing)]
            a = reinterpret_whole(window, dt, shape or None)
        except Refused:
            return text, None
    for _ in range(r.choice([0, 1, 1, 2, 2, 3, 4])):
        t, apply = step(r, a, changing)
        text += t
        try:
            a = apply()
        except (Refused, IndexError, ValueError, TypeError, KeyError):
            return text, None
        if not isinstance(a, np.ndarray) or a.size > 100000:
            return text, None
    return text, a


def same(json_value, a):
    """Whether the JSON reads back to the array: each number in the array's own type, bit for bit but for which NaN it is."""
    if a.ndim:
        return isinstance(json_value, list) and len(json_value) == a.shape[0] and all(same(v, a[i, ...]) for i, v in enumerate(json_value))
    dt = a.dtype
    if dt.metadata:
        value, got = arrays.meaning(a.tobytes(), dt.metadata["name"]), json_value
        got = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}[got] if isinstance(got, str) else got
        return type(value) is type(got) and (value == got if type(value) is int else value != value and got != got or value == arrays.nearest(got, dt.metadata["name"]) and np.signbit(value) == np.signbit(got))
    if dt.names:
        return isinstance(json_value, dict) and list(json_value) == list(dt.names) and all(same(json_value[n], a[n]) for n in dt.names)
    item = a[()]
    if dt.kind == "b":
        return json_value is bool(item)
    if dt.kind in "iu":
        return type(json_value) is int and json_value == int(item)
    if dt.kind == "f":
        return number(json_value, item, dt)
    if dt.kind == "c":
        part = np.dtype("f%d" % (dt.itemsize // 2))
        return len(json_value) == 2 and number(json_value[0], item.real, part) and number(json_value[1], item.imag, part)
    if dt.kind == "S":
        return json_value == bytes(item).rstrip(b"\0").decode("latin-1")
    return json_value == item.tobytes().hex()


def number(json_value, item, dt):
    if isinstance(json_value, str):
        value = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}[json_value]
        return (value != value and item != item) or value == item
    value = np.array(json_value, np.float64).astype(dt)
    return value == item and np.signbit(value) == np.signbit(item)


def file_bytes(r, size):
    raw = bytearray(r.randbytes(size))
    if size and r.random() < 0.5:
        # Small numbers too, and zeros, so that not everything is noise.
        for i in range(size):
            raw[i] = raw[i] if raw[i] < 60 else 0
    return raw


def view_cases(seed, count, folder):
    r = random.Random(seed)
    for number in range(count):
        raw = file_bytes(r, r.choice([0, 1, 7, 48, 96, 144, 240, 480]))
        path = os.path.join(folder, "view%d.bin" % number)
        array = np.frombuffer(raw, np.uint8) if raw else np.zeros(0, np.uint8)
        if r.random() < 0.35:
            # Many axes, and types that NumPy does not have.
            raw = file_bytes(r, r.choice([600, 4000]))
            array = np.frombuffer(raw, np.uint8)
            text, a = arrays.over(r, array, r.choice([arrays.ALL, arrays.ALL, arrays.BEYOND, arrays.OVERLAPPING]))
        else:
            text, a = view(r, array)
        output = os.path.join(folder, "out%d" % number)
        output += r.choice([".bin", ".npy"]) if a is None or not (a.dtype.metadata or a.dtype in arrays.OVERLAPPING) else ".bin"
        yield path, bytes(raw), text, a, output


def check_view(answers, path, raw, text, a, output):
    info, show, extract = (next(answers) for _ in range(3))
    where = "%s %s" % (path, text)
    if a is None:
        for answer in (info, show, extract):
            assert answer["exit"] == 2, "%s is refused by NumPy, not here: %s" % (where, answer)
        assert not os.path.exists(output), where
        return
    for answer in (info, show, extract):
        assert answer["exit"] == 0, "%s: %s" % (where, answer)
    got = info["result"]
    flags = a.flags
    expected = {"shape": list(a.shape), "strides": list(a.strides), "ndim": a.ndim, "itemsize": a.dtype.itemsize, "nbytes": a.nbytes,
                "cContiguous": flags.c_contiguous, "fContiguous": flags.f_contiguous, "contiguous": flags.c_contiguous or flags.f_contiguous}
    if a.size:
        expected["offset"] = offset_of(a)
    if not a.dtype.names:
        expected["dtype"] = a.dtype.metadata["name"] if a.dtype.metadata else a.dtype.str
    for key, value in expected.items():
        assert got[key] == value, "%s: %s is %s, NumPy says %s" % (where, key, got[key], value)
    assert same(show["result"], a), "%s: shows %s, NumPy has %s" % (where, show["result"], a.tolist())
    if output.endswith(".npy"):
        loaded = np.load(output)
        assert loaded.dtype == a.dtype and loaded.shape == a.shape and loaded.tobytes() == a.tobytes(), "%s: npy differs" % where
    else:
        with open(output, "rb") as f:
            assert f.read() == a.tobytes(), "%s: extract differs" % where


OPERATORS = {"+": np.add, "-": np.subtract, "*": np.multiply, "&": np.bitwise_and, "|": np.bitwise_or, "^": np.bitwise_xor}


def literal(r, a):
    """A value that fits the array's type, scalar or nested to a shape that broadcasts: JSON text, and the array."""
    shape = list(a.shape)
    while shape and r.random() < 0.4:
        shape.pop(0)
    shape = [d if r.random() < 0.8 else 1 for d in shape]
    if int(np.prod(shape, dtype=int)) > 200 or 0 in shape:
        # Nested lists can't tell a shape that has a 0 in it.
        shape = []
    value = np.zeros(shape, a.dtype)
    flat = value.reshape(-1)
    for i in range(flat.size):
        flat[i] = scalar(r, a.dtype)
    return json.dumps(encode(value)), value


def scalar(r, dt):
    if dt.kind == "b":
        return r.random() < 0.5
    if dt.kind in "iu":
        info = np.iinfo(dt)
        return r.choice([info.min, info.max, 0, 1, r.randint(int(info.min), int(info.max))])
    if dt.kind == "f":
        return r.choice([0.0, -0.0, 1.5, 0.1, -7.25, 1e-3, 65504.0, float("inf"), float("-inf")])
    if dt.kind == "c":
        return complex(r.choice([0, 1.5, -2]), r.choice([0, 0.1, 3]))
    return bytes(r.choice(b"abcXYZ\xe9 ") for _ in range(r.randint(0, dt.itemsize)))


def encode(a):
    if a.ndim:
        return [encode(a[i, ...]) for i in range(a.shape[0])]
    item = a[()]
    if a.dtype.kind == "f":
        return plain(item)
    if a.dtype.kind == "c":
        return [plain(item.real), plain(item.imag)]
    if a.dtype.kind == "S":
        return bytes(item).decode("latin-1")
    return item.item()


def plain(x):
    x = float(x)
    return "Infinity" if x == float("inf") else "-Infinity" if x == float("-inf") else x


def edit(r, raw, other):
    """A random edit: its text, options, and whether it succeeds; `raw` is changed if it does."""
    array = np.frombuffer(raw, np.uint8)
    text, target = (r.random() < 0.3 and arrays.over(r, array, PLAIN, empty=False)) or view(r, array, changing=True)
    kind = r.random()
    options = []
    if target is None:
        return text + " = 0", options, False
    dt = target.dtype
    if dt.names or dt.kind == "V":
        return edit(r, raw, other)
    if kind < 0.4:
        value_text, value = literal(r, target)
        target[...] = value
        return "%s = %s" % (text, value_text), options, True
    if kind < 0.5:
        packed = r.randbytes(dt.itemsize * r.choice([1, 1, target.shape[-1] if target.ndim else 1]))
        if dt.kind == "b":
            # NumPy writes a true scalar as the byte 1, and keeps an array's bytes. The command keeps the bytes of both.
            packed = bytes(b & 1 for b in packed)
        value = np.frombuffer(packed, dt) if packed else np.zeros(0, dt)
        value = value[0] if value.size == 1 else value
        spaced = " ".join("%02x" % b for b in packed)
        edit_text = '%s = x"%s"' % (text, spaced)
        if not packed:
            return edit_text, options, False
        return edit_text, options, assign(target, value)
    if kind < 0.7:
        # A view of the same file, often overlapping, or of the other one, of the same type.
        same_file = r.random() < 0.7
        source_array = array if same_file else np.frombuffer(other[1], np.uint8)
        for _ in range(8):
            source_text, source = (r.random() < 0.3 and arrays.over(r, source_array, [dt])) or view(r, source_array)
            if source is not None and source.dtype == dt:
                break
        else:
            source_text, source = text if same_file else "u1", target
            if not same_file:
                source, same_file = target, True
                source_text = text
        if source.dtype != dt:
            return "%s = @::%s" % (text, text), options, True
        if same_file and source.ndim and source is target:
            source_text, source = text + "[::-1]", target[::-1]
        edit_text = "%s = @%s::%s" % (text, "" if same_file else other[0], source_text)
        return edit_text, options, assign(target, source.copy())
    if kind < 0.85 and dt.kind in "iub":
        operator = r.choice(sorted(OPERATORS) if dt.kind != "b" else ["&", "|", "^"])
        value_text, value = literal(r, target)
        result = OPERATORS[operator](target, value)
        if dt.kind in "iu" and operator in "+-*":
            exact = getattr(target.astype(object), {"+": "__add__", "-": "__sub__", "*": "__mul__"}[operator])(value.astype(object))
            fits = bool(np.all(np.asarray(exact == result.astype(object), bool)))
            if not fits and r.random() < 0.5:
                return "%s %s= %s" % (text, operator, value_text), options, False
            if not fits:
                options = ["--cast-values", "wrap"]
        target[...] = result
        return "%s %s= %s" % (text, operator, value_text), options, True
    if kind < 0.9 and dt.kind == "f":
        value = r.choice([0.5, 2.0, -1.25, 3.0])
        operator = r.choice("+-*/%")
        apply = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "%": np.remainder}[operator]
        with np.errstate(all="ignore"):
            result = apply(target, dt.type(value))
            if np.any(np.isinf(result) & np.isfinite(target)):
                options = ["--cast-values", "wrap"]
            if np.any(np.isnan(result)):
                # The payload of a NaN depends on the processor.
                return "%s = %s" % (text, "1.5"), [], fill(target, 1.5)
            target[...] = result
        return "%s %s= %s" % (text, operator, value), options, True
    value_text, value = literal(r, target)
    old = target.copy()
    if not old.size:
        return "%s = %s" % (text, value_text), options, fill(target, value)
    if np.any(old != old) if dt.kind in "fc" else False:
        return "%s = %s" % (text, value_text), options, fill(target, value)
    if dt.kind == "b":
        target_bytes = old.view("u1")
        if np.any(target_bytes > 1):
            return "%s = %s" % (text, value_text), options, fill(target, value)
    if dt.kind == "S" and old.tobytes() != np.array(old.tolist(), dt).tobytes():
        return "%s = %s" % (text, value_text), options, fill(target, value)
    wrong = r.random() < 0.3 and old.size > 0
    if wrong:
        flat = old.reshape(-1)
        before = flat[-1]
        flat[-1] = scalar(r, dt)
        if flat[-1] == before and np.signbit(flat[-1]) == np.signbit(before) if dt.kind == "f" else flat[-1] == before:
            wrong = False
            flat[-1] = before
    edit_text = "%s : %s -> %s" % (text, json.dumps(encode(old)), value_text)
    if wrong:
        return edit_text, options, 1
    target[...] = value
    return edit_text, options, True


def fill(target, value):
    target[...] = value
    return True


def assign(target, value):
    try:
        target[...] = value
        return True
    except ValueError:
        return False


def edit_cases(seed, count, folder):
    r = random.Random(seed + 1)
    for number in range(count):
        raw = file_bytes(r, r.choice([48, 96, 144, 240]))
        other = (os.path.join(folder, "other%d.bin" % number), bytearray(r.randbytes(len(raw))))
        path = os.path.join(folder, "edit%d.bin" % number)
        before = bytes(raw)
        text, options, succeeds = edit(r, raw, other)
        yield path, before, other, text, options, succeeds, bytes(raw)


def check_edit(answers, path, before, other, text, options, succeeds, after):
    answer = next(answers)
    where = "%s %s %s" % (path, text, options)
    expected = 0 if succeeds is True else 1 if succeeds == 1 and succeeds is not False else 2
    with open(path, "rb") as f:
        now = f.read()
    assert answer["exit"] == expected, "%s: expected exit %d, got %s" % (where, expected, answer)
    assert now == (after if expected == 0 else before), "%s: file is\n%s, expected\n%s, was\n%s" % (
        where, now.hex(), (after if expected == 0 else before).hex(), before.hex())


def memoryview_cases(seed, count, folder):
    """Casts and one-dimensional slices as memoryview itself has them."""
    r = random.Random(seed + 2)
    for number in range(count):
        raw = file_bytes(r, r.choice([0, 8, 24, 48, 96]))
        code = r.choice(MEMORYVIEW)
        text, m = "B", memoryview(raw)
        try:
            shape = dims(r, len(raw) // memoryview(bytes(8)).cast(code).itemsize, wildcard=False)
            if r.random() < 0.5 and shape and 0 not in shape:
                text += ".cast(%s,%s)" % (code, ",".join(map(str, shape)))
                m = m.cast(code, shape)
            else:
                text += ".cast(%s)" % code
                m = m.cast(code)
            if m.ndim == 1 and r.random() < 0.8:
                start, stop, step = bound(r, len(m)), bound(r, len(m)), r.choice([None, 1, 2, -1, -3])
                m = m[start:stop:step]
                text += "[%s:%s:%s]" % tuple("" if x is None else x for x in (start, stop, step))
            elif r.random() < 0.5:
                text += ".cast(B)"
                m = m.cast("B")
        except (TypeError, ValueError):
            m = None
        yield os.path.join(folder, "memory%d.bin" % number), bytes(raw), text, m


def check_memoryview(answers, path, raw, text, m):
    info, show = next(answers), next(answers)
    where = "%s %s" % (path, text)
    if m is None:
        assert info["exit"] == 2 and show["exit"] == 2, "%s is refused by memoryview, not here: %s" % (where, info)
        return
    assert info["exit"] == 0 and show["exit"] == 0, "%s: %s" % (where, info)
    got = info["result"]
    expected = {"itemsize": m.itemsize, "ndim": m.ndim, "shape": list(m.shape), "nbytes": m.nbytes}
    if m.nbytes:
        # A view without elements is contiguous in NumPy, and the command follows NumPy. In memoryview it is not always contiguous.
        expected |= {"strides": list(m.strides), "cContiguous": m.c_contiguous, "fContiguous": m.f_contiguous, "contiguous": m.contiguous}
    for key, value in expected.items():
        assert got[key] == value, "%s: %s is %s, memoryview says %s" % (where, key, got[key], value)
    values = m.tolist()
    array = np.array(values, m.format) if m.format != "?" else np.array(values, bool)
    assert same(show["result"], array.reshape(m.shape)), "%s: shows %s, memoryview has %s" % (where, show["result"], values)


def write(path, content):
    with open(path, "wb") as f:
        f.write(content)


def main(mode, seed, count, folder):
    np.seterr(all="ignore")
    seed, count = int(seed), int(count)
    if mode == "generate":
        with open(os.path.join(folder, "commands"), "w") as commands:
            def say(*arguments):
                commands.write(json.dumps(arguments) + "\n")
            for path, raw, text, _, output in view_cases(seed, count, folder):
                write(path, raw)
                say("info", path, text)
                say("show", path, text)
                say("extract", path, text, "-o", output)
            for path, raw, other, text, options, _, _ in edit_cases(seed, count, folder):
                write(path, raw)
                write(*other)
                say("patch", path, text, *options)
            for path, raw, text, _ in memoryview_cases(seed, count, folder):
                write(path, raw)
                say("info", path, text)
                say("show", path, text)
        return 0
    with open(os.path.join(folder, "answers")) as f:
        answers = map(json.loads, f)
        done, wrong = 0, []
        for case, check in ((view_cases, check_view), (edit_cases, check_edit), (memoryview_cases, check_memoryview)):
            for arguments in case(seed, count, folder):
                done += 1
                try:
                    check(answers, *arguments)
                except AssertionError as e:
                    wrong.append(str(e))
    wrong += arrays.missing(*["rank %d" % n for n in range(7)], *["rank %d out of order" % n for n in range(2, 6)], *["length %d" % n for n in range(5)], "a negative stride")
    print("%d cases, %d wrong" % (done, len(wrong)))
    for text in wrong[:12]:
        print("-", text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
