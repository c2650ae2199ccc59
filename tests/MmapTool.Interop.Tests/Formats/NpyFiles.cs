using System.Text.Json;

namespace MmapTool.Interop.Tests;

/// <summary>A file that NumPy wrote, and NumPy's description of it.</summary>
/// <param name="Name">Which case it is.</param>
/// <param name="Path">The file.</param>
/// <param name="Shape">NumPy's shape.</param>
/// <param name="Strides">NumPy's strides in bytes.</param>
/// <param name="Offset">Where NumPy maps the data.</param>
/// <param name="Type">NumPy's dtype, taken apart: kind, order, item size, fields.</param>
/// <param name="IsPlain">Whether NumPy would write exactly this header for the array again: default version, no titles.</param>
public sealed record NpyFile(string Name, string Path, long[] Shape, long[] Strides, long Offset, string Type, bool IsPlain)
{
    public override string ToString() => Name;

    /// <summary>Has NumPy write every case there is into a folder.</summary>
    public static List<NpyFile> WriteAll(string folder)
    {
        List<NpyFile> files = [];
        foreach (string line in NpyPython.Run(Script, folder).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            files.Add(new NpyFile(
                root.GetProperty("name").GetString()!,
                root.GetProperty("path").GetString()!,
                [.. root.GetProperty("shape").EnumerateArray().Select(item => item.GetInt64())],
                [.. root.GetProperty("strides").EnumerateArray().Select(item => item.GetInt64())],
                root.GetProperty("offset").GetInt64(),
                root.GetProperty("type").GetString()!,
                root.GetProperty("plain").GetBoolean()));
        }

        return files;
    }

    private const string Script = """
        import json, os, sys
        import numpy as np
        from numpy.lib import format as npy

        folder = sys.argv[1]

        def describe(dtype):
            if dtype.names is not None:
                parts = []
                for name in dtype.names:
                    field, offset = dtype.fields[name][:2]
                    shape = []
                    while field.subdtype is not None:
                        field, dims = field.subdtype
                        shape += dims
                    parts.append("%s:%s%s@%d" % (name, describe(field), "(%s)" % ",".join(map(str, shape)) if shape else "", offset))
                return "{%s}%d" % (";".join(parts), dtype.itemsize)
            return dtype.str

        count = 0
        def add(name, array, version=None, plain=True):
            global count
            path = os.path.join(folder, "%03d.npy" % count)
            count += 1
            with open(path, "wb") as file:
                npy.write_array(file, array, version=version)
            with open(path, "rb") as file:
                npy.read_magic(file)
                found = np.load(path)
            with open(path, "rb") as file:
                shape, fortran, dtype = npy._read_array_header(file, npy.read_magic(file))
                offset = file.tell()
            view = np.ndarray(shape, dtype=dtype, buffer=bytes(max(1, array.nbytes)), order="F" if fortran else "C")
            assert dtype == found.dtype and shape == found.shape
            print(json.dumps(dict(name=name, path=path, shape=shape, strides=view.strides, offset=offset, type=describe(dtype), plain=plain)))

        def filled(dtype, shape, order="C"):
            dtype = np.dtype(dtype)
            total = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
            data = (np.arange(total, dtype=np.uint64) * 37 % 251).astype(np.uint8).tobytes()
            if dtype.kind == "b":
                data = bytes(byte & 1 for byte in data)
            return np.ndarray(shape, dtype=dtype, buffer=bytearray(data) if data else None, order=order)

        plain = ["?", "i1", "u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16",
                 ">i2", ">u2", ">i4", ">u4", ">i8", ">u8", ">f2", ">f4", ">f8", ">c8", ">c16", "S1", "S8", "V1", "V12", "S100"]
        for dtype in plain:
            for shape in [(), (1,), (5,), (3, 4)]:
                add("%s%s" % (dtype, shape), filled(dtype, shape))
        for order in "CF":
            for shape in [(3, 4), (2, 3, 4), (1, 5), (5, 1), (2, 1, 3, 1, 2), (0,), (0, 3), (3, 0, 2), (2,) * 10, (1,) * 32]:
                add("<i4%s %s" % (shape, order), filled("<i4", shape, order))
        for length in [9, 10, 99, 100, 1000, 12345, 1234567]:
            add("u1(%d)" % length, filled("u1", (length,)))
            add("u1 F (2,%d)" % length, filled("u1", (2, length), "F"))

        records = {
            "record": [("t", "<u8"), ("v", "<f4"), ("tag", "S8")],
            "big-endian record": [("t", ">u8"), ("v", ">f4")],
            "sub-array": [("rgb", "u1", (3,)), ("m", "<f8", (2, 3))],
            "nested": [("a", "<i4"), ("in", [("x", "<i2"), ("y", [("z", ">f8")], (2,))]), ("b", "?")],
            "nested sub-array": [("a", ("<i4", (2,)), (3,))],
            "aligned": np.dtype([("a", "u1"), ("b", "<f8"), ("c", "<i2")], align=True),
            "offsets": np.dtype({"names": ["a", "b"], "formats": ["<i4", "<i2"], "offsets": [3, 11], "itemsize": 20}),
            "aligned inside": [("x", "u1"), ("r", np.dtype([("a", "u1"), ("b", "<f8")], align=True)), ("y", "<i4")],
            "odd names": [("a b", "<i4"), ("it's", "<i4"), ('say "x"', "<i4"), ("both'\"", "<i4"), ("back\\slash", "u1"), ("tab\t", "u1"), ("nul\x01\x7f\xa0\xad", "u1")],
            "latin-1": [("h\xf6he", "<f4")],
            "unicode": [("\u6e29\u5ea6", "<f4"), ("\U0001f600\u2028\ud7ff\ue000\u0378", "<i2")],
            "empty bytes": [("s", "S0"), ("v", "V0"), ("x", "<i4")],
            "no fields": [],
            "only padding": np.dtype({"names": [], "formats": [], "offsets": [], "itemsize": 7}),
            "many fields": [("field_%03d" % i, "<f8") for i in range(300)],
        }
        for name, dtype in records.items():
            for shape in [(), (3,), (2, 2)]:
                add("%s%s" % (name, shape), filled(dtype, shape), plain=name != "nested sub-array")
        add("record F", filled(records["record"], (2, 3), "F"))
        titled = [(("a title", "a"), "<i4"), (("b's", "b"), "S3", (2,))]
        add("titles", filled(titled, (6,)), plain=False)
        for version in [(1, 0), (2, 0), (3, 0)]:
            add("version %d" % version[0], filled("<f4", (3, 4)), version=version, plain=version == (1, 0))
            add("version %d F" % version[0], filled("<f4", (3, 4), "F"), version=version, plain=version == (1, 0))
            add("version %d record" % version[0], filled(records["record"], (4,)), version=version, plain=version == (1, 0))
        """;
}
