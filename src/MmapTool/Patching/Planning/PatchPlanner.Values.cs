using System.Collections.Immutable;
using System.IO.Pipelines;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Transfer;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Patching;

internal sealed partial class PatchPlanner
{
    private readonly Dictionary<string, bool> isTarget = new(StringComparer.Ordinal);

    // The right side of an edit, in the shape of its target.
    private Operand Resolve(EditOperator operation, EditValue value, Layout layout, CastValues mode, bool takesModes = true)
    {
        if (layout.ItemSize == 0)
        {
            throw new ValueException($"elements of {layout.ElementType} have no bytes to change");
        }

        return value switch
        {
            JsonEditValue json => FromJson(operation, json, layout, mode, takesModes),
            HexEditValue hex => FromBytes(hex, layout),
            ViewEditValue view => FromView(view, layout),
            FileEditValue file => FromFile(file, layout),
            InputEditValue => FromInput(layout),
            _ => throw new ArgumentException($"{value.GetType().Name} is no kind of value", nameof(value)),
        };
    }

    private Operand FromJson(EditOperator operation, JsonEditValue value, Layout layout, CastValues mode, bool takesModes)
    {
        // The shape first: a value that can't be broadcast is never encoded.
        ElementType type = TimeArithmetic.RightType(operation, layout.ElementType);
        ImmutableArray<long> shape = JsonArrayEncoder.ShapeOf(value.Json, type);
        if (JsonText.IsInnermost(value.Json, type))
        {
            JsonText.EnsureFits(shape[^1], layout);
        }

        Operand operand = new Operand(null, Layout.Contiguous(type, shape)).BroadcastTo(layout);
        if (IsExact(operation) && !layout.ElementType.IsTime && (type.IsNumeric || type.IsCoded) && ConstantOperand.Of(value.Json, type, shape) is { } constants)
        {
            return constants.BroadcastTo(layout);
        }

        // Of times the result is rounded too, and not the number of units or the factor.
        if (IsExact(operation) && layout.ElementType.IsTime && ConstantOperand.Of(value.Json, ElementType.Int64, shape, least: -long.MaxValue) is { Constants: not null } fractions)
        {
            return fractions.BroadcastTo(layout);
        }

        EncodedBytes reader = new(JsonArrayEncoder.Encode(value.Json, type, shape, mode, takesModes));
        if (operation != EditOperator.Verify)
        {
            padding.Add(value.Json, type);
        }

        return operand with { Reader = reader };
    }

    // Whether results, and not right sides, are brought into the view's type.
    private bool IsExact(EditOperator operation) => options.Arithmetic == Arithmetic.Exact && operation is not (EditOperator.Set or EditOperator.Verify);

    private static Operand FromBytes(HexEditValue value, Layout layout)
    {
        ElementType type = layout.ElementType.StoredType;
        (long count, long rest) = Math.DivRem(value.Bytes.Length, type.ItemSize);
        if (rest != 0 || count == 0)
        {
            throw new ValueException($"{Plural.Of(value.Bytes.Length, "byte")} {(value.Bytes.Length == 1 ? "is" : "are")} no whole number of {type} elements of {type.ItemSize}");
        }

        ImmutableArray<long> shape = count == 1 ? [] : [count];
        return new Operand(new EncodedBytes([.. value.Bytes]), Layout.Contiguous(type, shape)) { AreBytes = true }.BroadcastTo(layout);
    }

    private Operand FromView(ViewEditValue value, Layout layout)
    {
        bool own = value.Path is null || IsTarget(value.Path);
        MemoryView view = ViewOf(value);
        if (own)
        {
            view.Layout.EnsureWithin(fileLength);
        }

        if (view.Layout.ItemSize == 0)
        {
            throw new ValueException($"elements of {view.ElementType} have no bytes to read");
        }

        Operand operand = new(own ? null : view.Source, view.Layout);
        if (own && view.Layout.ByteLength > 0 && view.Layout.ByteLength <= options.StoredLimit)
        {
            // A small right side is read at once; broadcast, it may stand for a large one.
            byte[] bytes = new byte[view.Layout.ByteLength];
            LayoutTransfer.Gather(Now, view.Layout, 0, view.Layout.Count, bytes);
            operand = new(new EncodedBytes(bytes), Layout.Contiguous(view.ElementType, view.Shape));
        }

        return operand.BroadcastTo(layout) with { AreIntegers = NumberRange.IsInteger(view.ElementType) };
    }

    // The bytes of a raw file are elements of the target's type, exactly as many as it has; a container's own view is broadcast as any view.
    private Operand FromFile(FileEditValue value, Layout layout)
    {
        (MemoryView view, bool isPlain) = Whole(value);
        if (!isPlain)
        {
            return Broadcast(view, layout);
        }

        long length = StoredLength(layout);
        if (view.Layout.ByteLength != length)
        {
            throw new ValueException($"{value.Path} has {Plural.Of(view.Layout.ByteLength, "byte")}, and the view {length}; [a:+] takes as many as the file has");
        }

        return new Operand(view.Source, Layout.Contiguous(layout.ElementType.StoredType, layout.Shape, view.Layout.Offset)) { AreBytes = true };
    }

    // Bytes of the elements as they stand outside of the file, where bits are integers of their own.
    private static long StoredLength(Layout layout) => layout.Count * layout.ElementType.StoredType.ItemSize;

    private (MemoryView View, bool IsPlain) Whole(FileEditValue value) =>
        IsTarget(value.Path) ? throw new ValueException($"{value.Path} is the file that is edited; a view of it is @::VIEW")
        : sources.OpenFile?.Invoke(value.Path) ?? throw new ValueException($"other files can't be read here: {value.Path}");

    private static Operand Broadcast(MemoryView view, Layout layout) => view.Layout.ItemSize == 0
        ? throw new ValueException($"elements of {view.ElementType} have no bytes to read")
        : new Operand(view.Source, view.Layout).BroadcastTo(layout) with { AreIntegers = NumberRange.IsInteger(view.ElementType) };

    private MemoryView ViewOf(ViewEditValue value) => value.Path is null || IsTarget(value.Path)
        ? sources.View(value.View)
        : sources.OpenView?.Invoke(value.Path, value.View) ?? throw new ValueException($"other files can't be read here: {value.Path}");

    // Raw elements of the target's type, exactly as many as it has.
    private Operand FromInput(Layout layout)
    {
        long wanted = StoredLength(layout);
        long length = inputLength ?? TakeInput(wanted);
        inputLength = null;
        return length == wanted
            ? new(store, Layout.Contiguous(layout.ElementType.StoredType, layout.Shape, inputPosition)) { AreBytes = true }
            : throw new ValueException($"standard input ended after {length} of the {Plural.Of(wanted, "byte")} of the view");
    }

    // All of standard input, for a view that takes its count from it: never more than the file has bytes.
    private long TakeInput()
    {
        inputLength = TakeInput(fileLength);
        return inputLength.Value;
    }

    // Standard input can't be read twice, so it is stored. Gives its bytes.
    private long TakeInput(long most)
    {
        PipeReader input = sources.Input ?? throw new ValueException("there is no standard input to read here");
        if (inputTaken)
        {
            throw new ValueException("standard input has been taken by an edit before; only one can have it");
        }

        inputTaken = true;
        inputPosition = store.Length;
        long left = most;
        while (true)
        {
            // Planning is synchronous throughout; the pipe is the one thing here that can only be awaited.
            ReadResult result = input.ReadAsync(Cancellation).AsTask().GetAwaiter().GetResult();
            if (result.IsCanceled)
            {
                throw new OperationCanceledException("the read of standard input was cancelled; a part of it has been read");
            }

            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                if (segment.Length > left)
                {
                    throw new ValueException($"standard input has more than the {Plural.Of(most, "byte")} of the {(most == fileLength ? "file" : "view")}");
                }

                store.Append(segment.Span);
                left -= segment.Length;
            }

            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return most - left;
            }
        }
    }

    // The file under another name: it is then read as the edits before leave it.
    private bool IsTarget(string path)
    {
        if (!isTarget.TryGetValue(path, out bool own))
        {
            own = target.Identity is { } identity && identity == FileIdentity.Of(path);
            isTarget.Add(path, own);
        }

        return own;
    }
}
