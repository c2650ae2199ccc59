using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Transfer;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Patching;

/// <summary>
/// One large edit as a change that can stop and go on. It is told as text, from which it is made again after a restart. The first time it is made from that
/// text too, so that both times it is the same.
/// </summary>
/// <remarks>
/// The text is <c>patch --rules 2 --cast-values MODE EDIT</c>. Its views are spelled from the bytes of the file up, so that they mean the same elements
/// whatever the change has made of a header meanwhile. The right side is a constant, or elements of the same file that the change leaves alone. Without
/// <c>--rules 2</c> it is a text of 0.1.0, and is finished by the rules of that version: see <see cref="FormerModes"/>. That version refuses the new text.
/// </remarks>
internal sealed class ChunkedEdit : IChunkedChange
{
    private const string Prefix = "patch --rules 2 --cast-values ";
    private const string FormerPrefix = "patch --cast-values ";
    private readonly ComputedStep step;
    private readonly IByteTarget file;

    // The target of the last write, whose holes are kept.
    private HoleKeepingTarget? keeping;
    private readonly int threads;

    private ChunkedEdit(string operation, ComputedStep step, IByteTarget file, int threads)
    {
        (Operation, this.step, this.file, this.threads) = (operation, step, file, step.HasSeparateBlocks ? threads : 1);
    }

    public string Operation { get; }

    public long Count => step.Target.Count;

    public int ItemSize => step.Target.ItemSize;

    public bool IsItsOwnInverse => step.IsItsOwnInverse;

    public long NextChanged(IByteTarget target, long first) => Holes(target)?.Next(first) ?? first;

    public long EndOfChanged(IByteTarget target, long first) => Holes(target, LayoutHoles.LongHole)?.EndOfSolid(first) ?? Count;

    public long LastChanged(IByteTarget target, long end) => Holes(target)?.Last(end) ?? end;

    /// <summary>The only step of a plan as such a change; null where it can't be told again from text.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="edit">Its only edit.</param>
    /// <param name="mode">How values that do not fit are treated.</param>
    /// <param name="layoutOf">The layout that a view names in the file.</param>
    /// <param name="file">The file.</param>
    /// <param name="bytes">Its bytes, for views to lie on.</param>
    /// <param name="threads">The most threads that work on a chunk; 0 for one a processor.</param>
    public static ChunkedEdit? TryMake(Plan plan, Edit edit, CastValues mode, Func<ViewExpression, Layout> layoutOf, IByteTarget file, MemorySource bytes, int threads = 0)
    {
        if (plan.Edits != 1 || !plan.IsOneComputation)
        {
            return null;
        }

        Layout layout = layoutOf(edit.Target);
        EditValue value = edit.Value;
        if (value is ViewEditValue { Path: null } view)
        {
            Layout source = layoutOf(view.View);
            if (LayoutOverlap.MayOverlap(layout, source) || ViewExpression.Of(source, plan.FileLength) is not { } absolute)
            {
                return null;
            }

            value = view with { View = absolute };
        }
        else if (value is not (JsonEditValue or HexEditValue))
        {
            return null;
        }

        if (ViewExpression.Of(layout, plan.FileLength) is not { } target)
        {
            return null;
        }

        // The old values of a verified edit have been compared.
        EditOperator operation = edit.Operator == EditOperator.Verify ? EditOperator.Set : edit.Operator;
        string text = (edit with { Target = target, Operator = operation, Value = value, Old = null }).ToString();
        string told = $"{Prefix}{CastModes.Name(mode)} {text}";
        return System.Text.Encoding.UTF8.GetByteCount(told) <= JournalHeader.MaximumOperationLength ? TryRead(told, file, bytes, threads) : null;
    }

    /// <summary>The change that a journal names; null where the text is none of these.</summary>
    /// <exception cref="ContainerException">It does not fit the file.</exception>
    public static ChunkedEdit? TryRead(string operation, IByteTarget file, MemorySource bytes, int threads = 0)
    {
        bool isFormer = operation.StartsWith(FormerPrefix, StringComparison.Ordinal);
        int start = isFormer ? FormerPrefix.Length : operation.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix.Length : -1;
        int space = start < 0 ? -1 : operation.IndexOf(' ', start);
        if (space < 0 || CastModes.TryParse(operation[start..space]) is not { } mode)
        {
            return null;
        }

        PatchOptions options = isFormer
            ? new() { CastValues = FormerModes.Of(mode), Arithmetic = Arithmetic.OfTheType }
            : new() { CastValues = mode };
        try
        {
            Edit edit = Edit.Parse(operation[(space + 1)..]);
            return edit.Old is null && edit.Value is JsonEditValue or HexEditValue or ViewEditValue { Path: null }
                ? new(operation, PatchPlanner.Recreate(file, new PatchSources(View), edit, options), file, threads)
                : null;
        }
        catch (MmapToolException error) when (error is NotationException or ViewException or ValueException)
        {
            throw new ContainerException($"the journal's change '{operation}' does not fit the file: {error.Message}", 0);
        }

        MemoryView View(ViewExpression expression) => new(bytes, (expression with { Use = ViewUse.Journal }).Resolve(bytes.Length));
    }

    public void Read(IByteTarget target, long first, Span<byte> elements) =>
        LayoutTransfer.Gather(target, step.Target, first, elements.Length / ItemSize, elements);

    public void Write(IByteTarget target, long first, ReadOnlySpan<byte> elements) =>
        LayoutTransfer.Scatter(Over(target), step.Target, first, elements.Length / ItemSize, elements);

    public void Transform(long first, Span<byte> elements)
    {
        int block = step.BlockCount * ItemSize;
        for (; !elements.IsEmpty; first += step.BlockCount)
        {
            int length = Math.Min(block, elements.Length);
            step.Transform(file, first, elements[..length]);
            elements = elements[length..];
        }
    }

    public void ReadChunk(IByteTarget target, long first, Memory<byte> elements) =>
        ParallelBlocks.Run(elements.Length / ItemSize, step.BlockCount, threads, (done, count) => Read(target, first + done, Block(elements, done, count)));

    public void Apply(IByteTarget target, long first, Memory<byte> elements) =>
        ParallelBlocks.Run(elements.Length / ItemSize, step.BlockCount, threads, (done, count) =>
        {
            Span<byte> block = Block(elements, done, count);
            Transform(first + done, block);
            Write(target, first + done, block);
        });

    // As they are now: what has been changed is none any more, and what stays stays.
    private StepHoles? Holes(IByteTarget target, long least = LayoutHoles.LeastHole) =>
        LayoutOverlap.IsAscending(step.Target) ? StepHoles.Of(step, target.Length, target.NextHole, least, isShortLookedAt: true) : null;

    // A part of a chunk, whose length is an int.
    private Span<byte> Block(Memory<byte> elements, long done, long count) => elements.Span.Slice((int)done * ItemSize, (int)count * ItemSize);

    private HoleKeepingTarget Over(IByteTarget target) => HoleKeepingTarget.Over(target, ref keeping);
}
