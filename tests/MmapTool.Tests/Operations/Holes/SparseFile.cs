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

    public void Dispose() => folder.Dispose();
}
