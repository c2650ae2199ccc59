"""The built-in records against struct: every field's place and type by a format string of the header's definition, and real files by Python's own modules."""
import gzip
import io
import json
import random
import struct
import sys
import tarfile
import wave
import zipfile
import zlib

# A format a record, in the order of its fields: letters of struct, as the definitions of these headers are written down.
FORMATS = {
    "mbr.entry": "<B3BB3BII", "mbr.sector": "<440s I 2s " + "B3BB3BII" * 4 + "H",
    "gpt.header": "<8sIIIIQQQQ16sQIII", "gpt.entry": "<16s16sQQQ36H",
    "elf32.header": "<4s5B7sHHIIIIIHHHHHH", "elf64.header": "<4s5B7sHHIQQQIHHHHHH",
    "elf32.program": "<8I", "elf64.program": "<IIQQQQQQ", "elf32.section": "<10I", "elf64.section": "<IIQQQQIIQQ",
    "pe.dos": "<2s13H4HHH10HI", "pe.coff": "<HHIIIHH", "pe.section": "<8sIIIIIIHHI",
    "bmp.file": "<2sIHHI", "bmp.info": "<IiiHHIIiiII",
    "wav.riff": "<4sI4s", "wav.chunk": "<4sI", "wav.fmt": "<HHIIHH", "wav.header": "<4sI4s4sIHHIIHH4sI",
    "png.chunk": ">I4s", "png.ihdr": ">IIBBBBB",
    "zip.local": "<4s5HIII2H", "zip.central": "<4s6HIII5HII", "zip.eocd": "<4s4HIIH",
    "gzip.header": "<2BBBIBB", "gzip.trailer": "<II",
    "pcap.header": "<IHHiIII", "pcap.packet": "<IIII",
    "tar.header": "100s8s8s8s12s12s8s1s100s6s2s32s32s8s8s155s12s",
    "ext.superblock": "<13IHhHHHHIIIIHHIHHIII16s16s64s824s",
    "squashfs.superblock": "<IIIII6HQQQQQQQQ",
    "segy.binary": ">iii hh HHHH 18h 240s H hh 94s".replace(" ", ""),
    "segy.trace": ">7i4h8i2h4i13hHH31h5ihhihhhhh6sihh8s",
}


def flat(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [one for part in value for one in flat(part)] if isinstance(value, list) else [value]


def text(value):
    return value if isinstance(value, int) else value.decode("latin1") if isinstance(value, bytes) else value


def expected(name, data):
    values = []
    for value in struct.unpack(FORMATS[name], data):
        values.append(value)
    return values


def agrees(name, shown, data):
    """S fields are shown as text without their trailing NULs, V fields as hexadecimal digits."""
    fields = flat(shown)
    wanted = expected(name, data)
    if len(fields) != len(wanted):
        raise SystemExit(f"{name}: {len(fields)} fields, and {len(wanted)} in its definition")
    for number, (field, value) in enumerate(zip(fields, wanted)):
        if isinstance(field, str) and isinstance(value, int):
            value = struct.pack("<I", value)
        same = field == value if isinstance(value, int) else field in (value.rstrip(b"\0").decode("latin1"), value.hex())
        if not same:
            raise SystemExit(f"{name}: field {number} is {field!r}, not {value!r}")


def main():
    step, folder = sys.argv[1:]
    random.seed(7)
    if step == "generate":
        for name, form in FORMATS.items():
            with open(f"{folder}/{name}.bin", "wb") as file:
                file.write(bytes(random.choice((0, 1, 127, 128, 255, random.randrange(256))) for _ in range(struct.calcsize(form))))
        with wave.open(f"{folder}/a.wav", "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(3)
            file.setframerate(48000)
            file.writeframes(bytes(range(60)))
        with zipfile.ZipFile(f"{folder}/a.zip", "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("one.txt", "one " * 100)
            file.writestr("two.txt", "two")
        with tarfile.open(f"{folder}/a.tar", "w", format=tarfile.USTAR_FORMAT) as file:
            info = tarfile.TarInfo("dir/name.txt")
            (info.size, info.mode, info.mtime, info.uname) = (3, 0o640, 1700000000, "me")
            file.addfile(info, io.BytesIO(b"abc"))
        with gzip.GzipFile(f"{folder}/a.gz", "wb", mtime=1234567890) as file:
            file.write(b"hello" * 50)
        ihdr = struct.pack(">IIBBBBB", 640, 480, 8, 2, 0, 0, 1)
        with open(f"{folder}/a.png", "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + ihdr + struct.pack(">I", zlib.crc32(b"IHDR" + ihdr)))
        commands = [["show", f"{folder}/{name}.bin", f"{name}@0"] for name in FORMATS]
        commands += [["show", f"{folder}/{file}", view] for file, view in REAL]
        with open(f"{folder}/commands", "w") as file:
            file.writelines(json.dumps(command) + "\n" for command in commands)
        return
    answers = [json.loads(line) for line in open(f"{folder}/answers")]
    for answer in answers:
        if answer["exit"] != 0:
            raise SystemExit(answer["error"])
    for name, answer in zip(FORMATS, answers):
        with open(f"{folder}/{name}.bin", "rb") as file:
            agrees(name, answer["result"], file.read())
    real = [answer["result"] for answer in answers[len(FORMATS):]]
    with wave.open(f"{folder}/a.wav") as file:
        assert (real[0]["channels"], real[0]["rate"], real[0]["bits"], real[0]["block_align"]) == (file.getnchannels(), file.getframerate(), 8 * file.getsampwidth(), 6), real[0]
        assert (real[1]["riff"]["form"], real[1]["data_chunk"]) == ("WAVE", {"id": "data", "size": 60}), real[1]
    with zipfile.ZipFile(f"{folder}/a.zip") as file:
        (one, two) = file.infolist()
        assert (real[2]["signature"], real[2]["entries"], real[2]["central_offset"]) == ("PK\x05\x06", 2, file.start_dir), real[2]
        assert (real[3]["crc32"], real[3]["compressed"], real[3]["size"], real[3]["name_length"]) == (one.CRC, one.compress_size, one.file_size, 7), real[3]
    with tarfile.open(f"{folder}/a.tar") as file:
        info = file.getmembers()[0]
        assert (real[4]["name"], int(real[4]["size"], 8), int(real[4]["mode"], 8), int(real[4]["mtime"].strip(), 8), real[4]["uname"]) == (info.name, 3, 0o640, info.mtime, "me"), real[4]
        assert (real[4]["magic"], int(real[4]["checksum"].strip(" \0"), 8)) == ("ustar", info.chksum), real[4]
    assert (real[5]["id"], real[5]["method"], real[5]["mtime"]) == ([0x1F, 0x8B], 8, 1234567890), real[5]
    assert real[6] == {"crc32": zlib.crc32(b"hello" * 50), "size": 250}, real[6]
    assert (real[7]["width"], real[7]["height"], real[7]["interlace"]) == (640, 480, 1), real[7]
    assert real[8] == {"length": 13, "type": "IHDR"}, real[8]


REAL = [("a.wav", "wav.fmt@20"), ("a.wav", "wav.header@0"), ("a.zip", "zip.eocd@-22"), ("a.zip", "zip.local@0"), ("a.tar", "tar.header@0"),
        ("a.gz", "gzip.header@0"), ("a.gz", "gzip.trailer@-8"), ("a.png", "png.ihdr@16"), ("a.png", "png.chunk@8")]

if __name__ == "__main__":
    main()
