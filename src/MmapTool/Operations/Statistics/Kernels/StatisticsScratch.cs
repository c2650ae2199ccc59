using System.Collections.Concurrent;

namespace MmapTool.Operations.Statistics;

/// <summary>Room for the elements of one chunk in the forms that kernels compute in, made when it is first asked for. For one thread at a time.</summary>
internal sealed class StatisticsScratch
{
    private byte[] bytes = [];
    private float[] singles = [];
    private float[] finiteSingles = [];
    private double[] doubles = [];
    private double[] otherDoubles = [];
    private double[] finiteDoubles = [];
    private byte[] columns = [];

    /// <summary>Bytes for elements in the machine's order.</summary>
    public Span<byte> Bytes(int length) => Room(ref bytes, length);

    /// <summary>f4 for elements that are widened.</summary>
    public Span<float> Singles(int length) => Room(ref singles, length);

    /// <summary>f4 for what is left when NaN and the infinities are taken out.</summary>
    public Span<float> FiniteSingles(int length) => Room(ref finiteSingles, length);

    /// <summary>f8 for one part of complex numbers.</summary>
    public Span<double> Doubles(int length) => Room(ref doubles, length);

    /// <summary>f8 for the other part.</summary>
    public Span<double> OtherDoubles(int length) => Room(ref otherDoubles, length);

    /// <summary>f8 for what is left when NaN and the infinities are taken out.</summary>
    public Span<double> FiniteDoubles(int length) => Room(ref finiteDoubles, length);

    /// <summary>Bytes for columns that are laid out together.</summary>
    public Span<byte> Columns(int length) => Room(ref columns, length);

    private static Span<T> Room<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[length];
        }

        return array.AsSpan(0, length);
    }
}

/// <summary>The scratch of a scan: as many as there are threads, for a block each time, so that segments that wait to be joined hold none.</summary>
internal sealed class ScratchPool
{
    private readonly ConcurrentBag<StatisticsScratch> spare = [];

    /// <summary>One that nobody else has.</summary>
    public StatisticsScratch Take() => spare.TryTake(out StatisticsScratch? scratch) ? scratch : new();

    /// <summary>Gives it back.</summary>
    public void Return(StatisticsScratch scratch) => spare.Add(scratch);
}
