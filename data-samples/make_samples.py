#!/usr/bin/env python3
"""Makes every sample file beside it. Deterministic: running it again gives the same bytes. Needs NumPy 1.22 or later."""
import math
import os
import struct

import numpy as np
from numpy.lib import format as npy

HERE = os.path.dirname(os.path.abspath(__file__))


def write(name, data):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(data)


def write_npy(name, array, version=None):
    with open(os.path.join(HERE, name), "wb") as file:
        npy.write_array(file, array, version=version)


def numbers():
    write("numbers.bin", struct.pack("<5h", -2, -1, 0, 1, 2))
    write("octets.bin", bytes(range(6)))
    write("big-endian.bin", struct.pack(">8f", *(2.0 ** power for power in range(-4, 4))))


def arrays():
    grid = np.arange(12, dtype="<f4").reshape(3, 4) / 4
    write_npy("grid-c.npy", grid)
    write_npy("grid-f.npy", np.asfortranarray(grid))
    write_npy("grid-v2.npy", grid.astype(">i4"), version=(2, 0))
    weather = np.zeros(3, dtype=[("温度", "<f4"), ("湿度", "u1")])
    weather["温度"] = [21.5, -3.25, 0]
    weather["湿度"] = [40, 85, 100]
    write_npy("unicode-v3.npy", weather, version=(3, 0))


def records():
    # A log of 20 readings: unaligned, with a sub-array and a gap of two bytes before the last field.
    data = b"".join(
        struct.pack("<QfB3s3B2xh", 1_700_000_000_000 + 250 * i, math.sin(i / 3), i % 4, b"abc"[: 1 + i % 3], i, 2 * i, 255 - i, -i)
        for i in range(20)
    )
    write("records.bin", data)
    aligned = np.zeros(5, dtype=np.dtype([("id", "u1"), ("position", "<f8", (3,)), ("name", "S6")], align=True))
    aligned["id"] = range(5)
    aligned["position"] = np.arange(15).reshape(5, 3) / 8
    aligned["name"] = [b"one", b"two", b"three", b"four", b"five"]
    write_npy("records.npy", aligned)


def image():
    # 64 x 48 pixels: a gradient with a bright disc in it.
    rows, columns = np.mgrid[0:48, 0:64]
    pixels = (rows * 2 + columns * 2).astype(np.uint8)
    pixels[(rows - 20) ** 2 + (columns - 40) ** 2 < 100] = 250
    write("image.raw", pixels.tobytes())
    header = "NRRD0004\ntype: unsigned char\ndimension: 2\nsizes: 64 48\nencoding: raw\ndata file: image.raw\n"
    write("image.nhdr", header.encode())
    volume = np.arange(24, dtype=">i2").reshape(2, 3, 4)
    attached = "NRRD0004\n# an attached header\ntype: short\ndimension: 3\nsizes: 4 3 2\nendian: big\nencoding: raw\n\n"
    write("volume.nrrd", attached.encode() + volume.tobytes())


if __name__ == "__main__":
    numbers()
    arrays()
    records()
    image()
