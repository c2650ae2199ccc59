using System.Collections.Immutable;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Notation;

/// <summary>A step from one layout to the next.</summary>
internal abstract record ViewStep
{
    /// <summary>The layout after the step.</summary>
    /// <exception cref="ViewException">The step does not fit.</exception>
    public abstract Layout Apply(Layout layout);
}

/// <summary>NumPy's basic indexing: <c>[1:4, ..., newaxis, -1]</c>.</summary>
/// <param name="Indices">The entries, first axis first.</param>
internal sealed record IndexStep(ImmutableArray<ViewIndex> Indices) : ViewStep
{
    /// <inheritdoc/>
    public override Layout Apply(Layout layout) => Apply(layout, ViewUse.Read);

    /// <summary>The layout after the step, for a use.</summary>
    internal Layout Apply(Layout layout, ViewUse use) => layout.Index(Indices.AsSpan(), use);

    /// <inheritdoc/>
    public bool Equals(IndexStep? other) => other is not null && Indices.AsSpan().SequenceEqual(other.Indices.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Indices.Length, Indices.Length == 0 ? default : Indices[0]);

    /// <summary><c>[1:4,-1]</c>.</summary>
    public override string ToString() => new StringBuilder("[").AppendJoin(',', Indices).Append(']').ToString();
}

/// <summary>A field of a record: <c>.name</c>, or <c>["name"]</c> where the name can't stand bare.</summary>
/// <param name="Name">The field's name.</param>
internal sealed record FieldStep(string Name) : ViewStep
{
    /// <inheritdoc/>
    public override Layout Apply(Layout layout) => layout.Field(Name);

    /// <summary><c>.name</c> or <c>["name"]</c>.</summary>
    public override string ToString() => FieldNames.IsReachedByDot(Name) ? $".{Name}" : $"[{FieldNames.Quote(Name)}]";
}

/// <summary>Bits of an integer: <c>.bits[3:6]</c>. Only indices follow it.</summary>
/// <param name="Low">The lowest bit.</param>
/// <param name="High">One past the highest bit.</param>
internal sealed record BitsStep(long Low, long High) : ViewStep
{
    /// <inheritdoc/>
    public override Layout Apply(Layout layout) => layout.Bits(Low, High);

    /// <summary><c>.bits[3:6]</c>.</summary>
    public override string ToString() => $".bits[{Low}:{High}]";
}

/// <summary>Several fields of a record, <c>[["t","v"]]</c>: records of these fields alone, each where it was, that keep their size.</summary>
/// <param name="Names">The fields' names, in the order that the records have then.</param>
internal sealed record FieldsStep(ImmutableArray<string> Names) : ViewStep
{
    /// <inheritdoc/>
    public override Layout Apply(Layout layout) => layout.SelectFields(Names.AsSpan());

    /// <inheritdoc/>
    public bool Equals(FieldsStep? other) => other is not null && Names.AsSpan().SequenceEqual(other.Names.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Names.Length, Names.Length == 0 ? null : Names[0]);

    /// <summary><c>[["t","v"]]</c>.</summary>
    public override string ToString() => new StringBuilder("[[").AppendJoin(',', Names.Select(FieldNames.Quote)).Append("]]").ToString();
}

/// <summary>memoryview's cast: <c>.cast(h)</c>, <c>.cast(h,2,3)</c>.</summary>
/// <param name="ElementType">The new type.</param>
/// <param name="Shape">The dimensions, one of them perhaps -1; <see langword="null"/> for one dimension of whatever length results.</param>
internal sealed record CastStep(ElementType ElementType, ImmutableArray<long>? Shape = null) : ViewStep
{
    /// <inheritdoc/>
    public override Layout Apply(Layout layout) => layout.Cast(ElementType, Shape);

    /// <inheritdoc/>
    public bool Equals(CastStep? other) => other is not null && ElementType.Equals(other.ElementType) && SameShape(Shape, other.Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ElementType, Shape?.Length);

    /// <summary><c>.cast(&lt;i2)</c>, <c>.cast(&lt;i2,2,3)</c>; <c>.cast(&lt;i2,())</c> for a scalar.</summary>
    public override string ToString()
    {
        StringBuilder text = new($".cast({ElementType}");
        if (Shape is { } shape)
        {
            text.Append(',');
            _ = shape.IsEmpty ? text.AppendList(shape) : text.AppendJoin(',', shape);
        }

        return text.Append(')').ToString();
    }

    internal static bool SameShape(ImmutableArray<long>? left, ImmutableArray<long>? right) =>
        left is { } some && right is { } other ? some.AsSpan().SequenceEqual(other.AsSpan()) : left is null && right is null;
}

/// <summary>NumPy's view: <c>.view(i2)</c>.</summary>
/// <param name="ElementType">The new type.</param>
internal sealed record ViewTypeStep(ElementType ElementType) : ViewStep
{
    /// <inheritdoc/>
    public override Layout Apply(Layout layout) => layout.View(ElementType);

    /// <summary><c>.view(&lt;i2)</c>.</summary>
    public override string ToString() => $".view({ElementType})";
}

/// <summary><c>.reshape(2,3)</c>.</summary>
/// <param name="Shape">The dimensions, one of them perhaps -1.</param>
internal sealed record ReshapeStep(ImmutableArray<long> Shape) : ViewStep
{
    /// <inheritdoc/>
    public override Layout Apply(Layout layout) => layout.Reshape(Shape);

    /// <inheritdoc/>
    public bool Equals(ReshapeStep? other) => other is not null && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape.Length, Shape.Length == 0 ? 0 : Shape[0]);

    /// <summary><c>.reshape(2,3)</c>.</summary>
    public override string ToString() => new StringBuilder(".reshape").AppendList(Shape).ToString();
}

/// <summary><c>.T</c> and <c>.transpose(1,0)</c>.</summary>
/// <param name="Axes">The axes in their new order; <see langword="null"/> for the reverse order.</param>
internal sealed record TransposeStep(ImmutableArray<long>? Axes = null) : ViewStep
{
    /// <inheritdoc/>
    public override Layout Apply(Layout layout) => Axes is { } axes ? layout.Transpose(axes.AsSpan()) : layout.Transpose();

    /// <inheritdoc/>
    public bool Equals(TransposeStep? other) => other is not null && CastStep.SameShape(Axes, other.Axes);

    /// <inheritdoc/>
    public override int GetHashCode() => Axes?.Length ?? -1;

    /// <summary><c>.T</c>, <c>.transpose(1,0)</c>; <c>.transpose(())</c> for the axes of a scalar.</summary>
    public override string ToString() =>
        Axes is not { } axes ? ".T" : axes.IsEmpty ? ".transpose(())" : new StringBuilder(".transpose").AppendList(axes).ToString();
}
