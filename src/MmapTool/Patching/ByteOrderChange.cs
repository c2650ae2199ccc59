using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Notation;
using MmapTool.Views;

namespace MmapTool.Patching;

/// <summary>The numbers of a view turned into another byte order: its own inverse, and told as <c>convert VIEW --to TYPE</c>.</summary>
internal sealed class ByteOrderChange : IChunkedChange
{
    private const string Prefix = "convert ";
    private const string Infix = " --to ";
    private readonly Layout layout;
    private readonly string name;

    // Where in an element the numbers are whose bytes are reversed.
    private readonly ImmutableArray<(int Offset, int Length)> numbers;

    private ByteOrderChange(string operation, Layout layout, ImmutableArray<(int Offset, int Length)> numbers, string name) =>
        (Operation, this.layout, this.numbers, this.name) = (operation, layout, numbers, name);

    public string Operation { get; }

    public long Count => numbers.IsEmpty ? 0 : layout.Count;

    public int ItemSize => layout.ItemSize;

    public bool IsItsOwnInverse => true;

    /// <summary>The change of a view.</summary>
    /// <exception cref="ViewException">The types differ by more than byte order, or the view can't be changed through.</exception>
    public static ByteOrderChange Of(Layout layout, ElementType to, long fileLength, string name)
    {
        Layout ordered = AddressOrder.Of(layout).Apply(layout);
        if (layout.Count > 0 && !layout.IsCContiguous && !LayoutOverlap.IsAscending(ordered))
        {
            throw new ViewException("the view has elements that share bytes, and can't be changed through");
        }

        if (layout.ItemSize > ChunkedRun.DefaultChunkLength || ViewExpression.Of(ordered, fileLength) is not { } view)
        {
            throw new ViewException("the view can't be told in the journal's words: convert a part of it at a time");
        }

        List<(int Offset, int Length)> numbers = [];
        Collect(layout.ElementType, to, 0, numbers);
        numbers.Sort();
        for (int index = 1; index < numbers.Count; index++)
        {
            if (numbers[index].Offset < numbers[index - 1].Offset + numbers[index - 1].Length)
            {
                throw new ViewException($"fields of {layout.ElementType} overlap, so that their byte orders can't be told apart: convert one field at a time");
            }
        }

        return new($"{Prefix}{view}{Infix}{to}", ordered, [.. numbers], name);
    }

    /// <summary>The change that a journal names; null where the text is none of these.</summary>
    /// <exception cref="ContainerException">It does not fit the file.</exception>
    public static ByteOrderChange? TryRead(string operation, long fileLength, string name)
    {
        int to = operation.LastIndexOf(Infix, StringComparison.Ordinal);
        if (to < Prefix.Length || !operation.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            Layout layout = ViewExpression.Parse(operation[Prefix.Length..to]).Resolve(fileLength);
            return Of(layout, ElementTypeNotation.Parse(operation[(to + Infix.Length)..]), fileLength, name);
        }
        catch (MmapToolException error) when (error is NotationException or ViewException)
        {
            throw new ContainerException($"the journal's change '{operation}' does not fit the file: {error.Message}", 0);
        }
    }

    public void Read(IStableFile target, long first, Span<byte> elements) =>
        LayoutTransfer.Gather(new StablePatchTarget(target, name), layout, first, elements.Length / ItemSize, elements);

    public void Write(IStableFile target, long first, ReadOnlySpan<byte> elements) =>
        LayoutTransfer.Scatter(new StablePatchTarget(target, name), layout, first, elements.Length / ItemSize, elements);

    public void Transform(long first, Span<byte> elements)
    {
        if (numbers is [(0, var only)] && only == ItemSize)
        {
            Views.Elements.NativeOrder.Reverse(elements, only);
            return;
        }

        for (; !elements.IsEmpty; elements = elements[ItemSize..])
        {
            foreach ((int offset, int length) in numbers)
            {
                elements.Slice(offset, length).Reverse();
            }
        }
    }

    private static void Collect(ElementType from, ElementType to, int offset, List<(int Offset, int Length)> numbers)
    {
        bool same = from.Kind == to.Kind && from.ItemSize == to.ItemSize && from.Fields.Length == to.Fields.Length
            && from.Fields.Zip(to.Fields).All(pair => pair.First.Name == pair.Second.Name && pair.First.Offset == pair.Second.Offset
                && pair.First.Shape.AsSpan().SequenceEqual(pair.Second.Shape.AsSpan()));
        if (!same)
        {
            throw new ViewException($"{from} can't become {to} in place: only the byte order can be changed so; write the values out in another type with extract");
        }

        if (from.Kind == ElementKind.Record)
        {
            foreach ((RecordField field, RecordField other) in from.Fields.Zip(to.Fields))
            {
                for (long index = 0; index < field.Count && !field.Type.Equals(other.Type); index++)
                {
                    Collect(field.Type, other.Type, offset + field.Offset + (int)(index * field.Type.ItemSize), numbers);
                }
            }
        }
        else if (from.ByteOrder != to.ByteOrder)
        {
            int length = from.Kind == ElementKind.Complex ? from.ItemSize / 2 : from.ItemSize;
            for (int done = 0; done < from.ItemSize; done += length)
            {
                numbers.Add((offset + done, length));
            }
        }
    }
}
