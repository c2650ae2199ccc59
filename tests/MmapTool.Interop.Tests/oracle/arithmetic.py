"""Augmented assignment through the command, against exact rational arithmetic (fractions) and, for infinities and NaNs, IEEE 754.

    arithmetic.py generate SEED COUNT FOLDER    files and commands for 'run'; COUNT combinations of them, or 'all'
    arithmetic.py check SEED COUNT FOLDER       the answers and the files

A combination is an operator, the view's type, the right side's type or a constant, and a mode. Each has one edit of all pairs of numbers whose result fits, and
edits in which one result does not.
"""
import json
import math
import os
import random
import sys
from fractions import Fraction

import numpy as np

import converting
from converting import COMPLEX, FLOATS, INTEGERS, MODES, TYPES, decode, encode, integer, itemsize, narrow

OPERATORS = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"]
CONSTANTS = ["0.5", "1.5", "-0.5", "0.1", "-0.3", "0.333333333333333333333", "2.5", "1e-3", "1e40", "1e400", "-1e400", "1e-400", "0.7", "1.1", "1e-30", "123456.789", "3.0", "0.0", "-0.0",
             "0", "1", "-1", "2", "3", "-3", "7", "8", "10", "100", "127", "128", "255", "256", "-129", "1000", "32768", "65536", "8388608", "16777217", "-16777217", "2147483648", "4294967297",
             "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "1000000000000000000000000000001",
             "1.0000000000000000000000000000000000001", "0.49999999999999999999999999", "true"]


def limits(name):
    """Numbers that the type holds, at and around its limits."""
    if name in INTEGERS:
        bits, signed, _ = INTEGERS[name]
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
        some = [low, low + 1, low + 2, low // 2, low // 3, -101, -100, -7, -3, -2, -1, 0, 1, 2, 3, 5, 7, 10, 63, 64, 65, 100, 101, high // 3, high // 2, high // 2 + 1, high - 2, high - 1, high]
        return sorted({x for x in some if low <= x <= high})
    if name in FLOATS:
        digits, least, largest, _ = FLOATS[name]
        least = Fraction(2) ** (least - digits + 1)
        some = [0, 1, 2, 3, 5, 7, 10, 100, Fraction(1, 2), Fraction(3, 2), Fraction(5, 2), Fraction(1, 3), Fraction(1, 10), 1 + Fraction(1, 2 ** (digits - 1)), 2 ** digits, 2 ** digits - 1,
                2 ** (digits - 1) + 1, 2 ** (digits + 3), largest, largest / 2, least, 3 * least, least * 2 ** digits, 255, 256, 32767, 65535, 2 ** 31, 2 ** 32, 2 ** 63, 2 ** 64, Fraction(255, 2), 127]
        near = [narrow(Fraction(x), name, "saturate") for x in some]
        return sorted({x for x in near} | {-x for x in near if x}) + [-0.0, math.nan] + ([] if name == "float8_e4m3fn" else [math.inf, -math.inf])
    part = [x for x in limits(COMPLEX[name]) if not isinstance(x, float)]
    r = random.Random(name)
    return [(r.choice(part), r.choice([Fraction(0), r.choice(part)])) for _ in range(40)]


LIMITS = {name: limits(name) for name in TYPES}


def special(x):
    return isinstance(x, float) and not math.isfinite(x)


def negative(x):
    return x < 0 if x else math.copysign(1, x) < 0


def proxy(x):
    return x if special(x) else math.copysign(0 if x == 0 else 1, -1 if negative(x) else 1)


def real(op, a, b):
    """The exact result of two reals, a Fraction or a signed zero; NaN and the infinities as IEEE 754 and Python's % have them."""
    if special(a) or special(b) or (b == 0 and op in "/%"):
        with np.errstate(all="ignore"):
            x, y = np.float64(proxy(a)), np.float64(proxy(b))
            if op == "%":
                if math.isnan(x) or special(a) or b == 0 or math.isnan(y):
                    return math.nan
                return math.copysign(0, y) if a == 0 else a if negative(a) == negative(b) else b
            return float({"+": x + y, "-": x - y, "*": x * y, "/": x / y}[op])
    x, y = Fraction(a), Fraction(b)
    result = {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "/": lambda: x / y, "%": lambda: x - y * ((x / y).__floor__())}[op]()
    if result == 0:
        minus = {"+": negative(a) and negative(b), "-": negative(a) and not negative(b), "%": negative(b)}.get(op, negative(a) != negative(b))
        return -0.0 if minus else 0.0
    return result


def apply(op, a, b, whole, name, mode):
    """The element that `a op= b` leaves in a view of the type; None where it is refused. whole: the right side is an integer by type or spelling."""
    if name in COMPLEX:
        (ar, ai), (br, bi) = a, b if isinstance(b, tuple) else (b, Fraction(0))
        f = Fraction
        ar, ai, br, bi = f(ar), f(ai), f(br), f(bi)
        if op == "/" and br == bi == 0:
            return "anything"
        square = br * br + bi * bi
        parts = {"+": lambda: (ar + br, ai + bi), "-": lambda: (ar - br, ai - bi), "*": lambda: (ar * br - ai * bi, ar * bi + ai * br),
                 "/": lambda: ((ar * br + ai * bi) / square, (ai * br - ar * bi) / square)}[op]()
        got = tuple(narrow(x, COMPLEX[name], mode, whole and x.denominator == 1) for x in parts)
        return None if None in got else got
    if isinstance(b, tuple):
        if b[1] != 0:
            return None
        b = b[0]
    if op in OPERATORS[:5]:
        if name in INTEGERS and b == 0 and op in "/%":
            return None
        result = real(op, a, b)
        if name in INTEGERS:
            return integer(result, name, mode)
        if special(result) and b == 0 and op in "/%":
            return math.nan if name == "float8_e4m3fn" else result
        return narrow(result, name, mode, whole and not special(result) and Fraction(result).denominator == 1)
    if special(b) or b != int(b):
        return None
    b = int(b)
    if op in ("<<", ">>"):
        if b < 0:
            return None
        return integer(a << min(b, 200) if op == "<<" else a >> min(b, 200), name, mode)
    return integer({"&": a & b, "|": a | b, "^": a ^ b}[op], name, mode)


def operators(name):
    return OPERATORS if name in INTEGERS and name != "b1" else ["&", "|", "^"] if name == "b1" else OPERATORS[:4] if name in COMPLEX else OPERATORS[:5]


def constant(text, name):
    """The value of a constant, and whether it is an integer."""
    if text == "true":
        return Fraction(1), True
    whole = not set(text) & set(".eE")
    value = Fraction(text)
    return (-0.0 if value == 0 and text[0] == "-" and not whole else value), whole


def combinations():
    for name in TYPES:
        for op in operators(name):
            for mode in MODES:
                for other in TYPES:
                    yield name, op, mode, other, None
                for text in CONSTANTS:
                    yield name, op, mode, None, text


def cases(seed, count):
    r = random.Random(seed)
    every = list(combinations())
    if count != "all":
        every = r.sample(every, int(count))
    number = 0
    for name, op, mode, other, text in every:
        lefts = LIMITS[name]
        if text is None:
            rights = LIMITS[other]
            whole = other in INTEGERS
            # Infinities and NaNs in complex numbers are not promised.
            pairs = [(a, b) for a in lefts for b in rights if not (name in COMPLEX and special(b))]
            if len(pairs) > 260:
                pairs = r.sample(pairs, 260)
        else:
            value, whole = constant(text, name)
            pairs = [(a, value) for a in lefts]
        results = [apply(op, a, b, whole, name, mode) for a, b in pairs]
        fitting = [(p, x) for p, x in zip(pairs, results) if x is not None]
        refused = [p for p, x in zip(pairs, results) if x is None]
        # One edit of all that fits: a few elements one by one, more by blocks, or many in steps, which are worked out when they are written.
        runs = []
        if fitting:
            way = r.choice(["few", "block", "stepped", "stepped"])
            some = fitting if len(fitting) <= 12 or way != "few" else r.sample(fitting, 12)
            while way == "stepped" and len(some) < 300:
                some = some + fitting
            runs.append((way, [p for p, _ in some], [x for _, x in some], None))
        for bad in r.sample(refused, min(2, len(refused))):
            some = [p for p, _ in (r.sample(fitting, min(len(fitting), r.choice([0, 5, 40]))))]
            place = r.randint(0, len(some))
            runs.append(("one", some[:place] + [bad] + some[place:], None, place))
        for way, chosen, expected, place in runs:
            orders = [r.choice("<>") for _ in range(2)]
            step = 2 if way == "stepped" else 1
            n, size = len(chosen), itemsize(name)
            gap = bytes(size)
            data = b"".join(encode(a, name, orders[0]) + gap * (step - 1) for a, _ in chosen)
            view = "[0:%d].cast(%s%s)%s" % (len(data), orders[0], name, "[::%d]" % step if step > 1 else "")
            if text is None:
                right = b"".join(encode(b, other, orders[1]) for _, b in chosen)
                value = "@::[%d:%d].cast(%s%s)" % (len(data), len(data) + len(right), orders[1], other)
            elif r.random() < 0.2 and n < 60:
                right, value = b"", "[" + ",".join([text] * n) + "]"
            else:
                right, value = b"", text
            words = ["%s %s= %s" % (view, op, value), "--cast-values", mode]
            # Stored and written at once, without a journal, or in journaled chunks, from its text or from a program.
            words += r.choice([["--no-journal"], ["--no-journal"], ["--no-sync"], ["--no-sync", "--undo-limit", "0"]])
            number += 1
            yield number, name, op, mode, other or text, chosen, data, right, words, orders[0], expected, place, step


def generate(seed, count, folder):
    with open(os.path.join(folder, "commands"), "w") as commands:
        for number, _, _, _, _, _, data, right, words, _, _, _, _ in cases(seed, count):
            path = os.path.join(folder, "%d.bin" % number)
            with open(path, "wb") as file:
                file.write(data + right)
            print(json.dumps(["patch", path, *words]), file=commands)


def same(found, expected, name, order):
    if expected == "anything":
        return True
    if name in COMPLEX:
        # The signs of zeros are not promised.
        return all(x == y for x, y in zip(decode(found, name, order), (float(part) for part in expected)))
    return converting.same(found, encode(expected, name, order), name, order)


def check(seed, count, folder):
    wrong, total, refusals, elements = [], 0, 0, 0
    with open(os.path.join(folder, "answers")) as answers:
        for number, name, op, mode, other, chosen, data, right, words, order, expected, place, step in cases(seed, count):
            answer = json.loads(next(answers))
            total += 1
            with open(os.path.join(folder, "%d.bin" % number), "rb") as file:
                content = file.read()
            size = itemsize(name)
            problem = None
            if expected is None:
                refusals += 1
                if answer["exit"] != 2 or "element [%d]" % place not in answer["error"] and "value" not in answer["error"]:
                    problem = "%r %s %r should have been refused" % (chosen[place][0], op, chosen[place][1])
                elif content != data + right:
                    problem = "has written"
            elif answer["exit"] != 0:
                problem = "failed"
            else:
                elements += len(chosen)
                for index, (pair, x) in enumerate(zip(chosen, expected)):
                    found = content[index * step * size:][:size]
                    if not same(found, x, name, order):
                        problem = "%r %s %r is %r, not %r" % (*pair[:1], op, pair[1], decode(found, name, order), x)
                        break
                    if step > 1 and any(content[(index * step + 1) * size:][:size]):
                        problem = "changed a gap"
                        break
                problem = problem or (None if content[len(data):] == right else "changed its right side")
            if problem:
                wrong.append((problem, words, other, answer))
    print("%d edits of %d elements, %d of them refused" % (total, elements, refusals))
    for one in wrong[:12]:
        print(*one)
    print("%d wrong" % len(wrong))
    return 1 if wrong or refusals < total // 8 or elements < 10 * total else 0


def self_test():
    """The model against NumPy itself, of floats of one type, and against Python's integers."""
    with np.errstate(all="ignore"):
        for name in ("f2", "f4", "f8"):
            for a in LIMITS[name]:
                for b in LIMITS[name]:
                    x, y = np.array(float(a), name), np.array(float(b), name)
                    for op, f in (("+", np.add), ("-", np.subtract), ("*", np.multiply), ("/", np.divide)):
                        got = apply(op, a, b, False, name, "wrap")
                        assert converting.same(encode(got, name, "<"), f(x, y).astype("<" + name).tobytes(), name, "<"), (a, op, b, name, got)
    for a in LIMITS["i2"]:
        for b in LIMITS["i2"]:
            assert b == 0 or apply("%", a, b, True, "i8", "exact") == a % b, (a, b)


if __name__ == "__main__":
    verb, seed, count, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    if verb == "generate":
        generate(seed, count, folder)
    else:
        self_test()
        sys.exit(check(seed, count, folder))
