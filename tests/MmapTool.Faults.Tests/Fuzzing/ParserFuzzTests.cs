using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Testing;
using MmapTool.Testing.Fuzzing;

namespace MmapTool.Faults.Tests.Fuzzing;

/// <summary>Every parser of a user's text or file gets mutated input.</summary>
public sealed class ParserFuzzTests
{
    private static readonly string[] Tokens =
    [
        "[", "]", "(", ")", "{", "}", "{a:", ",", ":", ".", "\"", "'", "\\", "@", "::", "->", "<<", "=", "#", "\n", "\r\n", "\t", "\0", "é", "😀", "u1", "<f4", ">i2", "i3", "bf16", "ci2", "ibm4", "vaxg", "u12p", "V0", "S5", "U3", "M8[", "<m8[25s]", "ns]", "|V99999999999",
        ".cast(", ".view(u1)", ".reshape(-1)", ".T", ".transpose()", ".bits[0:4]", "...", "newaxis", "[::-1]", "[0]", "[{", "[[", "True", "(0,)", "null", "x\"00\"", "+=", "%=", "@-", "\\ud800", "_",
    ];

    private static readonly string[] Views =
    [
        "h[1:4]", "<f4(1000,-1).T", "[\"layer.0.weight\"][...,newaxis,::-1]", "{t:<u8, v:<f4, tag:S8, rgb:u1(3), inner:{a:i2,b:i2}@40, V4}.inner.a", "u1.cast(h,2,3).view(B).reshape(-1).transpose(0)",
        "u1[1Ki:+0x20:0b10]", "B(2,3)", "", "c16[::2].T.T", "?(8,8)[0, ..., 1]", ">u4@8.bits[3:17][::-1]", "{a:ci2,b:<ibm4(3),c:vaxd}.b", ">ci4[0]", "<M8[25s](2)@8[0]", "{t:>m8[ns],n:U2be}(2).n.view(u4)", "datetime64[D][::2]",
    ];

    private static readonly string[] Edits =
    [
        "h.cast(B)[5] = 4", "<f4 += 1.5e-3", "h[0] : -2 -> [1,2]", "u1 = x\"de ad be ef\"", "u1 = @\"a b\"::h[::2]", "u1[0] = @-", "[0:4] ^= 255", "{a:i2,b:S3}[0] = {\"a\":1,\"b\":\"x\\u0041\"}", "<f8[0] = \"NaN\"",
        "c8[0] = [1,-2]", "u1 = @::u1[::-1]", "?[3] = true", "u2[0].bits[4:8] ^= 0b11", "M8[s][0] = \"2026-01-02T03:04:05\"", "U2[:] : '\\x01' -> [NaT, '\\U0001f600']",
    ];

    private static readonly long[] Lengths = [0, 1, 24, 4096, 1L << 40, long.MaxValue];

    [Test]
    public void View_expressions() => FuzzRun.Go(new(1, Bytes(Views), Tokens), input =>
    {
        ViewExpression view = ViewExpression.Parse(Text(input));
        string written = view.ToString();
        Assert.That(ViewExpression.Parse(written).ToString(), Is.EqualTo(written), "what is written reads the same");
        foreach (long length in Lengths)
        {
            try
            {
                view.Resolve(length).EnsureWithin(length);
            }
            catch (ViewException)
            {
                // The view does not fit that file. It may fit the next one.
                continue;
            }
        }
    }, IsOurs);

    [Test]
    public void Edits_of_the_command_line() => FuzzRun.Go(new(2, Bytes(Edits), Tokens), input => Edit.Parse(Text(input)), IsOurs);

    [Test]
    public void Edit_scripts() => FuzzRun.Go(
        new(3, Bytes([string.Join('\n', Edits), "# a comment\n\n" + Edits[0] + " # another\r\n" + Edits[6], "\ufeff" + Edits[1]]), Tokens),
        input =>
        {
            using MemoryStream stream = new(input);
            Assert.That(EditScript.Read(stream).Count(), Is.LessThanOrEqualTo(input.Count(value => value == '\n') + 1));
        },
        IsOurs);

    [Test]
    public void Element_types() => FuzzRun.Go(
        new(4, Bytes(["<i2", "bf16", "float8_e4m3fn", "{t:<u8, v:<f4, tag:S8, rgb:u1(3), inner:{a:i2,b:i2}@40, V4}", ">c16", "V12", "=l", "?", "{\"a b\":u1(2,3)}", "{t:<M8[25s], n:>U7, d:m8[as]}"]), Tokens),
        input =>
        {
            ElementType type = ElementTypeNotation.Parse(Text(input));
            Assert.That(ElementTypeNotation.Parse(type.ToString()), Is.EqualTo(type));
        },
        IsOurs);

    [Test]
    public void Npy_files()
    {
        byte[][] files =
        [
            Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }", 48),
            Npy("{'descr': [(('t', 'a'), '<i4'), ('', '|V2'), ('b', [('x', '>f8')], (2, 3))], 'fortran_order': True, 'shape': (2,), }", 108),
            Npy("{'descr': [('t', '<M8[25s]'), ('x', '<f16'), ('n', '>U2', (2,)), ('d', 'm8')], 'fortran_order': False, 'shape': (1,), }", 48),
            Npy("{'descr': '|S3', 'fortran_order': False, 'shape': (), }", 19),
        ];
        OpenMutated(new(5, files, ["'descr'", "'shape'", "False", "|O", "(1, ", "\\U0010ffff", "('', '|V1073741824'),", .. Tokens]), "a.npy", null);
    }

    [Test]
    public void Nrrd_files()
    {
        string attached = "NRRD0005\n# a comment\ntype: short\ndimension: 2\nsizes: 3 4\nendian: little\nencoding: raw\nspacings: 1 2\nkey:=value\n\n";
        byte[][] files = [[.. Encoding.ASCII.GetBytes(attached), .. new byte[24]], [.. Encoding.ASCII.GetBytes(attached.Replace("encoding", "byte skip: -1\nencoding", StringComparison.Ordinal)), .. new byte[40]]];
        OpenMutated(new(6, files, ["type: ", "sizes: ", "dimension: 16", "block size: 7", "byte skip: ", "line skip: ", "data file: ", "content: ", "\n\n", "NRRD0004", .. Tokens]), "a.nrrd", null);
    }

    [Test]
    public void Detached_nrrd_headers()
    {
        byte[][] files =
        [
            Encoding.ASCII.GetBytes("NRRD0004\ntype: uchar\ndimension: 2\nsizes: 6 4\nencoding: raw\ndata file: a.raw\n"),
            Encoding.ASCII.GetBytes("NRRD0004\ntype: float\ndimension: 1\nsizes: 4\nendian: big\nencoding: raw\nline skip: 1\nbyte skip: 2\ndatafile: ./a.raw\n"),
        ];
        byte[] data = [.. "a line\n"u8, .. new byte[33]];
        OpenMutated(new(7, files, ["data file: ", "LIST", "../", "/", "a.raw", "%d", "line skip: ", "byte skip: -1", "\n\n", .. Tokens]), "a.nhdr", data);
    }

    // A file that is opened is neither written to nor left with anything beside it, and no member lies beyond its end.
    private static void OpenMutated(Mutation inputs, string name, byte[]? data)
    {
        using TemporaryFolder folder = new();
        if (data is not null)
        {
            folder.Write("a.raw", data);
        }

        int files = data is null ? 1 : 2;
        FuzzRun.Go(
            inputs,
            input =>
            {
                string path = folder.Write(name, input);
                try
                {
                    using DataFile file = DataFile.Open(path);
                    foreach (Formats.Member member in file.Container.Members)
                    {
                        member.Reachable.EnsureWithin(file.Length);
                        Assert.That(member.Reachable.Count, Is.Zero.Or.Not.Negative);
                    }
                }
                finally
                {
                    Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(input));
                    Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(files));
                    Assert.That(data is null || File.ReadAllBytes(folder["a.raw"]).AsSpan().SequenceEqual(data));
                }
            },
            IsOurs);
    }

    private static byte[] Npy(string dictionary, int data)
    {
        string header = dictionary.PadRight(((10 + dictionary.Length + 64) / 64 * 64) - 11) + "\n";
        byte[] length = [(byte)header.Length, (byte)(header.Length >> 8)];
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. new byte[data]];
    }

    private static IEnumerable<byte[]> Bytes(IEnumerable<string> texts) => texts.Select(Encoding.UTF8.GetBytes);

    private static string Text(byte[] input) => Encoding.UTF8.GetString(input);

    private static bool IsOurs(Exception error) => error is (MmapToolException or MappedFileException) && !error.Message.Contains("internal", StringComparison.Ordinal);
}
