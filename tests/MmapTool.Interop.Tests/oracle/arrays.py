"""Arrays of up to six axes over a file's bytes, in any order of the axes, sliced and reversed: the expression, and NumPy's array.

Counts the classes of arrays that were made, so that an oracle can fail where one was not: arrays of few axes pass for want of others.
"""
import bisect
import collections
import math
from fractions import Fraction

import numpy as np

from command import PLAIN, RECORDS, spell

# Types that NumPy does not have, as bytes with the name of their meaning.
BEYOND = [np.dtype("V%d" % size, metadata={"name": order + name}) for name, size in (("i3", 3), ("u3", 3), ("bf16", 2)) for order in "<>"] + \
    [np.dtype("V1", metadata={"name": name}) for name in ("float8_e4m3fn", "float8_e5m2")]
NESTED = [
    [("a", ">i4"), ("in", [("x", ">i2"), ("y", [("z", ">f8"), ("w", "<u2")], (2,))]), ("b", "?")],
    [("in", [("deep", [("v", ">u4")])]), ("s", "S3", (2, 2))],
]
OVERLAPPING = [np.dtype({"names": ["a", "b"], "formats": ["<i4", ">u2"], "offsets": [0, 1], "itemsize": 5}),
               np.dtype({"names": ["whole", "low", "high"], "formats": [">u4", "u1", ">u2"], "offsets": [0, 3, 0], "itemsize": 4})]
ALL = PLAIN + RECORDS[:6] + NESTED
LENGTHS = [1, 2, 2, 2, 3, 3, 4, 5, 7, 8, 9, 15, 16, 17]
met = collections.Counter()


def name_of(dt):
    """A type in the notation."""
    return dt.metadata["name"] if dt.metadata else spell(dt)


def note(a):
    """Counts what kind of array this is."""
    met["rank %d" % a.ndim] += 1
    axes = [(n, s) for n, s in zip(a.shape, a.strides) if n > 1]
    if a.size and any(abs(s) < abs(t) for (_, s), (_, t) in zip(axes, axes[1:])):
        met["rank %d out of order" % len(axes)] += 1
    if a.size and any(s < 0 for _, s in axes):
        met["a negative stride"] += 1
    for n in a.shape:
        met["length %d" % n] += 1


def missing(*classes, least=3):
    """The classes that were met fewer times."""
    return ["only %d of %s" % (met[c], c) for c in classes if met[c] < least]


def over(r, raw, types=ALL, most=400, empty=True):
    """An array over bytes: its text and the array; none where there are too few bytes."""
    dt = np.dtype(r.choice(types))
    lead = r.choice([0, 0, 1, 3, 17])
    left = min(most, (len(raw) - lead) // dt.itemsize)
    if left < 1:
        return None
    shape = []
    for _ in range(r.choice([0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 6])):
        shape.append(min(r.choice(LENGTHS if len(shape) < 2 else LENGTHS[:8]), max(1, left)))
        left //= shape[-1]
    r.shuffle(shape)
    if empty and shape and r.random() < 0.06:
        shape[r.randrange(len(shape))] = 0
    size = math.prod(shape) * dt.itemsize
    text = "u1[%d:%d].cast(%s%s)" % (lead, lead + size, name_of(dt), "".join(",%d" % d for d in shape) if shape else ",()")
    a = np.ndarray(shape, dt, buffer=raw, offset=lead if size else 0)
    if len(shape) > 1 and r.random() < 0.8:
        axes = list(range(len(shape)))
        r.shuffle(axes)
        a, text = a.transpose(axes), text + ".transpose(%s)" % ",".join(map(str, axes))
    if a.ndim and r.random() < 0.6:
        cuts = [r.choice([slice(None), slice(None), slice(None, None, -1), slice(None, None, 2), slice(1, None), slice(None, None, -2)]) if n > 1 else slice(None) for n in a.shape]
        text += "[%s]" % ",".join(":".join("" if x is None else str(x) for x in ((c.start, c.stop) if c.step is None else (c.start, c.stop, c.step))) for c in cuts)
        a = a[tuple(cuts)]
    note(a)
    return text, a


def meaning(data, name):
    """The value of an element of a type that NumPy does not have, by the formula of the type."""
    endian = "big" if name[0] == ">" else "little"
    code = int.from_bytes(data, endian)
    if name[1:] in ("i3", "u3"):
        return code - (1 << 24) if name[1] == "i" and code >> 23 else code
    if name[1:] == "bf16":
        return float(np.array(code << 16, "u4").view("f4"))
    mantissa, bias = (3, 7) if name == "float8_e4m3fn" else (2, 15)
    sign, exponent, fraction = -1 if code >> 7 else 1, code >> mantissa & (1 << 7 - mantissa) - 1, code & (1 << mantissa) - 1
    if name == "float8_e4m3fn" and code & 0x7F == 0x7F:
        return math.nan
    if name == "float8_e5m2" and exponent == 31:
        return math.nan if fraction else sign * math.inf
    return float(sign) * (math.ldexp(fraction, 1 - bias - mantissa) if exponent == 0 else math.ldexp((1 << mantissa) + fraction, exponent - bias - mantissa))


def nearest(number, name):
    """The value of a float type that is nearest to a number. The shortest text reads back to it."""
    if name not in TABLES:
        size = 2 if name[1:] == "bf16" else 1
        values = (meaning(code.to_bytes(size, "big"), name.replace("<", ">")) for code in range(1 << 8 * size - 1))
        TABLES[name] = [value for value in values if math.isfinite(value)]
    if not math.isfinite(number):
        return number
    table = TABLES[name]
    at = bisect.bisect_left(table, abs(number))

    # Half way between two it is the one whose last bit is 0.
    codes = range(max(0, at - 1), min(at + 1, len(table)))
    return math.copysign(table[min(codes, key=lambda code: (abs(Fraction(table[code]) - abs(Fraction(number))), code % 2))], number)


TABLES = {}
