"""patch of whole files by augmented assignments, on several threads, against NumPy.

    augmented.py FOLDER COMMAND...
"""
import os
import sys

import numpy as np

from command import Findings, content

SIZE = (9 << 20) + 20 * 1024  # some ranges of 4 MiB, and no whole number of them


def cases(r, n):
    """Edits, the files that they need, and NumPy's results."""
    factor = "0.7"

    def f4(data, view, code="<f4"):
        # The exact product with 0.7, rounded once: 64 bits of the factor tell how for all but 1 in 2^39.
        a = view(data.view(code))
        a[...] = (a.astype(np.longdouble) * np.longdouble(factor)).astype("f4")

    yield "<f4 *= " + factor, lambda d: f4(d, lambda a: a)
    yield ">f4 *= " + factor, lambda d: f4(d, lambda a: a, ">f4")
    yield "<f4(-1,8)[:,0] *= " + factor, lambda d: f4(d, lambda a: a.reshape(-1, 8)[:, 0])
    yield "<f4(-1,256)[:,3:200:5] *= " + factor, lambda d: f4(d, lambda a: a.reshape(-1, 256)[:, 3:200:5])
    yield "<f4[::-3] *= " + factor, lambda d: f4(d, lambda a: a[::-3])
    yield "<f4(64,-1).T[5:] *= " + factor, lambda d: f4(d, lambda a: a.reshape(64, -1).T[5:])
    # No element of these edits can fail, so none is tried beforehand.
    yield "<f4 *= -1", lambda d: d.view("<f4").__imul__(np.float32(-1))
    yield "<f4 /= 3", lambda d: d.view("<f4").__itruediv__(np.float32(3))
    yield 'u1 ^= x"5a"', lambda d: d.__ixor__(np.uint8(0x5A))
    yield "<i2[1::2] += 12345", lambda d: d.view("<i2")[1::2].__iadd__(np.int16(12345))
    yield ">u8 &= 71777214294589695", lambda d: d.view(">u8").__iand__(np.uint64(71777214294589695))

    def halves(d):
        a = d.view("<u4")
        half = a.size // 2
        a[:half] += a[half:2 * half]
    yield "<u4[:%d] += @::<u4[%d:%d]" % (n // 8, n // 8, n // 4), halves

    def shifted(d):
        d[1:] = d[:-1].copy()
    yield "u1[1:] = @::u1[:-1]", shifted


def main(folder, command):
    import subprocess
    r, findings = np.random.default_rng(5), Findings()
    floats = r.random(SIZE // 4, dtype="<f4")
    floats[[5, 6, -7]] = np.finfo("<f4").max, np.finfo("<f4").min, np.inf
    start = floats.view("u1")
    path = os.path.join(folder, "data")

    def run(*arguments):
        return subprocess.run(command + list(arguments), capture_output=True, text=True)

    for edit, model in cases(r, SIZE):
        data = floats.astype(">f4").view("u1") if edit.startswith(">f4") else start.copy()
        before = data.tobytes()
        model(data)
        for way in (["--no-journal", "--no-sync"], ["--no-sync"], ["--undo-limit", "0"]):
            for threads in "1", "2", "7":
                with open(path, "wb") as f:
                    f.write(before)
                done = run("patch", path, edit, "--cast-values", "wrap", "--threads", threads, "--quiet", *way)
                findings.check(done.returncode == 0 and content(path) == data.tobytes(), edit, way, threads, done.stderr)
                findings.check(os.listdir(folder) == ["data"], edit, way, threads, os.listdir(folder))

    # If several values do not fit, the first one is named, even if another thread finds a later one sooner. Nothing is written.
    data = r.random(SIZE // 4, dtype="<f4")
    first = data.size // 2 + 12345
    data[[first, first + 1, data.size - 1]] = 3e38
    for threads in "1", "2", "7":
        with open(path, "wb") as f:
            f.write(data.tobytes())
        done = run("patch", path, "<f4 *= 2", "--threads", threads)
        findings.check(done.returncode == 2 and "element [%d]" % first in done.stderr, threads, done.returncode, done.stderr)
        findings.check(content(path) == data.tobytes() and os.listdir(folder) == ["data"], "written", threads)

    return findings.end(230)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
