using System.Buffers;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Transfer;
using MmapTool.Values;

namespace MmapTool.Patching;

/// <summary>
/// Makes a plan of edits. It encodes every value, compares every OLD and checks every result, and writes nothing. The edits have the same
/// effect as if they were made one after another.
/// </summary>
/// <remarks>
/// <para>
/// Small edits are worked out at once, on the file as the edits before leave it, and their bytes stored. A large one becomes a step that
/// is worked out block by block when it is written, after a pass that only checks it. Steps are carried out in the order of the edits, so that each finds the
/// file as it was meant to. Stored bytes are gathered into one sorted step for as long as no large edit reads or changes any of them.
/// </para>
/// <para>
/// A large edit is stored as well, in a temporary file beyond <see cref="PatchOptions.MemoryLimit"/>, in two cases. Its two sides overlap in a way that no
/// direction of copying serves. Or telling its bytes beforehand would take following too many other steps.
/// </para>
/// </remarks>
internal sealed partial class PatchPlanner : IDisposable
{
    private const int DeepestStep = 3;

    // Bytes of a view whose walk takes longer than finding the holes that the edits before leave.
    private const long LongWalk = 16 << 20;
    private readonly IByteTarget target;
    private readonly PatchSources sources;
    private readonly PatchOptions options;
    private readonly BlobStore store;
    private readonly List<PlanStep> steps = [];
    private readonly List<EditDescription> descriptions = [];
    private readonly TextPadding padding = new();
    private readonly long fileLength;
    private ByteOverlay stored;
    private long edits;
    private bool inputTaken;
    private long inputPosition;
    private long? inputLength;
    private bool isBuilt;

    /// <summary>Begins a plan with no edits.</summary>
    public PatchPlanner(IByteTarget target, PatchSources sources, PatchOptions? options = null)
    {
        this.target = target;
        this.sources = sources;
        this.options = options ?? new();
        fileLength = target.Length;
        store = new(this.options.MemoryLimit, this.options.TemporaryFolder);
        stored = new(store);
    }

    /// <summary>Ends planning, also in the midst of a large edit. Nothing is ever written by it.</summary>
    public CancellationToken Cancellation { get; init; }

    // The file as all edits so far leave it.
    private EditedBytes Now => new(target, steps, steps.Count, stored);

    /// <summary>Plans edits, in their order.</summary>
    /// <exception cref="MmapToolException">One of them can't be done; the message names it.</exception>
    public static Plan PlanEdits(
        IByteTarget target, PatchSources sources, IEnumerable<Edit> edits, PatchOptions? options = null, CancellationToken cancellation = default)
    {
        using PatchPlanner planner = new(target, sources, options) { Cancellation = cancellation };
        foreach (Edit edit in edits)
        {
            cancellation.ThrowIfCancellationRequested();
            planner.Add(edit);
        }

        planner.AddFollowing();
        return planner.Build();
    }

    /// <summary>Adds an edit after those before.</summary>
    /// <exception cref="ViewException">Its view does not fit the file.</exception>
    /// <exception cref="ValueException">Its value does not fit the view, or a result its type.</exception>
    /// <exception cref="MismatchException">Its OLD is not there.</exception>
    public void Add(Edit edit)
    {
        try
        {
            AddUnnamed(edit);
        }
        catch (ValueException error)
        {
            throw new ValueException(Name(edit) + error.Message);
        }
        catch (MismatchException error)
        {
            throw new MismatchException(Name(edit) + error.Message);
        }
        catch (ViewException error)
        {
            throw new ViewException(Name(edit) + error.Message);
        }

        edits++;
    }

    /// <summary>Adds bytes at a place, as patch files and header changes have them, after a check of the old ones.</summary>
    /// <param name="offset">The place.</param>
    /// <param name="bytes">The new bytes.</param>
    /// <param name="old">The bytes that must be there; none for no check.</param>
    /// <param name="text">The name of the change.</param>
    /// <exception cref="ViewException">The place is not inside the file.</exception>
    /// <exception cref="MismatchException">Other bytes are there.</exception>
    public void AddBytes(long offset, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> old, string text)
    {
        if (offset < 0 || offset > fileLength - Math.Max(bytes.Length, old.Length))
        {
            throw new ViewException($"{text}: bytes {offset} to {(Int128)offset + Math.Max(bytes.Length, old.Length)} are not inside the file of {fileLength}");
        }

        byte[] there = new byte[Math.Max(old.Length, options.Describe && bytes.Length <= DescribedBytes ? bytes.Length : 0)];
        Now.ReadAt(offset, there);
        int same = there.AsSpan(0, old.Length).CommonPrefixLength(old);
        if (same < old.Length)
        {
            throw new MismatchException($"{text}: byte {offset + same} is 0x{there[same]:x2}, not 0x{old[same]:x2}; nothing was written");
        }

        stored.Put(offset, bytes);
        edits++;
        if (options.Describe)
        {
            Layout layout = Layout.Contiguous(ElementType.UInt8, [bytes.Length], offset);
            descriptions.Add(new(text, 0, layout.ElementType, layout.Shape, offset, bytes.Length, Values(layout, there), Values(layout, bytes)));
        }
    }

    /// <summary>The plan of all edits added. The planner can't be used again.</summary>
    public Plan Build()
    {
        CloseStored();
        isBuilt = true;
        return new Plan([.. new SparseSteps(target).Of(steps)], store, fileLength, edits, [.. descriptions]) 
        {
            Padding = padding.Note,
            IsOneComputation = steps is [ComputedStep],
        };
    }

    /// <summary>Frees what was stored, unless a plan has been built, which then owns it.</summary>
    public void Dispose()
    {
        if (!isBuilt)
        {
            store.Dispose();
        }
    }

    /// <summary>
    /// The step of an edit alone, block by block and not tried out: the same for the same edit, whatever has been changed in its view since.
    /// </summary>
    internal static ComputedStep Recreate(IByteTarget target, PatchSources sources, Edit edit, PatchOptions options)
    {
        using PatchPlanner planner = new(target, sources, options);
        Layout layout = sources.View(edit.Target).Layout;
        Operand operand = planner.Resolve(edit.Operator, edit.Value, layout, options.CastValues);

        // 0.1.0 wrote the bytes between fields too.
        (layout, operand) = options.Arithmetic == Arithmetic.OfTheType && layout.ElementType.Kind == ElementKind.Record && operand.Layout.ElementType.Equals(layout.ElementType)
            ? Bytewise(layout, operand with { AreBytes = true })
            : Bytewise(layout, operand);
        return new(edit.Operator, layout, operand, options.CastValues, AddressOrder.Of(layout), options.BlockCount) { Arithmetic = options.Arithmetic };
    }

    private void AddUnnamed(Edit edit)
    {
        Layout layout = sources.View(WithCount(edit) with { Use = ViewUse.Change }).Layout;
        layout.EnsureWithin(fileLength);
        if (layout.Count > 0 && layout.ItemSize > 0 && HasRepeats(layout))
        {
            throw new ViewException("the view has elements that share bytes, and can't be changed through");
        }

        if (edit.Operator is not (EditOperator.Set or EditOperator.Verify))
        {
            ElementArithmetic.EnsureDefined(edit.Operator, layout.ElementType);
        }

        bool small = IsSmall(layout);
        if (edit.Old is { } old)
        {
            Verify(layout, Resolve(EditOperator.Verify, old, layout, CastValues.Exact, takesModes: false), small);
        }

        Operand operand = Resolve(edit.Operator, edit.Value, layout, options.CastValues);
        if (small)
        {
            AddStored(edit, layout, operand);
        }
        else
        {
            AddComputed(edit.Operator, layout, operand);
            Describe(edit, layout, default, default);
        }
    }

    private void AddStored(Edit edit, Layout layout, Operand operand)
    {
        // Stored bytes are at most 1 MiB.
        int length = (int)layout.ByteLength;
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> elements = rented.AsSpan(0, length);
            EditedBytes now = Now;
            (Layout target, Operand right) = Bytewise(layout, operand);
            ComputedStep whole = new(edit.Operator, target, right, options.CastValues, AddressOrder.Unchanged(target));
            for (long first = 0; first < target.Count; first += whole.BlockCount)
            {
                Cancellation.ThrowIfCancellationRequested();

                // Stored elements take at most a MiB.
                int start = (int)first * target.ItemSize;
                whole.Evaluate(now, first, elements.Slice(start, (int)Math.Min(whole.BlockCount, target.Count - first) * target.ItemSize));
            }

            if (options.Describe && length <= DescribedBytes)
            {
                byte[] before = new byte[length];
                LayoutTransfer.Gather(now, layout, 0, layout.Count, before);
                Describe(edit, layout, before, elements);
            }
            else
            {
                Describe(edit, layout, default, default);
            }

            if (layout.IsCContiguous)
            {
                stored.Put(layout.Offset, elements);
                return;
            }

            foreach (StridedRun run in layout.Runs())
            {
                // Part of the elements, as above.
                int block = (int)run.BlockLength;
                for (long index = 0; index < run.Count; index++)
                {
                    stored.Put(run.Offset + (index * run.Stride), elements[..block]);
                    elements = elements[block..];
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void AddComputed(EditOperator operation, Layout layout, Operand operand)
    {
        (layout, operand) = Bytewise(layout, operand);
        AddressOrder order = AddressOrder.Of(layout);
        bool? descending = operand.Reader is null ? Direction(order.Apply(layout), order.Apply(operand.Layout)) : false;
        ComputedStep step = new(operation, layout, operand, options.CastValues, order, options.BlockCount)
        {
            IsDescending = descending ?? false,
            Followed = Depth(operation, layout, operand),
        };
        if (descending is null || step.Depth > DeepestStep)
        {
            // Worked out now, but for what stays as it is.
            EditedBytes now = Now;
            foreach ((long First, long Count) run in RunsToWalk(step, null).ToList())
            {
                long position = store.Length;
                step.ForEachBlock(now, run, (_, elements, length) =>
                {
                    Cancellation.ThrowIfCancellationRequested();
                    store.Append(elements.AsSpan(0, length));
                });
                foreach (Layout part in step.Parts(run.First, run.Count).Select(static part => part.Target))
                {
                    Operand copy = new(store, Layout.Contiguous(part.ElementType, part.Shape, position));
                    AddStep(new(EditOperator.Set, part, copy, options.CastValues, AddressOrder.Unchanged(part), options.BlockCount));
                    position += part.ByteLength;
                }
            }

            return;
        }

        if (step.CanFail)
        {
            // In a hole every element is the same zero.
            EditedBytes now = Now;
            foreach ((long First, long Count) run in RunsToWalk(step, static _ => true))
            {
                step.ForEachBlockAtOnce(now, run, options.Threads, (_, _, _) => Cancellation.ThrowIfCancellationRequested());
            }
        }

        AddStep(step);
    }

    private void AddStep(ComputedStep step)
    {
        if (TouchesStored(step))
        {
            CloseStored();
        }

        steps.Add(step);
    }

    private void CloseStored()
    {
        if (!stored.IsEmpty)
        {
            steps.Add(new StoredStep(stored.ToSorted(), store));
            stored = new(store);
        }
    }
}
