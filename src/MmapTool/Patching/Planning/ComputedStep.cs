using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Transfer;
using MmapTool.Values;

namespace MmapTool.Patching;

/// <summary>An operation element by element over a view, worked out block by block, so that it takes no memory however large the view.</summary>
internal sealed partial class ComputedStep : PlanStep
{
    // Elements that lie across the order of the target are read the faster the more of them are asked for at once.
    private const int TransposedBlock = 8 << 20;

    // Bytes that one thread takes at once, about.
    private const long RangeLength = 4 << 20;

    // Elements of a block where each takes up to a millisecond.
    private const int LongConstantBlock = 256;

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
    /// <param name="operation">The operation; a verified edit is a Set.</param>
    /// <param name="target">The view that is changed.</param>
    /// <param name="operand">The right side, broadcast.</param>
    /// <param name="mode">How values that do not fit are treated.</param>
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
        BlockCount = blockCount > 0 ? blockCount : operand.Constants is { AreLong: true } ? LongConstantBlock : Math.Max(1, block / largest);
        mostThreads = (int)Math.Max(1, MemoryLimit / ((long)BlockCount * largest));
        perRange = blockCount > 0 ? blockCount : Math.Max(1, RangeLength / largest / BlockCount) * BlockCount;
    }

    /// <summary>The view, its axes in the step's order.</summary>
    public Layout Target { get; }

    /// <summary>The right side, in the same order.</summary>
    public Operand Operand => operand;

    /// <summary>The operation of the edit.</summary>
    public EditOperator Operation => operation;

    /// <summary>How values that do not fit are treated.</summary>
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

    /// <summary>Whether its blocks can be written in any order, several at once: none of them touches or reads what another one changes.</summary>
    public bool HasSeparateBlocks => !IsDescending && LayoutOverlap.IsAscending(Target) && (operand.Reader is not null || !LayoutOverlap.MayOverlap(Target, operand.Layout));

    /// <summary>Whether the operand's bytes are taken over as they are.</summary>
    public bool IsCopy => isBytewise && operation == EditOperator.Set && fields is null;

    /// <summary>Whether the operand is a hole: then the target's range becomes one, too.</summary>
    public bool LeavesHole { get; init; }

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
}
