using System.Collections.Immutable;
using System.Text;
using MmapTool.Views;

namespace MmapTool.Notation;

/// <summary>What a view expression starts with.</summary>
public abstract record ViewStart;

/// <summary>The whole file cast to a type, and shaped.</summary>
/// <param name="ElementType">The type.</param>
/// <param name="Shape">The dimensions, one of them perhaps -1; <see langword="null"/> for one dimension of whatever length results.</param>
public sealed record TypeStart(ElementType ElementType, ImmutableArray<long>? Shape) : ViewStart
{
    /// <inheritdoc/>
    public bool Equals(TypeStart? other) =>
        other is not null && ElementType.Equals(other.ElementType) && CastStep.SameShape(Shape, other.Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ElementType, Shape?.Length);

    /// <summary><c>&lt;i2</c>, <c>&lt;i2(2,3)</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new(ElementType.ToString());
        return (Shape is { } shape ? text.AppendList(shape) : text).ToString();
    }
}

/// <summary>A member of the container (or, where the container's only member has no name, a field of it).</summary>
/// <param name="Name">The member's name.</param>
public sealed record MemberStart(string Name) : ViewStart
{
    /// <summary><c>["name"]</c>.</summary>
    public override string ToString() => $"[{FieldNames.Quote(Name)}]";
}
