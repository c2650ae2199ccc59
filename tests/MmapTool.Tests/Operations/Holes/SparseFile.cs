using MmapTool.Testing;

namespace MmapTool.Tests.Operations.Holes;

/// <summary>A file of random extents between holes, and the same bytes written dense.</summary>
public sealed class SparseFile : IDisposable
{
    private const int Block = 4096;
    private readonly TemporaryFolder folder = new();

    /// <summary>Makes both.</summary>
    /// <param name="random">Where the extents lie and their bytes.</param>
    /// <param name="blocks">Blocks of 4 KiB.</param>
    /// <param name="rest">Bytes behind the last whole block.</param>
    public SparseFile(Random random, int blocks, int rest)
    {
        Bytes = new byte[(blocks * Block) + rest];
        Sparse = folder["sparse"];
        Dense = folder["dense"];
        using FileStream file = new(Sparse, FileMode.Create);
        file.SetLength(Bytes.Length);
        for (int at = random.Next(blocks); at < blocks; at += 1 + random.Next(blocks / 2))
        {
            // Few different bytes, zeros among them; some extents do not fill their block.
            byte[] data = new byte[Math.Min(random.Next(1, 3 * Block), Bytes.Length - (at * Block))];
            for (int index = 0; index < data.Length; index++)
            {
                data[index] = (byte)"\0\0ab\u0080"[random.Next(5)];
            }

            // An extent of nothing but zeros takes space as data does.
            data[0] = (byte)'a';
            data.CopyTo(Bytes, at * Block);
            file.Position = at * Block;
            file.Write(data);
            at += data.Length / Block;
        }

        File.WriteAllBytes(Dense, Bytes);
    }

    /// <summary>The bytes of both.</summary>
    public byte[] Bytes { get; }

    /// <summary>The file with holes.</summary>
    public string Sparse { get; }

    /// <summary>The file without.</summary>
    public string Dense { get; }

    /// <summary>A path for one more file.</summary>
    public string this[string name] => folder[name];

    /// <summary>
    /// The most blocks of 512 bytes that a file may take. Each 64 KiB counts that holds a byte other than zero, now or before the change, with two on
    /// either side, since shorter holes are written. The file system gets 64 blocks of its own.
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="before">Those before it was changed.</param>
    public static long MostBlocks(byte[] bytes, byte[] before)
    {
        const int Piece = 64 << 10;
        int pieces = (bytes.Length + Piece - 1) / Piece;
        bool[] holds = new bool[pieces + 4];
        for (int piece = 0; piece < pieces; piece++)
        {
            Range range = (piece * Piece)..Math.Min((piece + 1) * Piece, bytes.Length);
            holds[piece + 2] = bytes.AsSpan(range).ContainsAnyExcept((byte)0) || before.AsSpan(range).ContainsAnyExcept((byte)0);
        }

        long kept = Enumerable.Range(0, pieces).LongCount(piece => holds.AsSpan(piece, 5).Contains(true));
        return (kept * Piece / 512) + 64;
    }

    /// <summary>Blocks of 512 bytes that a file takes.</summary>
    public static long Blocks(string path) => long.Parse(ProcessRun.Of("stat", ["-c", "%b", path]).Output, System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => folder.Dispose();
}
