"""`mmaptool stats` against NumPy, Python's exact fractions and math.fsum.

    statistics.py small SEED COUNT FOLDER COMMAND...    random views of every kind, whole, along every axis, as histograms
    statistics.py large SEED FOLDER COMMAND...          arrays of many chunks, along every axis
"""
import itertools
import math
import os
import random
import sys
import warnings
from fractions import Fraction

import numpy as np

import arrays
import views
from command import Findings, Tool, filled, spell, write

KEYS = ["count", "min", "max", "mean", "std", "sum", "nan", "inf"]
WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
NUMBERS = ["?", "i1", "u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", ">u8",
           "<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "<c8", ">c8", "<c16", ">c16"]


def number(json_value):
    if isinstance(json_value, list):
        return complex(number(json_value[0]), number(json_value[1]))
    return WORDS.get(json_value, json_value) if isinstance(json_value, str) else json_value


def same(got, expected):
    return got == expected or (got != got and expected != expected)


def near(got, expected, slack):
    if not math.isfinite(expected) or not math.isfinite(got):
        return same(got, expected)
    return abs(got - expected) <= slack


def total(values):
    """The exact sum, rounded once, and the bound on the error of a sum in blocks."""
    if any(math.isinf(v) for v in values):
        return sum(v for v in values if math.isinf(v)), 0
    try:
        return math.fsum(values), 4e-16 * math.fsum(map(abs, values)) * max(1, math.log2(len(values) + 1))
    except OverflowError:
        exact = sum(map(Fraction, values))
        return math.inf if exact > 0 else -math.inf, 0


def deviation(parts):
    """The root of the summed variances of these rows of reals, from exact fractions."""
    if any(math.isinf(v) for row in parts for v in row):
        return math.nan
    variance = Fraction(0)
    for row in parts:
        exact = [Fraction(v) for v in row]
        mean = sum(exact) / len(exact)
        variance += sum((v - mean) ** 2 for v in exact) / len(exact)
    if variance > Fraction(10) ** 306:
        return math.inf
    scale = 0
    while variance and variance < Fraction(1, 10 ** 200):
        variance, scale = variance * 2 ** 400, scale + 200
    return math.ldexp(math.sqrt(variance), -scale)


def expected_of(a, answer, found, where):
    """Checks one result, that of all elements of `a`."""
    got = {key: number(answer[key]) for key in KEYS}
    flat = a.reshape(-1)
    kind = a.dtype.kind
    nan = 0 if kind in "biu" else int(np.isnan(flat).sum())
    valid = flat if kind in "biu" else flat[~np.isnan(flat)]
    inf = 0 if kind in "biu" else int(np.isinf(valid).sum())
    found.check((got["count"], got["nan"], got["inf"]) == (a.size, nan, inf), where, "counts", got)
    if valid.size == 0:
        found.check([got[key] for key in ("min", "max", "mean", "std", "sum")] == [None] * 4 + [0], where, "of nothing", got)
        return
    if kind in "biu":
        values = [int(v) for v in valid]
        found.check((got["min"], got["max"], got["sum"]) == (min(values), max(values), sum(values)) and type(got["sum"]) is int, where, "integers", got, sum(values))
        # Extremes have the type of the elements, as numpy.bool_ has.
        found.check({type(got["min"]), type(got["max"])} == {bool if kind == "b" else int}, where, "the type of the extremes", got)
        mean = Fraction(sum(values), len(values))
        found.check(got["mean"] == float(mean), where, "mean", got, float(mean))
        exact = deviation([values])
        found.check(near(got["std"], exact, 4e-16 * exact), where, "std", got, exact)
        return
    if kind == "c":
        ordered = sorted((complex(v) for v in valid), key=lambda v: (v.real, v.imag))
        found.check(got["min"] == complex(a.dtype.type(got["min"])) if a.dtype.itemsize == 16 else True, where)
        least, greatest = (a.dtype.type(got[key]) for key in ("min", "max"))
        found.check(complex(least) == ordered[0] and complex(greatest) == ordered[-1], where, "extremes", got, ordered[0], ordered[-1])
        parts = [[float(v) for v in valid.real], [float(v) for v in valid.imag]]
    else:
        least, greatest = (a.dtype.newbyteorder("=").type(got[key]) for key in ("min", "max"))
        found.check(least == valid.min() and greatest == valid.max(), where, "extremes", got, valid.min(), valid.max())
        parts = [[float(v) for v in valid]]
    # A sum that overflows on the way may stay infinite, as NumPy's does. It is not compared with the exact sum.
    largest = max((abs(v) for row in parts for v in row if math.isfinite(v)), default=0)
    if largest < 1e300:
        for row, get in zip(parts, (lambda v: complex(v).real, lambda v: complex(v).imag)):
            exact, slack = total(row)
            found.check(near(get(got["sum"]), exact, slack), where, "sum", got, exact)
            found.check(near(get(got["mean"]), exact / len(row), slack / len(row) + 1e-323), where, "mean", got, exact / len(row))
    exact = deviation(parts)
    if largest > 1e150:
        found.check(not math.isfinite(got["std"]) or not math.isfinite(exact) or near(got["std"], exact, 1e-12 * exact), where, "large std", got, exact)
    else:
        found.check(near(got["std"], exact, 2e-14 * exact + 1e-160), where, "std", got, exact)


def nested(value, index):
    for i in index:
        value = value[i]
    return value


def shape_of(value, rank):
    return () if rank == 0 else (len(value),) + (shape_of(value[0], rank - 1) if value else ())


def histogram(tool, r, path, text, a, found, where):
    bins = r.choice([1, 2, 3, 10, 64, 1000])
    answer = tool("stats", path, text, "--histogram", bins)
    if a.dtype.kind == "c":
        found.check(answer["exit"] == 2, where, "complex histogram", answer)
        return
    if not found.check(answer["exit"] == 0, where, "histogram", answer):
        return
    got = answer["result"]["histogram"]
    flat = a.reshape(-1)
    finite = flat[np.isfinite(flat)]
    found.check(got["leftOut"] == flat.size - finite.size, where, "left out", got)
    found.check(len(got["edges"]) == bins + 1 and sum(got["counts"]) == finite.size, where, "sizes", got)
    if a.dtype.kind in "biu":
        values = [int(v) for v in finite]
        low, high = (Fraction(min(values)), Fraction(max(values))) if values else (Fraction(0), Fraction(1))
        if low == high:
            low, high = low - Fraction(1, 2), high + Fraction(1, 2)
        counts = [0] * bins
        for v in values:
            counts[min(bins - 1, int((v - low) * bins / (high - low)))] += 1
        exact = [low + (high - low) * i / bins for i in range(bins + 1)]
        found.check(got["counts"] == counts, where, "counts", got, counts)
        found.check(all(g == e if e.denominator == 1 else abs(g - float(e)) <= 1e-15 * abs(float(e)) + 1e-15 for g, e in zip(got["edges"], exact)), where, "edges", got)
        if values and abs(low) < 2 ** 50 and abs(high) < 2 ** 50 and a.dtype.kind != "b":
            theirs, edges = np.histogram(finite.astype("i8"), bins)
            # Where NumPy's edges miss an integer by rounding, it counts that integer on the other side.
            if all(Fraction(e) == x for e, x in zip(edges.tolist(), exact)):
                found.check(got["counts"] == theirs.tolist(), where, "numpy", got, theirs)
        return
    with np.errstate(all="ignore"):
        if finite.size and not np.isfinite(np.float64(finite.max()) - np.float64(finite.min())):
            return
        try:
            theirs, edges = np.histogram(finite.astype(a.dtype.newbyteorder("=")), bins)
        except (IndexError, ValueError):
            # NumPy's guess is beyond its bins where they are too narrow for the type.
            return
    read = np.array(got["edges"]).astype(edges.dtype)
    # For a single value NumPy 1.24 widens the range in f8, and the command in the type of the elements.
    widened = finite.size and finite.min() == finite.max() and a.dtype.itemsize < 8
    found.check(np.allclose(read, edges, rtol=4 * np.finfo(edges.dtype).eps, atol=4 * np.finfo(edges.dtype).eps) if widened else np.array_equal(read, edges), where, "edges", got["edges"], edges)
    # NumPy guesses in the elements' own type and corrects by one bin, so it can miss by more where bins are as narrow as the type is fine.
    if np.all(np.diff(edges) > 8 * np.spacing(np.maximum(abs(edges[1:]), abs(edges[:-1])))):
        found.check(got["counts"] == theirs.tolist(), where, "counts", got["counts"], theirs)


def one(tool, r, path, text, a, found, where):
    answer = tool("stats", path, text)
    if a.dtype.kind not in "biufc":
        found.check(answer["exit"] == 2 and ("field" in answer["error"] or "cast" in answer["error"]), where, "no numbers", answer)
        return
    if not found.check(answer["exit"] == 0 and list(answer["result"]) == ["schema"] + KEYS, where, answer):
        return
    expected_of(a, answer["result"], found, where)
    for axis in range(a.ndim):
        signed = axis - a.ndim if r.random() < 0.5 else axis
        answer = tool("stats", path, text, "--axis", signed)
        if not found.check(answer["exit"] == 0 and list(answer["result"]) == ["schema"] + KEYS, where, "axis", axis, answer):
            continue
        reduced = a.shape[:axis] + a.shape[axis + 1:]
        result = answer["result"]
        shape = shape_of(result["sum"], len(reduced))
        found.check(shape == reduced[:len(shape)], where, "axis", axis, "shape", shape, reduced)
        for index in itertools.product(*map(range, reduced)):
            lane = a[index[:axis] + (slice(None),) + index[axis:]]
            expected_of(lane, {key: nested(result[key], index) for key in KEYS}, found, "%s axis %d %s" % (where, axis, index))
    outside = tool("stats", path, text, "--axis", r.choice([a.ndim, -a.ndim - 1]))
    found.check(outside["exit"] == 2 and "out of bounds" in outside["error"], where, outside)
    if r.random() < 0.5:
        histogram(tool, r, path, text, a, found, where)


def special(r, a):
    """Sometimes bytes that random bytes seldom are: few values, special ones, a large offset."""
    flat = a.reshape(-1)
    kind = r.random()
    if a.dtype.kind in "fc" and kind < 0.8:
        numbers = np.array([r.gauss(0, 1) for _ in range(flat.size)]) + r.choice([0, 0, 1e3, -1e6])
        flat[...] = numbers + (1j * numbers[::-1] if a.dtype.kind == "c" else 0)
        for _ in range(r.choice([0, 0, 1, 3])):
            if flat.size:
                flat[r.randrange(flat.size)] = r.choice([math.nan, math.inf, -math.inf, 0.0, -0.0])
    elif kind < 0.3:
        flat[...] = r.choice([0, 1, 100])
    elif a.dtype.kind in "iu" and kind < 0.6:
        limits = np.iinfo(a.dtype)
        flat[...] = [r.choice([limits.min, limits.max, 0, 1]) for _ in range(flat.size)]
    elif a.dtype.kind in "iu" and kind < 0.8:
        limits = np.iinfo(a.dtype)
        flat[...] = [limits.max - r.randrange(100) for _ in range(flat.size)]


def small(tool, seed, count, folder):
    r, found = random.Random(seed), Findings()
    for case in range(count):
        path = os.path.join(folder, "%d.bin" % case)
        if case % 4 == 2:
            # Up to six axes in any order.
            raw = np.frombuffer(bytearray(r.randbytes(2400)), "u1")
            write(path, raw.tobytes())
            text, a = arrays.over(r, raw, [t for t in NUMBERS if t != "?" and t[1:] not in ("f8", "c16")], most=150)
        elif case % 2:
            # Any layout over any bytes.
            raw = np.frombuffer(bytearray(r.randbytes(r.choice([48, 96, 240]))), "u1")
            text, a = views.view(r, raw)
            write(path, raw.tobytes())
            if a is None or a.size > 200 or (a.dtype.kind == "b" and a.view("u1").max(initial=0) > 1):
                continue
        else:
            dt = np.dtype(r.choice(NUMBERS))
            shape = tuple(r.choice([1, 2, 3, 5, 7, 16, 40]) for _ in range(r.choice([1, 1, 2, 2, 3])))
            shape = shape if np.prod(shape) < 300 else shape[:1]
            a = filled(r, dt, shape)
            special(r, a)
            write(path, a.tobytes())
            text = "%s(%s)" % (spell(dt).replace("|b1", "?").replace("|", ""), ",".join(map(str, shape)))
            for axis in range(a.ndim):
                step = r.choice([None, None, -1, 2, -3])
                if step:
                    a = a[(slice(None),) * axis + (slice(None, None, step),)]
                    text += "[%s::%d]" % (":," * axis, step)
            if r.random() < 0.3:
                a, text = a.T, text + ".T"
        one(tool, r, path, text, a, found, "%d %s" % (case, text))
        os.remove(path)
    found.check(not arrays.missing("rank 3 out of order", "rank 4 out of order"), arrays.met)
    return found.end(count * 5)


LARGE = [(200003,), (9001, 2), (2, 150001), (7000, 3), (3, 7000), (5000, 37), (37, 5000), (130, 4200), (4200, 130), (67, 1031), (1031, 67),
         (8, 4096, 5), (5, 8, 1096), (33, 64, 8), (2, 1031, 31), (31, 2, 1031), (64, 1, 2000), (1, 9000), (9000, 1), (400, 40, 2), (6, 5, 40, 33), (3, 4, 5, 6, 70), (9, 2, 31, 8, 3)]

# Views of bytes, in segments of 4 MiB, with groups across three and more segments.
HUGE = [(2, 9_000_001), (9_000_001, 2), (3, 2, 2_500_000)]


def large(tool, seed, folder):
    r, found = random.Random(seed), Findings()
    generator = np.random.default_rng(seed)
    path = os.path.join(folder, "large.bin")
    for shape in LARGE + HUGE:
        for dt in map(np.dtype, ["u1"] if shape in HUGE else r.sample(["<f4", ">f4", "<f8", "<f2", "u1", "<i2", ">u2", "<i4", "<i8", ">u8", "<c8", ">c16", "?"], 3)):
            if dt.kind in "fc":
                a = (generator.normal(r.choice([0, 50]), 3, shape) + (1j * generator.normal(2, 1, shape) if dt.kind == "c" else 0)).astype(dt)
                if r.random() < 0.3:
                    a.reshape(-1)[generator.integers(0, a.size, 5)] = r.choice([math.nan, math.inf])
            else:
                a = generator.integers(0, 256, shape + (dt.itemsize,), dtype="u1").view(dt).reshape(shape) if dt.kind != "b" else generator.integers(0, 2, shape).astype(dt)
            write(path, a.tobytes())
            text = "%s(%s)" % (dt.str.replace("|b1", "?").replace("|", ""), ",".join(map(str, shape)))
            if r.random() < 0.4 or 3 < a.ndim:
                axes = list(range(a.ndim))
                r.shuffle(axes)
                a, text = a.transpose(axes), text + ".transpose(%s)" % ",".join(map(str, axes))
            if r.random() < 0.3:
                a, text = a[::-1], text + "[::-1]"
            # Along the others there would be millions of results.
            for axis in [None] + [n for n in range(a.ndim) if a.size // a.shape[n] < 100_000]:
                where = "%s axis %s" % (text, axis)
                answer = tool("stats", path, text, *([] if axis is None else ["--axis", axis]))
                if found.check(answer["exit"] == 0, where, answer):
                    compare(a, axis, answer["result"], found, where)
    return found.end(len(LARGE) * 10)


def compare(a, axis, result, found, where):
    def array(key):
        value = result[key]
        leaf = list if a.dtype.kind == "c" and key in ("min", "max", "mean", "sum") else ()
        def convert(v, depth):
            return (math.nan if v is None else number(v)) if depth == 0 else [convert(x, depth - 1) for x in v]
        return np.array(convert(value, 0 if axis is None else a.ndim - 1), dtype=object if a.dtype.kind in "biu" and key == "sum" else None)

    kind = a.dtype.kind
    if kind in "biu":
        wide = a.astype("i8" if a.dtype.itemsize < 8 else object)
        found.check(np.array_equal(array("sum"), wide.sum(axis=axis)), where, "sum")
        found.check(np.array_equal(array("min"), a.min(axis=axis)) and np.array_equal(array("max"), a.max(axis=axis)), where, "extremes")
        found.check(kind != "b" or a.size == 0 or array("min").dtype.kind == array("max").dtype.kind == "b", where, "the type of the extremes")
        found.check(np.allclose(array("mean"), a.astype("f8").mean(axis=axis), rtol=1e-13, atol=1e-13 * float(abs(a.astype("f8")).max())), where, "mean")
        found.check(np.allclose(array("std"), a.astype("f8").std(axis=axis), rtol=1e-11, atol=1e-13 * float(abs(a.astype("f8")).max())), where, "std")
        return
    b = a.astype("c16" if kind == "c" else "f8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        span = float(np.nanmax(np.where(np.isfinite(b), abs(b), 0)))
        count = b.size if axis is None else b.shape[axis]
        for key, function in (("sum", np.nansum), ("mean", np.nanmean), ("std", np.nanstd)):
            slack = 1e-14 * span * (count if key == "sum" else 1)
            expected = function(b, axis=axis)
            ours = array(key)
            ok = np.isclose(ours, expected, rtol=1e-12, atol=slack, equal_nan=True) if kind == "f" else \
                np.isclose(ours.real, expected.real, rtol=1e-12, atol=slack, equal_nan=True) | ~np.isfinite(expected)
            found.check(ok.all(), where, key, ours, expected)
        found.check(np.array_equal(array("nan"), np.isnan(b).sum(axis=axis)) and np.array_equal(array("inf"), np.isinf(b).sum(axis=axis)), where, "counts")
        if kind == "f":
            found.check(np.array_equal(array("min").astype(a.dtype), np.nanmin(a, axis=axis), equal_nan=True), where, "min")
            found.check(np.array_equal(array("max").astype(a.dtype), np.nanmax(a, axis=axis), equal_nan=True), where, "max")


def main(mode, *arguments):
    np.seterr(all="ignore")
    if mode == "small":
        seed, count, folder, *command = arguments
        tool = Tool(command)
        status = small(tool, int(seed), int(count), folder)
    else:
        seed, folder, *command = arguments
        tool = Tool(command)
        status = large(tool, int(seed), folder)
    tool.close()
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
