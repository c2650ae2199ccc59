"""Numbers in codes of their own through the command, against exact rational arithmetic.

    coded.py generate SEED COUNT FOLDER    files and commands for 'run'
    coded.py check SEED COUNT FOLDER       the answers and the files

The formats are written here from their definitions: IBM's hexadecimal floats (z/Architecture Principles of Operation: sign, excess-64 power of 16, fraction below 1),
VAX's (VAX Architecture Reference Manual: excess-128 or -1024 power of 2, fraction of 0.1... with the leading bit not stored, words of 16 bits, the most significant
first), and complex integers (real part, imaginary part).
"""
import json
import math
import os
import random
import struct
import sys
from fractions import Fraction

import numpy as np

# Bytes, bits of the exponent, bits of the stored fraction, bits of a digit, the bias.
FLOATS = {"ibm4": (4, 7, 24, 4, 64), "ibm8": (8, 7, 56, 4, 64), "vaxf": (4, 8, 23, 1, 128), "vaxd": (8, 8, 55, 1, 128), "vaxg": (8, 11, 52, 1, 1024)}
COMPLEX = {"ci1": 1, "ci2": 2, "ci4": 4}
PI = Fraction("3.14159265358979323846264338327950288419716939937510")

# Published ones: IBM's from the tables that converters of SEG-Y are tested by, VAX's from dumps of pi and small numbers under VMS.
VECTORS = [
    ("ibm4", "c276a000", Fraction(-118625, 1000)), ("ibm4", "41100000", 1), ("ibm4", "c1100000", -1), ("ibm4", "c0280000", Fraction(-15625, 100000)), ("ibm4", "c6820783", -8521603),
    ("ibm4", "7fffffff", (1 - Fraction(1, 2**24)) * 16**63), ("ibm4", "00100000", Fraction(1, 16**65)), ("ibm4", "413243f7", Fraction("3.141593")), ("ibm8", "4110000000000000", 1),
    ("ibm8", "413243f6a8885a31", PI), ("vaxf", "80400000", 1), ("vaxf", "80c00000", -1), ("vaxf", "60410000", Fraction(7, 2)), ("vaxf", "60c10000", Fraction(-7, 2)),
    ("vaxf", "4941db0f", PI), ("vaxd", "8040000000000000", 1), ("vaxd", "60c1000000000000", Fraction(-7, 2)), ("vaxd", "4941da0f21a2c268", PI),
    ("vaxg", "1040000000000000", 1), ("vaxg", "2cc0000000000000", Fraction(-7, 2)), ("vaxg", "2940fb214454182d", PI),
]


def words(data):
    return b"".join(data[i:i + 2][::-1] for i in range(0, len(data), 2))


def bits_of(name, data, order):
    return int.from_bytes(words(data) if name.startswith("vax") else data if order == ">" else data[::-1], "big")


def data_of(name, bits, order):
    data = bits.to_bytes(FLOATS[name][0], "big")
    return words(data) if name.startswith("vax") else data if order == ">" else data[::-1]


def decode(name, data, order):
    """A fraction, with -0.0 for a negative zero, or None for VAX's reserved operand."""
    size, exponent, stored, digit, bias = FLOATS[name]
    bits = bits_of(name, data, order)
    sign, code, fraction = bits >> 8 * size - 1, bits >> stored & (1 << exponent) - 1, bits & (1 << stored) - 1
    if digit == 1:
        if code == 0:
            return None if sign else Fraction(0)
        fraction |= 1 << stored
        stored += 1
    value = Fraction(fraction, 1 << stored) * Fraction(2) ** (digit * (code - bias))
    return -0.0 if value == 0 and sign else -value if sign else value


def largest(name):
    size, exponent, stored, digit, bias = FLOATS[name]
    return (1 - Fraction(1, 2 ** (stored + (digit == 1)))) * Fraction(2) ** (digit * ((1 << exponent) - 1 - bias))


def near(name, value, negative=None):
    """The nearest number of the type, half to even; None beyond the largest."""
    size, exponent, stored, digit, bias = FLOATS[name]
    negative = value < 0 if negative is None else negative
    a, base = abs(Fraction(value)), 2**digit
    if a == 0:
        return -0.0 if negative and digit == 4 else Fraction(0)
    precision, least = stored + (digit == 1), (1 if digit == 1 else 0) - bias
    e = least
    # The least power of the base that is above the number.
    guess = (a.numerator.bit_length() - a.denominator.bit_length()) // digit - 2
    e = max(least, guess)
    while Fraction(base) ** e <= a:
        e += 1
    unit = Fraction(base) ** e / 2**precision
    rounded = round(a / unit) * unit
    if digit == 1 and rounded < Fraction(2) ** (least - 1):
        rounded = Fraction(2) ** (least - 1) if a > Fraction(2) ** (least - 2) else Fraction(0)
    if rounded > largest(name):
        return None
    return -rounded if negative and rounded else -0.0 if negative and digit == 4 else rounded


def encode(name, value, order):
    """The bytes of a number that the type holds, IBM's without leading zero digits where they can be."""
    size, exponent, stored, digit, bias = FLOATS[name]
    sign = value < 0 or (isinstance(value, float) and math.copysign(1, value) < 0)
    a = abs(Fraction(value))
    if a == 0:
        return data_of(name, int(sign) << 8 * size - 1, order)
    code = 0 if digit == 4 else 1
    while Fraction(2) ** (digit * (code - bias)) <= a:
        code += 1
    fraction = a / Fraction(2) ** (digit * (code - bias)) * 2 ** (stored + (digit == 1))
    assert fraction.denominator == 1
    return data_of(name, int(sign) << 8 * size - 1 | code << stored | int(fraction) & (1 << stored) - 1, order)


def shortest(name, value):
    """The shortest decimal that reads back, by trying all of them."""
    a = abs(value)
    top = len(str(int(a))) if a >= 1 else -int(math.floor(math.log10(Fraction(a).denominator / Fraction(a).numerator))) + 2
    for power in range(top + 1, top - 25, -1):
        unit = Fraction(10) ** power
        below = int(a / unit)
        fitting = [c * unit for c in (below, below + 1) if c and near(name, c * unit) == a]
        if fitting:
            return min(fitting, key=lambda c: (abs(c - a), (c / unit) % 2))
    raise AssertionError(value)


def spelled(name, text, value):
    """Whether a text is that decimal, as Python's repr would spell it."""
    wanted = shortest(name, value)
    assert Fraction(text) == (-wanted if value < 0 else wanted), (name, text, value)
    digits = text.lstrip("-").replace(".", "").split("e")[0].strip("0")
    assert len(digits) <= 18
    plain = Fraction(text)
    exponent = text.split("e")[1] if "e" in text else None
    size = 0
    while abs(plain) >= Fraction(10) ** (size + 1):
        size += 1
    while abs(plain) < Fraction(10) ** size:
        size -= 1
    assert (exponent is not None) == (size < -4 or size >= 16), text
    assert exponent is None or (int(exponent) == size and exponent[0] in "+-" and len(exponent) >= 3), text
    assert exponent is not None or "." in text, text


def bytes_for(rng, name):
    size = FLOATS[name][0]
    kind = rng.randrange(6)
    if kind == 0:
        return rng.randbytes(size)
    if kind == 1:
        return words(bytes([rng.choice([0, 0x80, 0x7F, 0xFF]), rng.choice([0, 1, 0x10, 0xFF]), *rng.choices([0, 0, 1, 0xFF], k=size - 2)]))
    if kind == 2:
        # Numbers at the end of a digit, where one neighbour lies closer than the other.
        return data_of(name, rng.getrandbits(FLOATS[name][1]) << FLOATS[name][2] | (1 << FLOATS[name][2] - 4 if name[0] == "i" else 0) | rng.choice([0, 1]), ">")
    value = near(name, Fraction(rng.choice([rng.randrange(-1000, 1000), rng.uniform(-10, 10), rng.uniform(-1, 1) * 10.0 ** rng.randrange(-30, 30)])))
    return encode(name, value, ">")


def number_for(rng):
    return rng.choice([Fraction(rng.randrange(-5, 6)), Fraction(rng.randrange(1 << 60)), Fraction(rng.choice(["0.1", "1.5", "-2.25", "1e-3", "7e20"])),
                       Fraction(rng.uniform(-100, 100)), Fraction(10) ** rng.randrange(-320, 320), Fraction(2) ** rng.randrange(-1030, 1030)])


def text_of(value):
    """A JSON number that is exactly the fraction, and whether it is written as an integer."""
    if value.denominator == 1 and abs(value) < 1 << 62:
        return str(int(value)), True
    if value.denominator == 1:
        return "%d.0" % value, False
    text = repr(float(value)) if abs(value) < Fraction(10) ** 300 else "0"
    if Fraction(text) == value:
        return text, False
    scaled, power = value, 0
    while scaled.denominator != 1:
        scaled, power = scaled * 10, power - 1
    return "%de%d" % (scaled, power), False


def float_case(rng, number):
    name = list(FLOATS)[number % 5]
    size = FLOATS[name][0]
    order = rng.choice("<>") if name.startswith("ibm") else ">"
    prefix = (order if rng.random() < 0.8 or order == "<" else "") if name.startswith("ibm") else ""
    elements = [bytes_for(rng, name) for _ in range(rng.choice([1, 5, 30]))]
    elements = [e if order == ">" else e[::-1] for e in elements]
    values = [decode(name, e, order) for e in elements]
    return dict(name=name, order=order, view=prefix + name, data=b"".join(elements), values=values, size=size, number=number)


def complex_case(rng, number):
    name = list(COMPLEX)[number % 3]
    size = COMPLEX[name]
    order = rng.choice("<>")
    count = rng.choice([1, 4, 25])
    low = -(1 << 8 * size - 1)
    parts = [rng.choice([low, -low - 1, 0, rng.randrange(low, -low), rng.randrange(-9, 9)]) for _ in range(2 * count)]
    data = b"".join(p.to_bytes(size, "big" if order == ">" else "little", signed=True) for p in parts)
    return dict(name=name, order=order, view=order + name, data=data, values=[complex_of(parts[i], parts[i + 1]) for i in range(0, 2 * count, 2)], size=2 * size, number=number)


def complex_of(re, im):
    return (Fraction(re), Fraction(im))


def whole(value, size, mode):
    if value.denominator != 1:
        if mode == "exact":
            return None
        value = Fraction(round(value)) if "round" in mode else Fraction(int(value))
    value, low = int(value), -(1 << 8 * size - 1)
    if low <= value < -low:
        return value
    return (value - low) % (-2 * low) + low if "wrap" in mode else min(max(value, low), -low - 1) if "saturate" in mode else None


def computed(operator, a, b):
    (ar, ai), (br, bi) = a, b
    if operator == "+":
        return ar + br, ai + bi
    if operator == "-":
        return ar - br, ai - bi
    if operator == "*":
        return ar * br - ai * bi, ar * bi + ai * br
    square = br * br + bi * bi
    return None if square == 0 else ((ar * br + ai * bi) / square, (ai * br - ar * bi) / square)


def cases(seed, count):
    rng = random.Random(int(seed))
    for number in range(int(count)):
        c = float_case(rng, number) if number % 8 < 5 else complex_case(rng, number)
        c["mode"] = rng.choice(["exact", "saturate", "wrap", "round", "truncate", "round,saturate"])
        c["operator"] = rng.choice("=+-*/")
        c["constant"] = number_for(rng)
        c["imaginary"] = Fraction(rng.randrange(-4, 5))
        c["doubles"] = [rng.choice([rng.uniform(-1, 1) * 10.0 ** rng.randrange(-90, 90), float(rng.randrange(-1000, 1000)), 2.0 ** rng.randrange(-300, 300), rng.uniform(-1, 1)]) for _ in range(8)]
        c["found"] = rng.randrange(len(c["values"]))
        yield c


def edit_of(c):
    text, integer = text_of(c["constant"])
    operator = "=" if c["operator"] == "=" else c["operator"] + "="
    if c["name"] in COMPLEX and c["imaginary"]:
        return "%s %s [%s, %d]" % (c["view"], operator, text, c["imaginary"]), integer
    return "%s %s %s" % (c["view"], operator, text), integer


def generate(seed, count, folder):
    with open(os.path.join(folder, "commands"), "w") as commands:
        for number, (name, data, _) in enumerate(VECTORS):
            path = os.path.join(folder, "v%d" % number)
            with open(path, "wb") as file:
                file.write(bytes.fromhex(data))
            commands.write(json.dumps(["show", path, name]) + "\n")
        for c in cases(seed, count):
            path = os.path.join(folder, "%d.bin" % c["number"])
            for ending in ("", ".patched"):
                with open(path + ending, "wb") as file:
                    file.write(c["data"])
            np.array(c["doubles"]).astype("<f8").tofile(path + ".f8")
            wide = "f8" if c["name"] in FLOATS else "c16"
            value = c["values"][c["found"]]
            wanted = "0" if value is None or value == 0 else json.dumps([int(v) for v in value]) if c["name"] in COMPLEX else text_of(value)[0]
            commands.writelines(json.dumps(command) + "\n" for command in (
                ["show", path, c["view"]], ["convert", path, c["view"], "--to", wide, "-o", path + ".wide"],
                ["convert", path + ".f8", "f8", "--to", c["view"], "--cast-values", c["mode"], "-o", path + ".coded"],
                ["patch", path + ".patched", edit_of(c)[0], "--cast-values", c["mode"]], ["find", path, wanted, "--in", c["view"]], ["stats", path, c["view"]]))


def plain(c, value):
    """A value as JSON has it."""
    return [float(v) for v in value] if c["name"] in COMPLEX else "NaN" if value is None else float(value)


def same(a, b):
    return a == b and math.copysign(1, a) == math.copysign(1, b)


def check_floats(c, path, show, wide, coded, patched, found):
    name, order, size, mode = c["name"], c["order"], c["size"], c["mode"]
    for text, value in zip(show, c["values"]):
        if value is None:
            assert text == '"NaN"', (name, text)
        elif value == 0:
            assert text == ("-0.0" if isinstance(value, float) else "0.0"), (name, text)
        else:
            spelled(name, text, value)
    if wide["exit"] == 0:
        for got, value in zip(np.fromfile(path + ".wide", "<f8"), c["values"]):
            assert (math.isnan(got) if value is None else same(float(got), float(value))), (name, got, value)
    else:
        # Only an integer that f8 would round may be refused, and none came as an integer.
        raise AssertionError(wide)
    expected = [near(name, Fraction(d), math.copysign(1, d) < 0) for d in c["doubles"]]
    if any(e is None for e in expected) and "saturate" not in mode:
        assert coded["exit"] == 2, (c["doubles"], coded)
    else:
        expected = [math.copysign(1, d) * largest(name) if e is None else e for e, d in zip(expected, c["doubles"])]
        expected = [Fraction(e) if isinstance(e, Fraction) or e else e for e in expected]
        expected = [(largest(name) if d > 0 else -largest(name)) if near(name, Fraction(d)) is None else e for e, d in zip(expected, c["doubles"])]
        with open(path + ".coded", "rb") as file:
            assert file.read() == b"".join(encode(name, e, order) for e in expected), (name, mode, c["doubles"])
    _, integer = edit_of(c)
    new = []
    for value in c["values"]:
        negative = value is not None and (value < 0 or isinstance(value, float))
        result, b = value, c["constant"]
        if c["operator"] == "=":
            result, negative = b, b < 0
        elif value is None or (c["operator"] == "/" and b == 0):
            new.append(None)
            continue
        else:
            exact = Fraction(value)
            result = {"+": exact + b, "-": exact - b, "*": exact * b, "/": b and exact / b}[c["operator"]]
            zero = {"+": negative and b < 0, "-": negative and b >= 0 and not (b == 0 and False), "*": negative != (b < 0), "/": negative != (b < 0)}[c["operator"]]
            negative = result < 0 if result else zero
        rounded = near(name, result, negative)
        if rounded is None:
            rounded = (-largest(name) if result < 0 else largest(name)) if "saturate" in mode else None
        elif integer and mode == "exact" and result.denominator == 1 and rounded != result:
            rounded = None
        new.append(rounded)
    with open(path + ".patched", "rb") as file:
        now = file.read()
    if any(n is None for n in new):
        assert patched["exit"] == 2 and now == c["data"], (edit_of(c), mode, patched)
    else:
        assert patched["exit"] == 0 and now == b"".join(encode(name, n, order) for n in new), (edit_of(c), mode, patched, c["data"].hex(), now.hex())
    wanted = c["values"][c["found"]]
    places = [i for i, v in enumerate(c["values"]) if v is not None and v == (wanted or 0)]
    got = [m["index"][0] for m in found["result"]["matches"]] if found["exit"] in (0, 1) else found
    assert got == places, (name, wanted, got, places)


def check_complex(c, path, show, wide, coded, patched, found):
    name, size, mode = c["name"], COMPLEX[c["name"]], c["mode"]
    order = "big" if c["order"] == ">" else "little"
    packed = lambda values: b"".join(int(p).to_bytes(size, order, signed=True) for v in values for p in v)
    assert [json.loads(t) for t in show] == [[int(p) for p in v] for v in c["values"]]
    assert wide["exit"] == 0 and np.fromfile(path + ".wide", "<c16").tolist() == [complex(*v) for v in c["values"]], wide
    expected = [whole(Fraction(d), size, mode) for d in c["doubles"]]
    if any(e is None for e in expected):
        assert coded["exit"] == 2, coded
    else:
        with open(path + ".coded", "rb") as file:
            assert file.read() == packed([(e, 0) for e in expected]), (name, mode)
    new = []
    for value in c["values"]:
        b = (c["constant"], c["imaginary"])
        result = b if c["operator"] == "=" else computed(c["operator"], value, b)
        new.append(None if result is None else tuple(whole(p, size, mode) for p in result))
    with open(path + ".patched", "rb") as file:
        now = file.read()
    if any(n is None or None in n for n in new):
        assert patched["exit"] == 2 and now == c["data"], (edit_of(c), mode, patched, new)
    else:
        assert patched["exit"] == 0 and now == packed(new), (edit_of(c), mode, patched, c["data"].hex(), now.hex())
    got = [m["index"][0] for m in found["result"]["matches"]]
    assert got == [i for i, v in enumerate(c["values"]) if v == c["values"][c["found"]]], (name, got)


def check(seed, count, folder):
    with open(os.path.join(folder, "answers")) as file:
        lines = file.read().splitlines()
    for name, data, value in VECTORS:
        text = lines.pop(0)
        digits = text[text.index("[") + 1:text.index("]")]
        assert near(name, Fraction(value)) == near(name, Fraction(digits)) == decode(name, bytes.fromhex(data), ">"), (name, data, text)
    changed = 0
    for c in cases(seed, count):
        path = os.path.join(folder, "%d.bin" % c["number"])
        show = lines.pop(0)
        items = show[show.index("[") + 1:show.rindex("]")]
        show = items.split("],") if c["name"] in COMPLEX else items.split(",")
        show = [t if t.endswith("]") or c["name"] in FLOATS else t + "]" for t in show]
        wide, coded, patched, found, stats = [json.loads(lines.pop(0)) for _ in range(5)]
        changed += patched["exit"] == 0
        (check_floats if c["name"] in FLOATS else check_complex)(c, path, show, wide, coded, patched, found)
        assert stats["exit"] == 0 and stats["result"]["count"] == len(c["values"]), stats
        if c["name"] in FLOATS:
            numbers = [float(v) for v in c["values"] if v is not None]
            assert stats["result"]["nan"] == len(c["values"]) - len(numbers)
            assert not numbers or (stats["result"]["min"] == min(numbers) and stats["result"]["max"] == max(numbers)), stats
    assert not lines and changed > int(count) // 5, changed
    print("%d cases, %d edits made" % (int(count), changed))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
