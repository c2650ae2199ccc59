"""hash through the command, against hashlib, zlib, the coreutils and xxhsum.

    digests.py views SEED COUNT FOLDER COMMAND...   random views, whole and by blocks
    digests.py files FOLDER COMMAND...              whole files, by the tools that others have, and read back by sha256sum -c
"""
import hashlib
import os
import random
import shutil
import subprocess
import sys
import zlib

from command import Findings, Tool, write
import export


def crc32c(data):
    """RFC 3720, appendix B.4, bit by bit."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return "%08x" % (crc ^ 0xFFFFFFFF)


DIGESTS = {name: lambda data, name=name: hashlib.new(name, data).hexdigest() for name in ("sha256", "sha512", "sha1", "md5")}
DIGESTS |= {"crc32": lambda data: "%08x" % zlib.crc32(data), "crc32c": crc32c}
TOOLS = {"sha256": ["sha256sum"], "sha512": ["sha512sum"], "sha1": ["sha1sum"], "md5": ["md5sum"], "xxh128": ["xxhsum", "-H128"], "xxh3": ["xxhsum", "-H3", "--tag"]}


def of_views(tool, seed, count, folder):
    r, found = random.Random(seed), Findings()
    for number in range(count):
        path = os.path.join(folder, "%d.bin" % number)
        text, a = export.example(r, path)
        data = a.tobytes()
        for name in r.sample(sorted(DIGESTS), 2):
            where = "%d %s %s" % (number, text, name)
            answer = tool("hash", path, text, "--algorithm", name)
            found.check(answer.get("result") == {"schema": 1, "algorithm": name, "digest": DIGESTS[name](data), "bytes": len(data)}, where, answer)
            size = r.choice([1, 2, 3, 7, 16, 100, 1000])
            answer = tool("hash", path, text, "--algorithm", name, "--blocks", size, "--threads", r.choice([1, 2, 7]))
            blocks = [{"offset": o, "bytes": len(data[o:o + size]), "digest": DIGESTS[name](data[o:o + size])} for o in range(0, len(data), size)]
            found.check(answer.get("result") == {"schema": 1, "algorithm": name, "bytes": len(data), "blockSize": size, "blocks": blocks}, where, size, str(answer)[:500])
        os.remove(path)
    return found.end(count * 4)


def of_files(tool, folder):
    r, found = random.Random(1), Findings()
    for size in (0, 1, 55, 64, 65536, 65537, 9_000_001):
        path = write(os.path.join(folder, "file.bin"), r.randbytes(size))
        data = open(path, "rb").read()
        for name, command in TOOLS.items():
            if not shutil.which(command[0]):
                print("left out, as it is not here:", command[0])
                continue
            line = subprocess.run(command + [path], capture_output=True, check=True).stdout.decode()
            digest = line.split()[-1 if "--tag" in command else 0]
            ours = tool.alone("hash", path, "--algorithm", name)
            found.check(ours.stdout.decode() == "%s  %s\n" % (digest, path) and ours.returncode == 0, name, size, ours, line)
        ours = tool.alone("hash", path, "--algorithm", "crc32", "--threads", "3")
        found.check(ours.stdout.decode() == "%08x  %s\n" % (zlib.crc32(data), path), "crc32", size, ours)
        for name in ("crc32", "md5", "xxh3"):
            for block in ("1Mi", "65537", "5000000"):
                number = 1 << 20 if block == "1Mi" else int(block)
                answer = tool("hash", path, "--algorithm", name, "--blocks", block)
                pieces = [data[o:o + number] for o in range(0, size, number)]
                got = [(b["offset"], b["bytes"]) for b in answer["result"]["blocks"]]
                found.check(got == [(i * number, len(p)) for i, p in enumerate(pieces)], name, size, block, got)
                if name in DIGESTS:
                    found.check([b["digest"] for b in answer["result"]["blocks"]] == [DIGESTS[name](p) for p in pieces], name, size, block)
    # A name that would break a line is written as the coreutils write it.
    for name in ("plain", "two words", "line\nfeed", "back\\slash", "r\rn"):
        path = write(os.path.join(folder, name), b"abc")
        ours = tool.alone("hash", path)
        found.check(ours.stdout == subprocess.run(["sha256sum", path], capture_output=True, check=True).stdout, name, ours)
        checked = subprocess.run(["sha256sum", "-c", "--status"], input=ours.stdout)
        found.check(checked.returncode == 0, name, "is not accepted by sha256sum -c")
    return found.end(60)


def main(mode, *arguments):
    count = 2 if mode == "views" else 0
    numbers, folder, command = arguments[:count], arguments[count], list(arguments[count + 1:])
    tool = Tool(command)
    status = {"views": of_views, "files": of_files}[mode](tool, *map(int, numbers), folder)
    tool.close()
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
