"""cast and reshape through the command, worked out by NumPy.

    relayout.py npy SEED COUNT FOLDER COMMAND...     npy files that NumPy writes, cast and reshaped, there and back
    relayout.py growth FOLDER inserted|copied COMMAND...   headers that must grow
    relayout.py raw SEED COUNT FOLDER COMMAND...     raw files: --adopt npy, --header, -o OUT.npy, and what they refuse
"""
import os
import random
import sys
import warnings

import numpy as np
from numpy.lib import format as npy

from command import PLAIN, RECORDS, SHAPES, TITLED, Findings, Tool, content, filled, spell, state, write

UNRECORDABLE = ["i3", ">u3", "bf16", "float8_e4m3fn", "float8_e5m2"]


def shape_of(r, count):
    """A random shape of so many elements."""
    shape, left = [], count
    for _ in range(r.randint(0, 4)):
        divisor = r.choice([d for d in range(1, left + 1) if left % d == 0] or [0])
        shape.append(divisor)
        left = left // divisor if divisor else 0
    if left != 1 or not shape and r.random() < 0.5:
        shape.append(left)
    r.shuffle(shape)
    return tuple(shape) if int(np.prod(shape, dtype=int)) == count else (count,)


def written(r, shape):
    """The dimensions as --to takes them, now and then with a -1 for one."""
    shape = list(shape)
    if shape and 0 not in shape and r.random() < 0.3:
        shape[r.randrange(len(shape))] = -1
    return ",".join(map(str, shape))


def original(r, path):
    dt = np.dtype(r.choice(PLAIN) if r.random() < 0.7 else r.choice(RECORDS) if r.random() < 0.9 else TITLED)
    a = filled(r, dt, r.choice(SHAPES), r.choice("CCF"))
    version = r.choice([None, (1, 0), (2, 0), (3, 0)])
    try:
        with open(path, "wb") as f:
            npy.write_array(f, a, version=version)
    except UnicodeEncodeError:
        # 1.0 and 2.0 are latin-1.
        with open(path, "wb") as f:
            npy.write_array(f, a, version=(3, 0))
    return a


def flat(a, dt, shape):
    """The bytes of an array that is packed in C order as another type and shape, or None."""
    if not a.flags.c_contiguous or dt.itemsize == 0 or a.nbytes % dt.itemsize:
        return None
    count = a.nbytes // dt.itemsize
    shape = (count,) if shape is None else shape
    if int(np.prod(shape, dtype=int)) != count:
        return None
    return np.frombuffer(a.tobytes(), dt).reshape(shape) if a.nbytes else np.zeros(shape, dt)


def request(r, a):
    """A random cast or reshape: the verb, --to, and the array it gives, or None where it must be refused."""
    if r.random() < 0.4:
        shape = shape_of(r, a.size)
        if r.random() < 0.1:
            shape += (2,)
        text = written(r, shape)
        if int(np.prod(shape, dtype=int)) != a.size:
            return ("reshape", text, None) if -1 not in map(int, filter(None, text.split(","))) or a.size == 0 else ("reshape", ",".join(map(str, shape)), None)
        b = a.view()
        try:
            b.shape = shape
        except AttributeError:
            # NumPy would have to copy.
            b = None
        # npy can't record an array that is packed in neither order.
        if b is not None and not (b.flags.c_contiguous or b.flags.f_contiguous):
            b = None
        return "reshape", text or "()", b
    if r.random() < 0.12:
        return "cast", r.choice(UNRECORDABLE), None
    if r.random() < 0.3:
        same = [d for d in PLAIN if np.dtype(d).itemsize == a.dtype.itemsize]
        dt = np.dtype(r.choice(same)) if same else a.dtype
    else:
        dt = np.dtype(r.choice(PLAIN) if r.random() < 0.7 else r.choice(RECORDS))
    if r.random() < 0.5:
        if not a.flags.c_contiguous:
            return "cast", spell(dt), a.view(dt) if dt.itemsize == a.dtype.itemsize else None
        return "cast", spell(dt), flat(a, dt, None)
    count = a.nbytes // dt.itemsize
    shape = shape_of(r, count)
    return "cast", "%s(%s)" % (spell(dt), written(r, shape)), flat(a, dt, shape)


def same(loaded, expected):
    # The bytes of both orders: tobytes() gives C order, whatever the array's own.
    return loaded.dtype == expected.dtype and loaded.shape == expected.shape and loaded.tobytes() == expected.tobytes()


def npy_files(tool, seed, count, folder):
    r, found = random.Random(seed), Findings()
    for number in range(count):
        path = os.path.join(folder, "%d.npy" % number)
        a = original(r, path)
        before, kept = content(path), state(path)
        back = tool("info", path)["result"]["dtype"]
        where = "%s %s%s %s v%d" % (number, a.dtype, a.shape, "F" if np.isfortran(a) else "C", before[6])
        now, steps = a, []
        for _ in range(r.randint(1, 3)):
            verb, to, expected = request(r, now)
            steps.append((verb, to))
            kept = state(path)
            dry = tool(verb, path, "--to", to, "--dry-run")
            found.check(state(path) == kept, where, "a dry run wrote", steps)
            answer = tool(verb, path, "--to", to)
            found.check(dry["exit"] == answer["exit"], where, "a dry run answers", dry, "and the run", answer, steps)
            if expected is None:
                found.check(answer["exit"] == 2 and state(path) == kept, where, "not refused:", steps, answer)
                continue
            if not found.check(answer["exit"] == 0, where, steps, answer):
                break
            now = expected
            found.check(answer["result"]["shape"] == list(now.shape), where, steps, answer)
            found.check(same(np.load(path), now), where, steps, "NumPy loads", repr(np.load(path))[:200])
            found.check(np.load(path, mmap_mode="r").nbytes == a.nbytes, where, steps, "NumPy maps another size")
        # Back to the old type and shape: the same file, unless the header grew, needed UTF-8 (and so 3.0) on the way, or lost its titles.
        if now.flags.c_contiguous and a.flags.c_contiguous:
            answer = tool("cast", path, "--to", "%s(%s)" % (back, ",".join(map(str, a.shape))))
        elif now.shape == a.shape:
            answer = tool("cast", path, "--to", back)
        else:
            continue
        if not found.check(answer["exit"] == 0, where, "back", steps, answer):
            continue
        after = content(path)
        if len(after) == len(before) and after[6] == before[6] and b"title" not in before:
            found.check(after == before, where, steps, "there and back is not the same file:", before[:200], after[:200])
        else:
            loaded = np.load(path)
            # Without titles the types are not equal, though their fields are.
            found.check(loaded.shape == a.shape and loaded.tobytes() == a.tobytes(), where, steps, "there and back is another array")
    return found.end(count * 4)


def growth(tool, folder, way):
    found = Findings()
    long_record = "{" + ",".join("a_rather_long_name_of_a_field_%03d:<f4" % i for i in range(64)) + "}"
    ones = ",".join(["1"] * 30)
    r = random.Random(8)
    cases = []
    for version in [(1, 0), (2, 0), (3, 0)]:
        for order in "CF":
            cases.append((version, filled(r, "<f4", (1024, 64), order), "reshape", None))
        cases.append((version, filled(r, "<f4", (16, 64)), "reshape", ones + ",16,64"))
        cases.append((version, filled(r, "<f4", (), "C"), "reshape", ones))
        cases.append((version, filled(r, "<f4", (1024, 64)), "cast", long_record))
        cases.append((version, filled(r, "<f4", (1024, 64)), "cast", long_record + "(2,-1)"))
    for number, (version, a, verb, to) in enumerate(cases):
        path = os.path.join(folder, "grow%d.npy" % number)
        with open(path, "wb") as f:
            npy.write_array(f, a, version=version)
        kept, size = state(path), os.path.getsize(path)
        if to is None:
            # An axis for every row: NumPy's own rule says what an array in Fortran order can be seen as.
            to, expected = ",".join(["1"] * 20 + ["1024", "64"] + ["1"] * 8), a.reshape((1,) * 20 + (1024, 64) + (1,) * 8)
            expected = np.asfortranarray(expected) if np.isfortran(a) else expected
        elif verb == "reshape":
            expected = a.reshape(tuple(map(int, to.split(","))))
        else:
            dt = np.dtype([("a_rather_long_name_of_a_field_%03d" % i, "<f4") for i in range(64)])
            expected = np.frombuffer(a.tobytes(), dt)
            expected = expected.reshape(2, -1) if to.endswith("(2,-1)") else expected
        os.chmod(path, 0o640)
        dry = tool(verb, path, "--to", to, "--dry-run")
        found.check(dry["exit"] == 0 and state(path)[:4] == kept[:4], number, "dry", dry)
        answer = tool(verb, path, "--to", to)
        if not found.check(answer["exit"] == 0, number, version, verb, answer):
            continue
        notes = " ".join(answer["result"]["notes"])
        found.check(("inserted" if way == "inserted" else "copied and replaced") in notes, number, verb, "grew by another way:", notes)
        found.check(os.stat(path).st_mode & 0o777 == 0o640, number, "the mode is", oct(os.stat(path).st_mode))
        found.check((os.stat(path).st_ino == kept[3]) == (way == "inserted"), number, "the inode")
        found.check(os.path.getsize(path) > size, number, "did not grow")
        loaded = np.load(path)
        found.check(same(loaded, expected), number, version, verb, to[:60], "NumPy loads", loaded.dtype, loaded.shape)
        found.check(content(path)[6] == version[0], number, "the version changed from", version)
        # Back again: the header has room, and does not grow.
        size = os.path.getsize(path)
        answer = tool("cast", path, "--to", "<f4(%s)" % ",".join(map(str, a.shape))) if not np.isfortran(a) else tool("reshape", path, "--to", "1024,64")
        found.check(answer["exit"] == 0 and os.path.getsize(path) == size and same(np.load(path), a), number, "back", answer)
        leftovers = [n for n in os.listdir(folder) if not n.startswith("grow") or not n.endswith(".npy")]
        found.check(leftovers in ([], ["lost+found"]), number, "left behind", leftovers)
    return found.end(len(cases) * 8)


# Every name of a type in the specification of NRRD (section 5, "type").
NRRD_TYPES = {name: dt for dt, names in {
    "i1": "signed char, int8, int8_t", "u1": "uchar, unsigned char, uint8, uint8_t",
    "i2": "short, short int, signed short, signed short int, int16, int16_t",
    "u2": "ushort, unsigned short, unsigned short int, uint16, uint16_t",
    "i4": "int, signed int, int32, int32_t", "u4": "uint, unsigned int, uint32, uint32_t",
    "i8": "longlong, long long, long long int, signed long long, signed long long int, int64, int64_t",
    "u8": "ulonglong, unsigned long long, unsigned long long int, uint64, uint64_t", "f4": "float", "f8": "double",
}.items() for name in names.split(", ")}


def read_nrrd(path):
    """A detached header by the NRRD specification: magic, `field: value` lines up to an empty line; sizes fastest first."""
    with open(path, "rb") as f:
        lines = f.read().decode("ascii").split("\n\n")[0].split("\n")
    assert lines[0].startswith("NRRD000"), lines[0]
    fields = dict(line.split(": ", 1) for line in lines[1:] if line and not line.startswith("#") and ":=" not in line)
    dt = np.dtype(NRRD_TYPES[fields["type"].strip()])
    if dt.itemsize > 1:
        dt = dt.newbyteorder({"little": "<", "big": ">"}[fields["endian"].strip()])
    sizes = [int(s) for s in fields["sizes"].split()]
    assert len(sizes) == int(fields["dimension"]) and fields["encoding"].strip() == "raw", fields
    raw = content(os.path.join(os.path.dirname(path), fields.get("data file", fields.get("datafile"))))
    skip = int(fields.get("byte skip", 0))
    return np.frombuffer(raw[skip:], dt)[: int(np.prod(sizes, dtype=int))].reshape(sizes[::-1])


def raw_files(tool, seed, count, folder):
    r, found = random.Random(seed), Findings()
    for number in range(count):
        size = r.choice([0, 1, 2, 3, 7, 8, 24, 48, 240, 4095, 4096, 4097, 12288, 65536, 100000])
        path = write(os.path.join(folder, "raw%d.bin" % number), r.randbytes(size))
        raw = content(path)
        dt = np.dtype(r.choice(PLAIN) if r.random() < 0.75 else r.choice(RECORDS))
        if r.random() < 0.1:
            text, dt = r.choice(UNRECORDABLE), None
        else:
            text = spell(dt)
        verb, to, expected = "cast", text, None
        if dt is not None and size % dt.itemsize == 0:
            shape = None if r.random() < 0.4 else shape_of(r, size // dt.itemsize)
            if shape is not None:
                to += "(%s)" % written(r, shape)
            expected = flat(np.frombuffer(raw, np.uint8), dt, shape)
        if r.random() < 0.2:
            verb, dt = "reshape", np.dtype("u1")
            shape = shape_of(r, size)
            to, expected = written(r, shape) or "()", flat(np.frombuffer(raw, np.uint8), dt, shape)
        where = "%d: %d bytes %s --to %s" % (number, size, verb, to)
        output, header = path[:-4] + ".npy", path[:-4] + ".nhdr"
        kept = state(path)
        for target in ([], ["--header"], ["--adopt", "npy"], ["-o", output]):
            if not target:
                continue
            answer = tool(verb, path, "--to", to, *target, "--dry-run")
            found.check(state(path) == kept and not os.path.exists(output) and not os.path.exists(header), where, target, "a dry run wrote", answer)
            if expected is not None and target != ["--header"]:
                found.check(answer["exit"] == 0, where, target, "dry", answer)
        # cast without an output describes the view.
        answer = tool(verb, path, "--to", to)
        found.check(state(path) == kept, where, "describing wrote")
        if expected is not None:
            if found.check(answer["exit"] == 0, where, answer):
                found.check(answer["result"]["shape"] == list(expected.shape) and answer["result"]["nbytes"] == size, where, answer)
        # Written out.
        answer = tool(verb, path, "--to", to, "-o", output)
        if expected is None:
            found.check(answer["exit"] == 2 and not os.path.exists(output), where, "-o not refused", answer)
        elif found.check(answer["exit"] == 0, where, answer):
            found.check(same(np.load(output), expected), where, "-o: NumPy loads", repr(np.load(output))[:200])
            found.check(tool(verb, path, "--to", to, "-o", output)["exit"] == 3, where, "overwrote without --force")
        found.check(state(path) == kept, where, "-o wrote to its input")
        # Recorded beside it.
        answer = tool(verb, path, "--to", to, "--header")
        describable = expected is not None and dt.kind in "iuf" and dt != "<f2" and dt != ">f2" and expected.ndim > 0 and 0 not in expected.shape and expected.ndim <= 16
        if describable:
            if found.check(answer["exit"] == 0, where, "--header", answer):
                found.check(same(read_nrrd(header), expected), where, "--header: NRRD reads", content(header))
                info = tool("info", path)["result"]
                found.check((info["container"], info["dtype"], info["shape"]) == ("nrrd", dt.str, list(expected.shape)), where, "opens as", info)
                os.remove(header)
        elif expected is None:
            found.check(answer["exit"] == 2 and not os.path.exists(header), where, "--header not refused", answer)
        elif answer["exit"] == 0:
            info = tool("info", path)
            found.check(info["exit"] == 0 and info["result"]["shape"] == list(expected.shape) and info["result"]["nbytes"] == size, where, "header of an odd type", info, content(header))
            os.remove(header)
        else:
            found.check(answer["exit"] == 2 and not os.path.exists(header), where, "--header", answer)
        found.check(state(path) == kept, where, "--header wrote to the data")
        # Made npy.
        answer = tool(verb, path, "--to", to, "--adopt", "npy")
        if expected is None:
            found.check(answer["exit"] == 2 and state(path) == kept, where, "--adopt not refused", answer)
        elif found.check(answer["exit"] == 0, where, "--adopt", answer):
            found.check(same(np.load(path), expected), where, "--adopt: NumPy loads", repr(np.load(path))[:200])
            found.check(content(path).endswith(raw) and os.stat(path).st_mode == kept[4], where, "--adopt changed data or mode")
            info = tool("info", path)["result"]
            found.check(info["container"] == "npy" and info["shape"] == list(expected.shape), where, "adopted, opens as", info)
        found.check([n for n in os.listdir(folder) if n.split(".")[0] != "raw%d" % number] == [], where, "left behind", os.listdir(folder))
        for name in os.listdir(folder):
            os.remove(os.path.join(folder, name))
    return found.end(count * 10)


def main(mode, *arguments):
    warnings.simplefilter("ignore")
    if mode == "growth":
        folder, way, *command = arguments
        tool = Tool(command)
        status = growth(tool, folder, way)
    else:
        seed, count, folder, *command = arguments
        tool = Tool(command)
        status = {"npy": npy_files, "raw": raw_files}[mode](tool, int(seed), int(count), folder)
    tool.close()
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
