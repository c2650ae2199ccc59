"""Sparse files: known data in a few places of a large hole, written, read back and compared without reading the hole."""
import errno
import os
import random

import numpy as np

STEP = 1 << 20


class Scattered:
    """`length` bytes that are 0 but for `pieces`: offset -> array of bytes, none of which overlap."""

    def __init__(self, length, pieces):
        self.length, self.pieces = length, dict(sorted(pieces.items()))

    def bytes(self, start, count):
        result = bytearray(count)
        for offset, data in self.pieces.items():
            low, high = max(start, offset), min(start + count, offset + len(data))
            if low < high:
                result[low - start:high - start] = memoryview(data)[low - offset:high - offset]
        return bytes(result)

    def blocks(self):
        """All bytes, block by block."""
        zeros = bytes(STEP)
        for start in range(0, self.length, STEP):
            count = min(STEP, self.length - start)
            yield self.bytes(start, count) if self.touches(start, count) else zeros[:count]

    def touches(self, start, count):
        return any(offset < start + count and start < offset + len(data) for offset, data in self.pieces.items())

    def write(self, path):
        with open(path, "wb") as f:
            f.truncate(self.length)
            for offset, data in self.pieces.items():
                f.seek(offset)
                f.write(data)
        return path

    def is_in(self, path):
        """Whether the file holds exactly these bytes. The file's holes are not read; these bytes must be 0 there."""
        with open(path, "rb") as f:
            if os.fstat(f.fileno()).st_size != self.length:
                return False
            for start in range(0, self.length, STEP):
                count = min(STEP, self.length - start)
                if self.touches(start, count) or next_data(f.fileno(), start) < start + count:
                    f.seek(start)
                    if f.read(count) != self.bytes(start, count):
                        return False
        return True

    def converted(self, source, target):
        """The same numbers of another type."""
        old, new = np.dtype(source).itemsize, np.dtype(target).itemsize
        return Scattered(self.length // old * new, {o // old * new: d.view(source).astype(target).view("u1") for o, d in self.pieces.items()})


def next_data(file, start):
    """Where the next byte that is not in a hole is (lseek(2), SEEK_DATA)."""
    try:
        return os.lseek(file, start, os.SEEK_DATA)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        return 1 << 62


def of_numbers(length, count, size, seed, below=200):
    """<i4 numbers below `below`, in `count` pieces of `size` bytes: at the start, across 2^31 and 2^32 in longer files, at the end, and anywhere."""
    r, values = random.Random(seed), np.random.default_rng(seed)
    places = {0, (length - size) // size * size} | {o - size // 2 for o in (1 << 31, 1 << 32) if o + 2 * size < length}
    while len(places) < count:
        place = r.randrange(length // size) * size
        if all(abs(place - other) >= size for other in places):
            places.add(place)
    return Scattered(length, {o: values.integers(0, below, size // 4, "<i4").view("u1") for o in places})


def forget(path):
    """Writes a file to the disk and drops it from the page cache."""
    with open(path, "rb+") as f:
        os.fsync(f.fileno())
        os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
