using MmapTool.Errors;
using MmapTool.Formats.Npy;
using MmapTool.Layouts;
using MmapTool.Testing;

namespace MmapTool.Tests.Formats.Npy;

/// <summary>A header of any bytes is read or refused. No other exception is thrown, and no view reaches beyond the file.</summary>
public sealed class NpyHostileTests
{
    private static readonly byte[][] Seeds =
    [
        NpyBytes.Make(NpyBytes.Dictionary("'<f4'", "(3, 4)").PadRight(117) + "\n", 48),
        NpyBytes.Make(NpyBytes.Dictionary("[(('t', 'a'), '<i4'), ('', '|V2'), ('b', [('x', '>f8')], (2, 3))]", "(2L,)", "True"), 108, version: 2),
        NpyBytes.Make(NpyBytes.Dictionary(@"[('温\u5ea6', '|S3'), ('b', ('<u2', (4,)), (2,))]", "()"), 19, version: 3),
    ];

    private static readonly byte[][] Tokens =
    [
        [], "("u8.ToArray(), ")"u8.ToArray(), "["u8.ToArray(), "{"u8.ToArray(), "'"u8.ToArray(), "\\"u8.ToArray(), ","u8.ToArray(),
        "-1"u8.ToArray(), "9223372036854775807"u8.ToArray(), "0"u8.ToArray(), "|O"u8.ToArray(), "|V0"u8.ToArray(), "(0,)"u8.ToArray(),
        "True"u8.ToArray(), "\\ud800"u8.ToArray(), "\\U0010ffff"u8.ToArray(), [0xFF], [0], [0xC3, 0x28], "('', '|V1073741824'),"u8.ToArray(),
    ];

    [Test]
    public void Every_prefix_of_a_file_is_refused([Range(0, 2)] int seed)
    {
        byte[] file = Seeds[seed];
        Assert.DoesNotThrow(() => NpyBytes.Parse(file));
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<ContainerException>(() => NpyBytes.Parse(file[..length]), $"the first {length} bytes");
        }
    }

    [Test]
    public void Changed_bytes_are_read_or_refused([Range(0, 2)] int seed)
    {
        Random random = new(20_260 + seed);
        int read = 0;
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] file = Mutate(Seeds[seed], random);
            try
            {
                NpyHeader header = NpyBytes.Parse(file);
                Assert.That(header.Layout.End, Is.LessThanOrEqualTo(file.Length));
                Assert.That(header.Layout.Start, Is.GreaterThanOrEqualTo(header.DataOffset));
                Rewrite(header);
                read++;
            }
            catch (ContainerException exception)
            {
                Assert.That(exception.Offset, Is.InRange(0, file.Length));
                refused++;
            }
        }

        // Headers must often be read and often be refused, or the mutations test nothing.
        Assert.That((read > 100, refused > 100), Is.EqualTo((true, true)), $"{read} read, {refused} refused");
    }

    // A header that was read can be written again, and then reads the same. Otherwise a message refuses it.
    private static void Rewrite(NpyHeader header)
    {
        try
        {
            byte[] again = [.. header.WithLayout(header.Layout).Bytes];
            Layout layout = NpyHeader.Parse(again, long.MaxValue).Layout;
            Assert.That((layout.ElementType, layout.Count), Is.EqualTo((header.Layout.ElementType, header.Layout.Count)));
        }
        catch (ViewException exception)
        {
            Assert.That(exception.Message, Is.Not.Empty);
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        List<byte> file = [.. seed];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int position = random.Next(file.Count);
            switch (random.Next(4))
            {
                case 0:
                    file[position] = (byte)random.Next(256);
                    break;
                case 1:
                    file.RemoveRange(position, Math.Min(file.Count - position, random.Next(1, 8)));
                    break;
                case 2:
                    file.InsertRange(position, Tokens[random.Next(Tokens.Length)]);
                    break;
                default:
                    file[position] ^= (byte)(1 << random.Next(8));
                    break;
            }

            if (file.Count == 0)
            {
                file.Add(0);
            }
        }

        return [.. file];
    }
}
