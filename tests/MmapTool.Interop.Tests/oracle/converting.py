"""convert through the command, against NumPy and exact rational arithmetic.

    converting.py generate SEED COUNT FOLDER    files and commands for 'run'
    converting.py check SEED COUNT FOLDER       the answers and the files
"""
import bisect
import json
import math
import os
import random
import sys
from fractions import Fraction

import numpy as np

INTEGERS = {"b1": (1, False, 1)}
for size in (1, 2, 3, 4, 8):
    INTEGERS["i%d" % size] = (8 * size, True, size)
    INTEGERS["u%d" % size] = (8 * size, False, size)

# Digits, least exponent, largest finite value, bytes.
FLOATS = {
    "f2": (11, -14, Fraction(65504), 2),
    "f4": (24, -126, Fraction(float(np.finfo("f4").max)), 4),
    "f8": (53, -1022, Fraction(float(np.finfo("f8").max)), 8),
    "bf16": (8, -126, (2 - Fraction(1, 2**7)) * 2**127, 2),
    "float8_e4m3fn": (4, -6, Fraction(448), 1),
    "float8_e5m2": (3, -14, Fraction(57344), 1),
}
COMPLEX = {"c8": "f4", "c16": "f8"}
TYPES = [*INTEGERS, *FLOATS, *COMPLEX]
MODES = ["exact", "saturate", "wrap", "truncate", "round", "round,saturate", "round,wrap"]
SPECIAL = [0, 1, -1, 2, 127, 128, 255, 256, -128, -129, 32767, 32768, 65504, 65519, 65520, 65535, 65536, -32769, 2**23 - 1, 2**23, 2**24 - 1, 2**24, 2**24 + 1,
           2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**32 - 1, 2**32, 2**53 - 1, 2**53, 2**53 + 1, 2**53 + 3, 2**62 + 2**38 + 1, 2**63 - 1, 2**63, -2**63, 2**64 - 1,
           0.5, -0.5, -0.9, 1.5, 2.5, 255.5, -128.5, 1e-45, 5e-324, 1e-310, 3e38, 3.5e38, 1e39, -1e300, 448, 463, 464, 465, 480, 57344, 61439, 61440, 2**-9, 2**-10, 3 * 2.0**-11,
           6e-8, 2.98e-8, 3e-8, -0.0, math.nan, math.inf, -math.inf, 65519.99, 1 + 2**-11, 1 + 2**-8, 1 + 2**-24, 1 + 3 * 2.0**-9]


def itemsize(name):
    return INTEGERS[name][2] if name in INTEGERS else FLOATS[name][3] if name in FLOATS else 2 * FLOATS[COMPLEX[name]][3]


def rounded(x, name):
    """The nearest value of a float type, ties to even, as if it had no largest one."""
    digits, least = FLOATS[name][:2]
    if x == 0:
        return Fraction(0)
    a = abs(x)
    e = a.numerator.bit_length() - a.denominator.bit_length()
    e -= 1 if a < Fraction(2) ** e else 0
    unit = Fraction(2) ** (max(e, least) - digits + 1)
    return round(x / unit) * unit


def narrow(x, name, mode, whole=False):
    """A float type's value for a number; None for an error. NaN and the infinities are floats, the rest fractions, a zero with its sign."""
    largest = FLOATS[name][2]
    beyond = lambda negative: math.nan if name == "float8_e4m3fn" else -math.inf if negative else math.inf
    if isinstance(x, float) and math.isnan(x):
        return x
    if isinstance(x, float) and math.isinf(x):
        if name != "float8_e4m3fn":
            return x
        return (largest if x > 0 else -largest) if "saturate" in mode else math.nan if "wrap" in mode else None
    value = Fraction(x)
    near = rounded(value, name)
    if whole and mode == "exact" and near != value:
        return None
    if abs(near) > largest:
        return (-largest if value < 0 else largest) if "saturate" in mode else beyond(value < 0) if "wrap" in mode else None
    return -0.0 if near == 0 and (value < 0 or math.copysign(1, x) < 0) else near


def integer(x, name, mode):
    bits, signed, _ = INTEGERS[name]
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    if isinstance(x, float) and (math.isnan(x) or math.isinf(x)):
        return None if math.isnan(x) or "saturate" not in mode else high if x > 0 else low
    if mode == "exact" and x != int(x):
        return None
    # Python rounds fractions half to even.
    x = round(Fraction(x)) if "round" in mode else int(x)
    if low <= x <= high:
        return x
    if "saturate" in mode:
        return low if x < low else high
    if "wrap" in mode:
        x &= (1 << bits) - 1
        return x - (1 << bits) if x > high else x
    return None


def convert(x, source, target, mode):
    if source in COMPLEX and target not in COMPLEX:
        if x[1] != 0:
            return None
        x = x[0]
    whole = source in INTEGERS
    if target in INTEGERS:
        return integer(x, target, mode)
    if target in FLOATS:
        return narrow(x, target, mode, whole)
    parts = x if source in COMPLEX else (x, 0.0)
    got = tuple(narrow(part, COMPLEX[target], mode, whole) for part in parts)
    return None if None in got else got


def float_bits(name):
    """The values of the codes of a small float."""
    digits, least, _, size = FLOATS[name]
    mantissa = digits - 1
    table = []
    for code in range(1 << 8 * size - 1):
        e, m = code >> mantissa, code & ((1 << mantissa) - 1)
        full = (1 << 8 * size - 1 - mantissa) - 1
        if name == "float8_e4m3fn":
            table.append(math.nan if code == 0x7F else None)
        else:
            table.append(None if e < full else math.inf if m == 0 else math.nan)
        if table[-1] is None:
            table[-1] = Fraction(m if e == 0 else m + (1 << mantissa)) * Fraction(2) ** (max(e, 1) - 1 + least - mantissa)
    return table


TABLES = {name: float_bits(name) for name in ("bf16", "float8_e4m3fn", "float8_e5m2")}
CODES = {name: {value: code for code, value in enumerate(table) if not (isinstance(value, float) and math.isnan(value))} for name, table in TABLES.items()}


def encode(x, name, order):
    """The bytes of a value that the type holds."""
    endian = "little" if order == "<" else "big"
    if name in INTEGERS:
        return x.to_bytes(INTEGERS[name][2], endian, signed=INTEGERS[name][1])
    if name in COMPLEX:
        return b"".join(encode(part, COMPLEX[name], order) for part in x)
    if name in TABLES:
        size = FLOATS[name][3]
        sign = 1 << 8 * size - 1 if math.copysign(1, x) < 0 else 0
        if isinstance(x, float) and math.isnan(x):
            return (sign | {"bf16": 0x7FC0, "float8_e4m3fn": 0x7F, "float8_e5m2": 0x7E}[name]).to_bytes(size, endian)
        return (sign | CODES[name][abs(x) if isinstance(x, float) and math.isinf(x) else Fraction(abs(x))]).to_bytes(size, endian)
    return np.array(float(x), "%s%s" % (order, name)).tobytes()


def decode(data, name, order):
    endian = "little" if order == "<" else "big"
    if name == "b1":
        return int(data[0] != 0)
    if name in INTEGERS:
        return int.from_bytes(data, endian, signed=INTEGERS[name][1])
    if name in COMPLEX:
        half = len(data) // 2
        return decode(data[:half], COMPLEX[name], order), decode(data[half:], COMPLEX[name], order)
    if name in TABLES:
        code = int.from_bytes(data, endian)
        top = 1 << 8 * len(data) - 1
        value = TABLES[name][code & (top - 1)]
        return float(-value if code & top else value) if value or not code & top else -0.0
    return float(np.frombuffer(data, "%s%s" % (order, name))[0])


def some(r, name, fitting):
    """A value that the type holds."""
    pick = r.random()
    if name in INTEGERS:
        bits, signed, _ = INTEGERS[name]
        x = r.choice(SPECIAL) if pick < 0.5 else r.randint(-2**63, 2**64)
        x = 0 if isinstance(x, float) and not math.isfinite(x) else int(x)
        x = r.randint(0, 1) if fitting else x
        return integer(x, name, "wrap")
    if name in FLOATS:
        x = r.choice(SPECIAL) if pick < 0.6 else r.uniform(-300, 300) if pick < 0.8 else float(r.randint(-70000, 70000))
        return narrow(float(r.randint(0, 1)) if fitting else x, name, r.choice(["wrap", "saturate"]))
    return some(r, COMPLEX[name], fitting), (0.0 if r.random() < 0.7 else some(r, COMPLEX[name], fitting))


def cases(seed, count):
    r = random.Random(seed)
    for number in range(count):
        source, target = r.choice(TYPES), r.choice(TYPES)
        in_place = r.random() < 0.3
        if in_place:
            same = [name for name in TYPES if itemsize(name) == itemsize(source)]
            smaller = [name for name in TYPES if itemsize(name) < itemsize(source)]
            target = r.choice(smaller if smaller and r.random() < 0.4 else same)
        shrink = in_place and itemsize(target) < itemsize(source)
        orders = [r.choice("<>") for _ in range(2)]
        # Half of the conversions are exact, the mode that refuses most.
        mode = r.choice([*MODES, "exact", "exact"])
        shape = [r.randint(1, 6) for _ in range(r.randint(1, 3))] if r.random() < 0.6 else \
            [r.choice([1, 2, 2, 3]) for _ in range(r.randint(4, 6))] if r.random() < 0.6 else [r.choice([1, 1500, 2600])]
        n = math.prod(shape)

        # Mostly values that fit, so that there is something to convert.
        fitting = r.random() < 0.5
        values = [some(r, source, fitting or r.random() < 0.9) for _ in range(n)]
        data = b"".join(encode(v, source, orders[0]) for v in values)
        if source == "b1" and r.random() < 0.5:
            data = bytes(r.choice([0, 1, 2, 255]) for _ in data)
        before = b"" if shrink else r.randbytes(r.choice([0, 1, 7, 100]))
        after = b"" if shrink else r.randbytes(r.choice([0, 3]))
        start = len(before)
        index = np.arange(n).reshape(shape)
        view = "u1[%d:%d].cast(%s%s%s)" % (start, start + len(data), orders[0], source, "".join(",%d" % d for d in shape))
        if not shrink:
            if len(shape) > 3 or r.random() < 0.3:
                axes = list(range(len(shape)))
                r.shuffle(axes)
                view, index = view + ".transpose(%s)" % ",".join(map(str, axes)), index.transpose(axes)
            if r.random() < 0.5:
                cut = [r.choice([":", "::2", "::-1", "1:", "::-2"]) for _ in range(r.randint(1, len(shape)))]
                view += "[%s]" % ", ".join(cut)
                index = eval("index[%s]" % ", ".join(cut))
        to = orders[1] + target
        yield number, r, source, target, orders, mode, before, data, after, view, to, index, in_place, shrink


def options(r, in_place, shrink, mode):
    words = ["--cast-values", mode] if mode != "exact" or r.random() < 0.2 else []
    words += ["--threads", r.choice("127")] if r.random() < 0.5 else []
    if in_place:
        words += ["--in-place"] + (["--shrink"] if shrink or r.random() < 0.1 else []) + r.choice([[], ["--no-journal"], ["--keep-undo"], ["--no-sync"]])
    return words


def generate(seed, count, folder):
    with open(os.path.join(folder, "commands"), "w") as commands:
        for number, r, _, _, _, mode, before, data, after, view, to, _, in_place, shrink in cases(seed, count):
            path = os.path.join(folder, "%d.bin" % number)
            with open(path, "wb") as file:
                file.write(before + data + after)
            out = [] if in_place else ["-o", os.path.join(folder, "%d%s" % (number, r.choice([".out", ".npy"])))]
            print(json.dumps(["convert", path, view, "--to", to, *options(r, in_place, shrink, mode), *out]), file=commands)


def same(found, expected, name, order):
    if found == expected:
        return True
    a, b = decode(found, name, order), decode(expected, name, order)
    pairs = zip(a, b) if name in COMPLEX else [(a, b)]
    return name not in INTEGERS and all(x == y and math.copysign(1, x) == math.copysign(1, y) or x != x and y != y for x, y in pairs)


def check(seed, count, folder):
    wrong, done, refused = [], 0, 0
    with open(os.path.join(folder, "answers")) as answers, open(os.path.join(folder, "commands")) as commands:
        for number, r, source, target, orders, mode, before, data, after, view, to, index, in_place, shrink in cases(seed, count):
            r.choice([".out", ".npy"]) if not in_place else None
            options(r, in_place, shrink, mode)
            answer, command = json.loads(next(answers)), next(commands)
            words = json.loads(command)
            size, target_size = itemsize(source), itemsize(target)
            elements = [data[i * size:(i + 1) * size] for i in range(len(data) // size)]
            bits = source == target or source[0] == target[0] == "f" and size == target_size and len(source) == len(target) == 2
            picked = [int(i) for i in index.reshape(-1)]
            got = [elements[i] if bits and orders[0] == orders[1] else
                   b"".join(part[::-1] for part in ([elements[i][:size // 2], elements[i][size // 2:]] if source in COMPLEX else [elements[i]])) if bits else
                   convert(decode(elements[i], source, orders[0]), source, target, mode) for i in picked]
            failed = next((k for k, value in enumerate(got) if value is None), None)
            content = open(words[1], "rb").read()
            problem = None
            if in_place and not picked:
                # "1:" of an axis of one element selects nothing. In place this is an error.
                if answer["exit"] != 2 or "selects nothing" not in answer["error"] or content != before + data + after:
                    problem = "should have been refused"
            elif failed is not None:
                refused += 1
                place = "[%s]" % ", ".join(str(i) for i in np.unravel_index(failed, index.shape))
                offset = len(before) + picked[failed] * size
                if answer["exit"] != 2 or "element %s at byte %d:" % (place, offset) not in answer["error"]:
                    problem = "should have failed at %s, byte %d" % (place, offset)
                elif content != before + data + after or not in_place and os.path.exists(words[-1]):
                    problem = "has written"
            else:
                done += 1
                packed = got if bits else [encode(v, target, orders[1]) for v in got]
                if answer["exit"] != 0:
                    problem = "failed"
                elif in_place and shrink:
                    found = [content[i * target_size:(i + 1) * target_size] for i in range(len(picked))]
                    problem = None if len(content) == target_size * len(picked) else "length"
                elif in_place:
                    expected = [bytes(e) for e in elements]
                    found = []
                    for i in picked:
                        at = len(before) + i * size
                        found.append(content[at:at + size])
                        expected[i] = found[-1]
                    problem = None if content == before + b"".join(expected) + after else "changed something else"
                else:
                    problem = None if content == before + data + after else "changed its input"
                    written = open(words[-1], "rb").read()
                    if words[-1].endswith(".npy") and len(target) < 4 and target not in ("i3", "u3"):
                        array = np.load(words[-1])
                        problem = problem or (None if array.shape == index.shape and array.dtype == np.dtype("?" if target == "b1" else to) else "npy header")
                        written = array.tobytes()
                    elif words[-1].endswith(".npy"):
                        written = None
                    found = None if written is None else [written[i * target_size:(i + 1) * target_size] for i in range(len(picked))]
                    problem = problem or (None if written is None or len(written) == target_size * len(picked) else "length")
                if problem is None and found is not None:
                    bad = next((k for k in range(len(picked)) if not same(found[k], packed[k], target, orders[1])), None)
                    problem = None if bad is None else "element %d of value %r is %s, not %s" % (bad, decode(elements[picked[bad]], source, orders[0]), found[bad].hex(), packed[bad].hex())
            if problem and not (answer["exit"] == 2 and words[-1].endswith(".npy") and "NumPy" in answer.get("error", "")):
                wrong.append((problem, command.strip(), answer))
    print("%d converted, %d refused" % (done, refused))
    for one in wrong[:10]:
        print(*one)
    return 1 if wrong or done < count // 4 or refused < count // 8 else 0


def self_test(seed):
    """The model against NumPy itself."""
    r = random.Random(seed)
    with np.errstate(all="ignore"):
        for _ in range(20000):
            x = float(some(r, "f8", False))
            for name in ("f2", "f4"):
                assert same(encode(narrow(x, name, "wrap"), name, "<"), np.array(x).astype("<" + name).tobytes(), name, "<"), (x, name)
            whole = some(r, "i8", False)
            for name in ("i1", "u2", "i4", "u8"):
                assert integer(whole, name, "wrap") == int(np.array([whole], "i8").astype(name)[0]), (whole, name)
            for name in ("f4", "f8"):
                assert float(narrow(whole, name, "wrap", True)) == float(np.array([whole], "i8").astype(name)[0]), (whole, name)


if __name__ == "__main__":
    verb, seed, count, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    if verb == "generate":
        generate(seed, count, folder)
    else:
        self_test(seed)
        sys.exit(check(seed, count, folder))
