using System.Buffers;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Views;

namespace MmapTool.Patching;

/// <summary>An operation element by element over a view, worked out block by block, so that it takes no memory however large the view.</summary>
internal sealed class ComputedStep : PlanStep
{
    // Elements that lie across the order of the target are read the faster the more of them are asked for at once.
    private const int TransposedBlock = 8 << 20;
    private readonly EditOperator operation;
    private readonly Operand operand;
    private readonly CastValues mode;
    private readonly AddressOrder order;
    private readonly bool isBytewise;
    private LayoutWindow? window;

    /// <summary>Makes the step.</summary>
    /// <param name="operation">What is done; a verified edit is a Set.</param>
    /// <param name="target">The view that is changed.</param>
    /// <param name="operand">The right side, broadcast.</param>
    /// <param name="mode">What becomes of values that do not fit.</param>
    /// <param name="order">The order of the elements, both sides'.</param>
    /// <param name="blockCount">Elements in a block; worked out from their size where it is 0.</param>
    /// <exception cref="ValueException">The operand's type can't be the target's.</exception>
    public ComputedStep(EditOperator operation, Layout target, Operand operand, CastValues mode, AddressOrder order, int blockCount = 0)
    {
        isBytewise = ElementConversion.IsBytewise(operand.Layout.ElementType, target.ElementType);
        if (!isBytewise && !(operand.Layout.ElementType.IsNumeric && target.ElementType.IsNumeric))
        {
            throw new ValueException($"elements of {operand.Layout.ElementType} can't become {target.ElementType}: such types must be equal");
        }

        this.operation = operation == EditOperator.Verify ? EditOperator.Set : operation;
        this.mode = mode;
        this.order = order;
        Target = order.Apply(target);
        this.operand = operand with { Layout = order.Apply(operand.Layout) };
        int largest = Math.Max(1, Math.Max(target.ItemSize, operand.Layout.ItemSize));
        int block = TransposedReader.Gains(this.operand.Layout) ? TransposedBlock : LayoutTransfer.ExtentLength;
        BlockCount = blockCount > 0 ? blockCount : Math.Max(1, block / largest);
    }

    /// <summary>The view, its axes in the step's order.</summary>
    public Layout Target { get; }

    /// <summary>The right side, in the same order.</summary>
    public Operand Operand => operand;

    /// <summary>What is done.</summary>
    public EditOperator Operation => operation;

    /// <summary>What becomes of values that do not fit.</summary>
    public CastValues CastValues => mode;

    /// <summary>Elements that are worked out at once.</summary>
    public int BlockCount { get; }

    /// <summary>Whether the last block is written first, as memmove does where the two sides overlap.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Whether the old elements are read.</summary>
    public bool ReadsTarget => operation != EditOperator.Set;

    /// <summary>Whether doing it twice undoes it.</summary>
    public bool IsItsOwnInverse => operation == EditOperator.Xor && isBytewise;

    /// <summary>Whether working it out can fail, so that it has to be tried before anything is written.</summary>
    public bool CanFail => !isBytewise || operation is not (EditOperator.Set or EditOperator.And or EditOperator.Or or EditOperator.Xor);

    public override long Start => Target.Start;

    public override long End => Target.End;

    public override int Depth => Followed;

    /// <summary>See <see cref="Depth"/>.</summary>
    public int Followed { get; init; }

    public override IEnumerable<StridedRun> Runs => Target.Runs();

    public override long RangeCount => Target.ByteLength == 0 ? 0 : Target.ByteLength / Target.Runs(0, Target.Count).First().BlockLength;

    public override long ByteLength => Target.ByteLength;

    private LayoutWindow Window => window ??= new(Target);

    public override bool Covers(long offset, long length) => Target.IsCContiguous && Start <= offset && End >= offset + length;

    /// <summary>Whether any byte it changes lies in the range.</summary>
    public bool Touches(long start, long end) => Window.Touches(start, end);

    /// <summary>New elements, packed in the target's type.</summary>
    /// <param name="own">The file as the edits before left it.</param>
    /// <param name="first">The number of the first, in the step's order.</param>
    /// <param name="elements">Room for a whole number of them.</param>
    /// <exception cref="ValueException">One does not fit; the message names it.</exception>
    public void Evaluate(IByteReader own, long first, Span<byte> elements)
    {
        if (ReadsTarget && !elements.IsEmpty)
        {
            LayoutTransfer.Gather(own, Target, first, Target.ItemSize == 0 ? 0 : elements.Length / Target.ItemSize, elements);
        }

        Transform(own, first, elements);
    }

    /// <summary>Turns old elements into new ones, in place.</summary>
    /// <param name="own">The file, for a right side that is a view of it.</param>
    /// <param name="first">The number of the first, in the step's order.</param>
    /// <param name="elements">A whole number of them, packed.</param>
    /// <exception cref="ValueException">One does not fit; the message names it.</exception>
    public void Transform(IByteReader own, long first, Span<byte> elements)
    {
        // A right side of no elements may begin anywhere, beyond the end too.
        if (elements.IsEmpty)
        {
            return;
        }

        ElementType type = Target.ElementType;
        int count = type.ItemSize == 0 ? 0 : elements.Length / type.ItemSize;
        IByteReader reader = operand.Reader ?? own;
        if (operation == EditOperator.Set && isBytewise)
        {
            LayoutTransfer.Gather(reader, operand.Layout, first, count, elements);
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(count * (operand.Layout.ItemSize + type.ItemSize));
        try
        {
            Span<byte> right = rented.AsSpan(0, count * operand.Layout.ItemSize);
            LayoutTransfer.Gather(reader, operand.Layout, first, count, right);
            if (operation == EditOperator.Set)
            {
                ElementConversion.Convert(operand.Layout.ElementType, right, type, elements, mode);
                return;
            }

            if (!isBytewise)
            {
                Span<byte> converted = rented.AsSpan(right.Length, elements.Length);
                ElementConversion.Convert(operand.Layout.ElementType, right, type, converted, mode);
                right = converted;
            }

            ElementArithmetic.Apply(operation, type, elements, right, mode);
        }
        catch (ElementException error)
        {
            throw new ValueException(Target.Rank == 0 ? error.Message : $"element {order.Index(first + error.Position)}: {error.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Works out all blocks, and hands each one on.</summary>
    public void ForEachBlock(IByteReader own, Action<long, byte[], int> block, bool descending = false)
    {
        byte[] elements = new byte[checked((int)(Math.Min(BlockCount, Target.Count) * Target.ItemSize))];
        long blocks = (Target.Count + BlockCount - 1) / BlockCount;
        for (long index = 0; index < blocks; index++)
        {
            long first = (descending ? blocks - 1 - index : index) * BlockCount;
            int length = (int)(Math.Min(BlockCount, Target.Count - first) * Target.ItemSize);
            Evaluate(own, first, elements.AsSpan(0, length));
            block(first, elements, length);
        }
    }

    public override void Paint(IByteReader before, long offset, Span<byte> buffer)
    {
        int item = Target.ItemSize;
        byte[] elements = new byte[Math.Min(BlockCount, ((long)buffer.Length / item) + 2) * item];
        foreach (LayoutWindow.Row row in Window.Rows(offset, offset + buffer.Length))
        {
            int most = row.Step == 1 ? elements.Length / item : 1;
            for (long done = 0; done < row.Count; done += most)
            {
                int count = (int)Math.Min(most, row.Count - done);
                Evaluate(before, row.First + (done * row.Step), elements.AsSpan(0, count * item));
                for (int index = 0; index < count; index++)
                {
                    long place = row.Offset + ((done + index) * row.Stride);
                    long start = Math.Max(place, offset);
                    long end = Math.Min(place + item, offset + buffer.Length);
                    elements.AsSpan((int)((index * (long)item) + start - place), (int)(end - start)).CopyTo(buffer[(int)(start - offset)..]);
                }
            }
        }
    }

    public override void Write(IPatchTarget target, Action<long> written) => ForEachBlock(target, (first, elements, length) =>
    {
        LayoutTransfer.Scatter(target, Target, first, length / Target.ItemSize, elements.AsSpan(0, length));
        written(length);
    }, IsDescending);
}
