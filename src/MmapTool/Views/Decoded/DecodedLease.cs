using MmapTool.Elements;
using MmapTool.Memory;

namespace MmapTool.Views;

/// <summary>Windows of the numbers of a view of coded elements. A window is valid until the next but one of the same thread.</summary>
internal sealed class DecodedLease(MemoryView view, MemoryLease lease, bool isNormalized) : MemoryLease
{
    // The least number of elements that are decoded at once, when the numbers are read from front to back.
    private const int Ahead = 16 << 10;

    private readonly ElementType type = view.ElementType;
    private readonly int group = isNormalized ? view.ItemSize : view.ElementType.ValueCount * view.ElementType.ValueType.ItemSize;
    private readonly ThreadLocal<Window> windows = new(static () => new());

    public override long Length => view.Count * group;

    public override bool IsReadOnly => true;

    public override int BestWindow => Ahead * group;

    public override ReadOnlySpan<byte> Read(long offset, int length)
    {
        EnsureWithin(offset, length);

        // The view's lease says whether the memory is still there.
        _ = lease.Read(0, 0);
        Window window = windows.Value!;
        if (offset >= window.Start && offset + length <= window.Start + window.Length)
        {
            return window.Values.AsSpan((int)(offset - window.Start), length);
        }

        bool goesOn = window.Length == 0 || (offset >= window.Start && offset <= window.Start + window.Length);
        long first = offset / group;
        long end = Math.Min(view.Count, Math.Max((offset + length + group - 1) / group, goesOn ? first + Ahead : 0));
        int count = checked((int)(end - first));
        (window.Values, window.Other) = (Grown(window.Other, checked(count * group)), window.Values);
        window.Elements = Grown(window.Elements, checked(count * type.ItemSize));
        window.Length = 0;
        view.ReadElements(lease, first, count, window.Elements);
        ReadOnlySpan<byte> elements = window.Elements.AsSpan(0, count * type.ItemSize);
        if (isNormalized)
        {
            CodedElements.Normalize(type, elements, window.Values);
        }
        else
        {
            CodedElements.Decode(type, elements, window.Values.AsSpan(0, count * group));
        }

        (window.Start, window.Length) = (first * group, count * group);
        return window.Values.AsSpan((int)(offset - window.Start), length);
    }

    public override Span<byte> Write(long offset, int length) => throw new InvalidOperationException("decoded numbers are copies, and can't be written through");

    public override void Dispose()
    {
        windows.Dispose();
        lease.Dispose();
    }

    private static byte[] Grown(byte[] buffer, int length) => buffer.Length >= length ? buffer : GC.AllocateUninitializedArray<byte>(length);

    private void EnsureWithin(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
    }

    // The window that one thread has decoded last, and the one before it.
    private sealed class Window
    {
        public byte[] Elements { get; set; } = [];

        public byte[] Values { get; set; } = [];

        public byte[] Other { get; set; } = [];

        public long Start { get; set; }

        public int Length { get; set; }
    }
}
