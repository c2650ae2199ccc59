using System.Numerics;
using System.Runtime.Intrinsics;

namespace MmapTool.Operations.Search;

/// <summary>
/// The condition on a lane x: <c>(x &amp; Mask) == Bits</c> and <c>(x &amp; Some) != None</c>. Where nothing is asked of Some, None is a value that can't be.
/// </summary>
internal readonly record struct Lane<T>(T Mask, T Bits, T Some, T None)
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>Whether not all bits count.</summary>
    public bool IsMasked => Mask != T.AllBitsSet;

    /// <summary>Whether it is one.</summary>
    public bool IsHit(T lane) => (lane & Mask) == Bits && (lane & Some) != None;
}

/// <summary>Compares vectors of lanes. Structs, so that no vector is compared with more than the pattern asks for.</summary>
internal interface ILaneTest<T>
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>All bits of the lanes that pass.</summary>
    Vector256<T> Hits(Vector256<T> first, Vector256<T> second);
}

/// <summary>One lane, of which all bits count.</summary>
internal readonly struct OneLane<T>(Lane<T> lane) : ILaneTest<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly Vector256<T> bits = Vector256.Create(lane.Bits);

    public Vector256<T> Hits(Vector256<T> first, Vector256<T> second) => Vector256.Equals(first, bits);
}

/// <summary>Two lanes, of which all bits count.</summary>
internal readonly struct TwoLanes<T>(Lane<T> one, Lane<T> two) : ILaneTest<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly Vector256<T> bits = Vector256.Create(one.Bits);
    private readonly Vector256<T> others = Vector256.Create(two.Bits);

    public Vector256<T> Hits(Vector256<T> first, Vector256<T> second) => Vector256.Equals(first, bits) & Vector256.Equals(second, others);
}

/// <summary>One lane, of which some bits count.</summary>
internal readonly struct OneMaskedLane<T>(Lane<T> lane) : ILaneTest<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly Vector256<T> mask = Vector256.Create(lane.Mask);
    private readonly Vector256<T> bits = Vector256.Create(lane.Bits);
    private readonly Vector256<T> some = Vector256.Create(lane.Some);
    private readonly Vector256<T> none = Vector256.Create(lane.None);

    public Vector256<T> Hits(Vector256<T> first, Vector256<T> second) =>
        Vector256.AndNot(Vector256.Equals(first & mask, bits), Vector256.Equals(first & some, none));
}

/// <summary>Two lanes, of which some bits count.</summary>
internal readonly struct TwoMaskedLanes<T>(Lane<T> one, Lane<T> two) : ILaneTest<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly Vector256<T> mask = Vector256.Create(one.Mask);
    private readonly Vector256<T> bits = Vector256.Create(one.Bits);
    private readonly Vector256<T> otherMask = Vector256.Create(two.Mask);
    private readonly Vector256<T> otherBits = Vector256.Create(two.Bits);

    public Vector256<T> Hits(Vector256<T> first, Vector256<T> second) =>
        Vector256.Equals(first & mask, bits) & Vector256.Equals(second & otherMask, otherBits);
}
