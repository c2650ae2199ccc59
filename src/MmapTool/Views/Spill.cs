using MmapTool.Memory;

namespace MmapTool.Views;

/// <summary>
/// A packed copy of a view, for the time of an assignment whose sides share bytes. It is in memory while it is small, else in a temporary file that is gone
/// when closed.
/// </summary>
internal sealed class Spill : MemorySource
{
    /// <summary>The most bytes that are held in memory: 64 MiB.</summary>
    public const long LargestInMemory = 64 << 20;

    private readonly byte[] memory = [];
    private readonly SpillFile? file;

    /// <summary>Copies the view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="largestInMemory">Beyond so many bytes the copy goes to a file.</param>
    /// <exception cref="IOException">The temporary file can't be made or written.</exception>
    public Spill(MemoryView view, long largestInMemory = LargestInMemory)
    {
        Length = view.ByteLength;
        if (Length <= largestInMemory)
        {
            // Elements in their stored form, because ToBytes would turn bits into integers.
            memory = new byte[Length];
            using MemoryLease whole = view.Source.Lease();
            view.ReadElements(whole, 0, view.ItemSize == 0 ? 0 : checked((int)view.Count), memory);
            return;
        }

        long written = 0;
        file = SpillFile.Create(SystemPath.TemporaryFolder);
        try
        {
            using MemoryLease lease = view.Source.Lease();
            foreach (ReadOnlySpan<byte> block in new PackedBlocks(view, lease, 0, view.Count, PackedBlocks.BlockBytesFor(view.Layout)))
            {
                file.WriteAt(written, block);
                written += block.Length;
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Name => "temporary copy";

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override bool IsReadOnly => true;

    /// <inheritdoc/>
    public override MemoryLease Lease() => new SpillLease(this);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => file?.Dispose();

    private sealed class SpillLease(Spill spill) : MemoryLease
    {
        private byte[] window = [];

        public override long Length => spill.Length;

        public override bool IsReadOnly => true;

        // A window of a file is a buffer of its own, good until the next one. Assignments look at one at a time.
        public override ReadOnlySpan<byte> Read(long offset, int length)
        {
            if (spill.file is null)
            {
                // Inside an array.
                return spill.memory.AsSpan((int)offset, length);
            }

            if (window.Length < length)
            {
                window = new byte[length];
            }

            Span<byte> buffer = window.AsSpan(0, length);
            spill.file.ReadAt(offset, buffer);
            return buffer;
        }

        public override Span<byte> Write(long offset, int length) => throw new InvalidOperationException("a temporary copy is read-only");

        public override void Dispose() => window = [];
    }
}
