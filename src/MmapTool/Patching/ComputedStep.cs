using System.Buffers;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Patching.Coded;
using MmapTool.Patching.Exact;
using MmapTool.Views;
using MmapTool.Views.Elements;

namespace MmapTool.Patching;

/// <summary>An operation element by element over a view, worked out block by block, so that it takes no memory however large the view.</summary>
internal sealed class ComputedStep : PlanStep
{
    // Elements that lie across the order of the target are read the faster the more of them are asked for at once.
    private const int TransposedBlock = 8 << 20;

    // What one thread takes at once.
    private const long RangeLength = 4 << 20;

    // What is made a hole by one call.
    private const long HolePiece = 1L << 30;

    // The blocks of all threads together.
    private const long MemoryLimit = 64 << 20;
    private readonly EditOperator operation;
    private readonly Operand operand;
    private readonly CastValues mode;
    private readonly AddressOrder order;
    private readonly ElementType rightType;
    private readonly bool isBytewise;
    private readonly FieldBytes? fields;
    private readonly long perRange;
    private readonly int mostThreads;
    private LayoutWindow? window;
    private byte[]? constant;

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
        rightType = TimeArithmetic.RightType(operation, target.ElementType);
        isBytewise = operand.Constants is null && ElementConversion.IsBytewise(operand.Layout.ElementType, rightType);
        bool areNumbers = target.ElementType.IsTime ? operand.Layout.ElementType.IsNumeric && rightType.IsNumeric : IsNumber(operand.Layout.ElementType) && IsNumber(rightType);
        if (!isBytewise && operand.Constants is null && (operand.Layout.ElementType.Kind == ElementKind.PackedGroup || target.ElementType.Kind == ElementKind.PackedGroup)
            && !operand.Layout.ElementType.Equals(target.ElementType))
        {
            throw new ValueException($"elements of {operand.Layout.ElementType} can't become {target.ElementType} in an edit, as one side has several numbers an element: 'convert' packs and unpacks");
        }

        if (!isBytewise && !areNumbers && !TimeArithmetic.TakesOver(operand.Layout.ElementType, rightType))
        {
            string mend = operand.Layout.ElementType.IsTime || rightType.IsTime ? "; .view(i8) are the counts of times" : "";
            throw new ValueException($"elements of {operand.Layout.ElementType} can't become {rightType}: such types must be equal{mend}");
        }

        this.operation = operation == EditOperator.Verify ? EditOperator.Set : operation;
        this.mode = mode;
        this.order = order;
        fields = this.operation == EditOperator.Set ? FieldBytes.Of(target.ElementType) : null;
        Target = order.Apply(target);
        this.operand = operand with { Layout = order.Apply(operand.Layout) };
        int largest = Math.Max(1, Math.Max(target.ItemSize, operand.Layout.ItemSize));
        int block = TransposedReader.Gains(this.operand.Layout) ? TransposedBlock : LayoutTransfer.ExtentLength;
        BlockCount = blockCount > 0 ? blockCount : Math.Max(1, block / largest);
        mostThreads = (int)Math.Max(1, MemoryLimit / ((long)BlockCount * largest));
        perRange = blockCount > 0 ? blockCount : Math.Max(1, RangeLength / largest / BlockCount) * BlockCount;
    }

    /// <summary>The view, its axes in the step's order.</summary>
    public Layout Target { get; }

    /// <summary>The right side, in the same order.</summary>
    public Operand Operand => operand;

    /// <summary>What is done.</summary>
    public EditOperator Operation => operation;

    /// <summary>What becomes of values that do not fit.</summary>
    public CastValues CastValues => mode;

    /// <summary>The operand or the result: the side of an augmented assignment that is brought into the view's type.</summary>
    public Arithmetic Arithmetic { get; init; }

    /// <summary>Whether another mode can be asked for, and is advised where a value does not fit.</summary>
    public bool TakesModes { get; init; } = true;

    /// <summary>Elements that are worked out at once.</summary>
    public int BlockCount { get; }

    /// <summary>Whether the last block is written first, as memmove does where the two sides overlap.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Whether the old elements are read: to compute with, or for the bits of integers and the bytes between the fields of records that stay.</summary>
    public bool ReadsTarget => operation != EditOperator.Set || fields is not null || Target.ElementType.Kind == ElementKind.Bits;

    /// <summary>Whether the right side is one value for all elements, and not read from the file that is changed.</summary>
    public bool HasOneOperand => operand.Reader is not null && operand.Layout.Count > 0 && operand.Layout.Strides.All(static stride => stride == 0);

    /// <summary>The bytes that an element of zeros becomes, by a right side that is one value for all; null where that is not so, or it can't be worked out.</summary>
    public byte[]? FromZeros()
    {
        if (!HasOneOperand)
        {
            return null;
        }

        byte[] element = new byte[Target.ItemSize];
        try
        {
            Transform(new ArrayReader([]), 0, element);
            return element;
        }
        catch (ValueException)
        {
            return null;
        }
    }

    /// <summary>Whether elements of zeros stay zeros, so that holes of the file stay holes.</summary>
    public bool KeepsZeros() => FromZeros() is { } element && !element.AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>Whether its blocks can be written in any order, several at once: none of them touches or reads what another one changes.</summary>
    public bool HasSeparateBlocks => !IsDescending && LayoutOverlap.IsAscending(Target) && (operand.Reader is not null || !LayoutOverlap.MayOverlap(Target, operand.Layout));

    /// <summary>Whether the operand's bytes are taken over as they are.</summary>
    public bool IsCopy => isBytewise && operation == EditOperator.Set && fields is null;

    /// <summary>Whether it is a copy from another file.</summary>
    public bool IsCopiedFromFile => IsCopy && operand.Reader is SourceReader;

    /// <summary>Whether the operand is a hole: then the target's range becomes one, too.</summary>
    public bool LeavesHole { get; init; }

    /// <summary>Elements of a row, of which a part has whole ones: 1 where the target is packed.</summary>
    public long RowCount => Target.IsCContiguous ? 1 : Target.Count / Target.Shape[RowAxis];

    /// <summary>Whether a part of it can be made: its elements stand one behind the other, by themselves or in rows.</summary>
    public bool HasRows => Target.Count > 0 && (Target.IsCContiguous || (Target.Strides[RowAxis] > 0 && LayoutOverlap.IsAscending(Target)));

    // The first axis along which there is more than one element; a target without one is packed.
    private int RowAxis => Target.Shape.IndexOf(Target.Shape.First(static length => length > 1));

    /// <summary>The same for some of the elements: whole rows of a target, and an operand that is packed as the target is, or the same for all.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="leavesHole">Whether the operand is a hole there.</param>
    public ComputedStep Part(long first, long count, bool leavesHole = false)
    {
        Layout part = Target.IsCContiguous
            ? Layout.Contiguous(Target.ElementType, [count], Target.Offset + (first * Target.ItemSize))
            : Layout.Create(Target.ElementType, Target.Offset + (first / RowCount * Target.Strides[RowAxis]), Target.Shape.SetItem(RowAxis, count / RowCount), Target.Strides);
        Layout from = operand.Layout;
        from = from.IsCContiguous && !HasOneOperand
            ? Layout.Contiguous(from.ElementType, [count], from.Offset + (first * from.ItemSize))
            : Layout.Create(from.ElementType, from.Offset, part.Shape, [.. part.Shape.Select(static _ => 0L)]);
        return new(operation, part, operand with { Layout = from }, mode, AddressOrder.Unchanged(part))
        {
            Arithmetic = Arithmetic,
            TakesModes = TakesModes,
            IsDescending = IsDescending,
            Followed = Followed,
            LeavesHole = leavesHole,
        };
    }

    /// <summary>Whether doing it twice undoes it.</summary>
    public bool IsItsOwnInverse => operation == EditOperator.Xor && isBytewise;

    /// <summary>Whether working it out can fail, so that it has to be tried before anything is written.</summary>
    public bool CanFail => !(isBytewise || (operation == EditOperator.Set && operand.Constants is null && operand.Layout.ElementType.Equals(Target.ElementType)) || (operation != EditOperator.Set && operand.Constants is not null))
        || (operation is not (EditOperator.Set or EditOperator.And or EditOperator.Or or EditOperator.Xor) && !SafeArithmetic.IsSafe(operation, Target.ElementType, operand, mode));

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
        if (operation == EditOperator.Set && isBytewise && fields is null)
        {
            LayoutTransfer.Gather(reader, operand.Layout, first, count, elements);
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(count * (operand.Layout.ItemSize + type.ItemSize));
        try
        {
            if (type.IsCoded || operand.Layout.ElementType.IsCoded)
            {
                Span<byte> others = rented.AsSpan(0, count * operand.Layout.ItemSize);
                LayoutTransfer.Gather(reader, operand.Layout, first, count, others);
                CodedOperation.Apply(operation, type, elements, operand, others, mode);
                return;
            }

            if (operation != EditOperator.Set && (Arithmetic == Arithmetic.OfTheType || !type.IsNumeric || ExactOperation.IsPlain(type, operand, mode)))
            {
                ElementArithmetic.ApplyNative(operation, type, elements, RightSide(reader, first, count, rented), mode);
                return;
            }

            Span<byte> right = rented.AsSpan(0, count * operand.Layout.ItemSize);
            LayoutTransfer.Gather(reader, operand.Layout, first, count, right);
            if (operation != EditOperator.Set)
            {
                ExactOperation.Apply(operation, type, elements, operand, right, mode);
                return;
            }

            if (fields is not null)
            {
                fields.Copy(right, elements);
                return;
            }

            Convert(right, elements);
        }
        catch (ElementException error)
        {
            string reason = error.Text(TakesModes);
            throw new ValueException(Target.Rank == 0 ? reason : $"element {order.Index(first + error.Position)}: {reason}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static bool IsNumber(ElementType type) => type.IsNumeric || type.IsCoded;

    // The right side's elements in the target's type, in this machine's byte order. One value for all is brought there once.
    private ReadOnlySpan<byte> RightSide(IByteReader reader, long first, int count, byte[] rented)
    {
        bool isConstant = operand.Reader is not null && operand.Layout.Strides.All(static stride => stride == 0);
        byte[]? known = constant;
        if (isConstant && known?.Length >= count * Target.ItemSize)
        {
            return known.AsSpan(0, count * Target.ItemSize);
        }

        Span<byte> right = rented.AsSpan(0, count * operand.Layout.ItemSize);
        LayoutTransfer.Gather(reader, operand.Layout, first, count, right);
        if (!isBytewise)
        {
            Span<byte> converted = rented.AsSpan(right.Length, count * Target.ItemSize);
            Convert(right, converted);
            right = converted;
        }

        if (Target.ElementType.IsNumeric)
        {
            NativeOrder.Swap(Target.ElementType, right);
        }

        constant = isConstant ? right.ToArray() : null;
        return right;
    }

    private void Convert(Span<byte> right, Span<byte> converted)
    {
        if (rightType.IsTime)
        {
            TimeArithmetic.Convert(operand.Layout.ElementType, right, rightType, converted, mode);
        }
        else
        {
            ElementConversion.Convert(operand.Layout.ElementType, right, rightType, converted, mode);
        }
    }

    /// <summary>Works out all blocks, and hands each one on.</summary>
    public void ForEachBlock(IByteReader own, Action<long, byte[], int> block, bool descending = false) =>
        ForEachBlock(own, 0, Target.Count, block, descending);

    /// <summary>As <see cref="ForEachBlock(IByteReader, Action{long, byte[], int}, bool)"/>, for some of the elements.</summary>
    public void ForEachBlock(IByteReader own, (long First, long Count) run, Action<long, byte[], int> block) =>
        ForEachBlock(own, run.First, run.Count, block, descending: false);

    /// <summary>Works out all blocks on several threads, and hands each one on, in no order; what fails is the first that can't be worked out.</summary>
    /// <param name="own">The file as the edits before left it.</param>
    /// <param name="threads">The most threads; 0 for one a processor.</param>
    /// <param name="block">Given the first element, a buffer, and the bytes of it; called from several threads.</param>
    public void ForEachBlockAtOnce(IByteReader own, int threads, Action<long, byte[], int> block) => ForEachBlockAtOnce(own, (0, Target.Count), threads, block);

    /// <summary>As <see cref="ForEachBlockAtOnce(IByteReader, int, Action{long, byte[], int})"/>, for some of the elements.</summary>
    public void ForEachBlockAtOnce(IByteReader own, (long First, long Count) run, int threads, Action<long, byte[], int> block) =>
        ParallelBlocks.Run(run.Count, perRange, Math.Min(threads > 0 ? threads : Environment.ProcessorCount, mostThreads), (first, count) => ForEachBlock(own, run.First + first, count, block, descending: false));

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

    public override void Write(IPatchTarget target, Action<long> written, int threads = 1)
    {
        if (LeavesHole)
        {
            // A piece at a time, so that it can be stopped.
            for (long done = 0; done < ByteLength;)
            {
                long piece = Math.Min(HolePiece, ByteLength - done);
                target.WriteZeros(Start + done, piece);
                written(piece);
                done += piece;
            }

            return;
        }

        if (threads == 1 || !HasSeparateBlocks)
        {
            ForEachBlock(target, WriteBlock, IsDescending);
            return;
        }

        Lock telling = new();
        ForEachBlockAtOnce(target, threads, (first, elements, length) =>
        {
            Scatter(first, elements, length);
            lock (telling)
            {
                written(length);
            }
        });

        void WriteBlock(long first, byte[] elements, int length)
        {
            Scatter(first, elements, length);
            written(length);
        }

        void Scatter(long first, byte[] elements, int length) =>
            LayoutTransfer.Scatter(target, Target, first, length / Target.ItemSize, elements.AsSpan(0, length));
    }

    private void ForEachBlock(IByteReader own, long start, long count, Action<long, byte[], int> block, bool descending)
    {
        byte[] elements = ArrayPool<byte>.Shared.Rent(checked((int)(Math.Min(BlockCount, count) * Target.ItemSize)));
        try
        {
            long blocks = (count + BlockCount - 1) / BlockCount;
            for (long index = 0; index < blocks; index++)
            {
                long done = (descending ? blocks - 1 - index : index) * BlockCount;
                int length = (int)(Math.Min(BlockCount, count - done) * Target.ItemSize);
                Evaluate(own, start + done, elements.AsSpan(0, length));
                block(start + done, elements, length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(elements);
        }
    }
}
