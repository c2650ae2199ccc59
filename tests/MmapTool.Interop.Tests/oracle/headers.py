"""NumPy's reading of npy headers.

accept FOLDER     one line a file, sorted by name: the name, then 'dtype|shape|fortran' or 'refused'
dtypes FOLDER     writes the arrays of records whose dtypes are hard to keep: titles, sub-arrays in sub-arrays, records in sub-arrays, padding
same FOLDER       compares the dtype and shape of every NAME.now.npy with NAME.want, a repr that is evaluated
swapped FOLDER    compares every NAME.big.npy with the array NAME.npy in the other byte order, dtype and values
"""
import ast
import glob
import os
import sys
import warnings

import numpy as np
from numpy.lib import format as npy

warnings.simplefilter("ignore")
verb, folder = sys.argv[1:]


def files(pattern):
    return sorted(glob.glob(os.path.join(folder, pattern)))


def header(path):
    with open(path, "rb") as file:
        version = npy.read_magic(file)
        return npy._read_array_header(file, version)


def described(dtype):
    return repr(npy.dtype_to_descr(dtype))


def plain(value):
    """Nested lists and tuples without arrays, whose == is no answer."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


HARD = {
    "sub": np.dtype([("rgb", "u1", (2, 3))]),
    "nested": np.dtype([("x", np.dtype(("<i2", (3,))), (2,))]),
    "deeper": np.dtype([("x", np.dtype((np.dtype((np.dtype(("<f4", (2,))), (3,))), (1, 2)))), ("y", "<u2")]),
    "records": np.dtype([("r", [("a", "u1"), ("b", "<i2")], (2,))]),
    "nestedrecords": np.dtype([("r", np.dtype(([("a", "<u4"), ("b", "S3")], (2,))), (3,)), ("z", "<c8")]),
    "title": np.dtype([(("title", "name"), "<f4"), ("plain", "<i8")]),
    "titles": np.dtype([(("the outer", "r"), [(("the inner", "a"), "<u2"), ("b", "?")], (2,)), (("it's \"odd\"", "n"), "<i4")]),
    "padded": np.dtype({"names": ["a", "b"], "formats": ["<f4", "<i2"], "offsets": [4, 12], "titles": ["T", None], "itemsize": 24}),
    "unicode": np.dtype([(("Größe", "größe"), "<f8")]),
    "mixed": np.dtype([("a", ">f4"), ("b", "<f4"), (("t", "c"), ">i2", (2, 2))]),
}

if verb == "accept":
    for path in files("*.npy"):
        try:
            shape, fortran, dtype = header(path)
            answer = f"{described(dtype)}|{tuple(int(n) for n in shape)}|{fortran}"
        except Exception as error:
            answer = "refused"
        print(os.path.basename(path), answer)
elif verb == "dtypes":
    rng = np.random.default_rng(5)
    for name, dtype in HARD.items():
        array = np.frombuffer(rng.integers(0, 2, 6 * dtype.itemsize, dtype="u1").tobytes(), dtype=dtype).reshape(2, 3)
        np.save(os.path.join(folder, name + ".npy"), array)
        print(name)
elif verb == "same":
    for path in files("*.now.npy"):
        with open(path[: -len(".now.npy")] + ".want", encoding="utf-8") as file:
            descr, shape = ast.literal_eval(file.read())
        want = npy.descr_to_dtype(descr)
        array = np.load(path)
        if array.dtype != want or described(array.dtype) != described(want) or (shape is not None and array.shape != shape):
            print(f"{os.path.basename(path)}: {described(array.dtype)} {array.shape}, want {described(want)} {shape}")
elif verb == "swapped":
    for path in files("*.big.npy"):
        before = np.load(path[: path.index(".")] + ".npy")
        after = np.load(path)
        want = before.dtype.newbyteorder("S")
        # Values field by field: NumPy leaves padding undefined where it swaps.
        if after.dtype != want or described(after.dtype) != described(want) or plain(after) != plain(before):
            print(f"{os.path.basename(path)}: {described(after.dtype)}, want {described(want)}; the values {'are right' if plain(after) == plain(before) else 'differ'}")
