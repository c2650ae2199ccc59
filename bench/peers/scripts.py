"""The small programs that run the peers, as files of the working folder."""
import pathlib
import subprocess

FILES = {
    "make.py": """
import random, struct, sys
random.seed(1)
block = b"".join(struct.pack("<f", random.random()) for _ in range(1 << 18))
size, needle = int(sys.argv[1]), sys.argv[2].encode()
with open("data", "wb") as f:
    for start in range(0, size, len(block)):
        f.write(block[: size - start])
    f.seek(size - size // 64)
    f.write(needle)
""",
    "sum.py": """
import numpy as np, sys
data = np.memmap("data", "<f4", mode="r")
print(data.sum(dtype="f8"))
if len(sys.argv) > 1:
    print(data.min(), data.max(), data.std(dtype="f8"))
""",
    "check_sum.py": """
import json, math, numpy as np
ours, data = json.load(open("ours.out")), np.memmap("data", "<f4", mode="r")
assert ours["count"] == data.size and math.isclose(ours["sum"], data.sum(dtype="f8"), rel_tol=1e-9), ours
assert np.float32(ours["min"]) == data.min() and np.float32(ours["max"]) == data.max(), ours
""",
    "evict.py": """
import os, sys
f = os.open("data", os.O_RDONLY)
size, part = os.fstat(f).st_size, int(sys.argv[1])
os.fsync(f)
os.posix_fadvise(f, 0, size // part if part else 0, os.POSIX_FADV_DONTNEED)
if part:
    at = size // part
    while at < size:
        at += len(os.pread(f, 1 << 20, at))
""",
    "swap.py": """
import numpy as np, sys
np.memmap(sys.argv[1], "<u2", mode="r+").byteswap(inplace=True)
""",
    "augmented.py": """
import numpy as np, sys
data = np.memmap(sys.argv[1], "u1", mode="r+")
if sys.argv[2] == "xor":
    data ^= np.uint8(0x5a)
else:
    numbers = data.view("<f4")
    if sys.argv[2] == "column":
        numbers = numbers.reshape(-1, 8)[:, 0]
    numbers *= np.float32(0.5)
""",
    "copy_file_range.py": """
import os
a, b = os.open("data", os.O_RDONLY), os.open("theirs.out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
while os.copy_file_range(a, b, 1 << 30):
    pass
""",
    "layout.py": """
import numpy as np, sys
data = np.memmap("data", "<f4", mode="r")
np.ascontiguousarray(eval(sys.argv[1])).tofile("theirs.out")
""",
    "crc.py": """
import zlib
crc = 0
with open("data", "rb") as f:
    while block := f.read(1 << 20):
        crc = zlib.crc32(block, crc)
open("theirs.out", "w").write(f"{crc:08x}")
""",
    "edits.py": """
import random, sys
random.seed(7)
count, size = int(sys.argv[1]), int(sys.argv[2])
with open("edits", "w") as f:
    for _ in range(count):
        f.write(f"B[{random.randrange(size)}] = {random.randrange(256)}\\n")
""",
    "patch.py": """
import mmap, os, re, sys
with open(sys.argv[1], "r+b") as f:
    with mmap.mmap(f.fileno(), 0) as m:
        for line in open("edits"):
            place, value = re.match(r"B\\[(\\d+)\\] = (\\d+)", line).groups()
            m[int(place)] = int(value)
        m.flush()
    os.fsync(f.fileno())
""",
}


def run(python, name, *arguments):
    pathlib.Path(name).write_text(FILES[name])
    subprocess.run([python, name, *arguments], check=True)
