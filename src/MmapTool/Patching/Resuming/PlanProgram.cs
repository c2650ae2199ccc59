using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Values;

namespace MmapTool.Patching;

/// <summary>
/// A plan's steps as a JSON document, from which they can be made again. Layouts are written as numbers. A right side of elements of the same file is written
/// as a layout too. All other bytes are told by the position at which they are kept. Version 0.1.0 wrote <c>castValues</c> where it is <c>cast</c> now, and
/// is understood by its own rules (<see cref="FormerModes"/>). That version refuses the programs of now.
/// </summary>
internal static class PlanProgram
{
    private const long SmallOperand = 1 << 20;

    /// <summary>One step, and the bytes that have to be kept for it.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Position">Where those bytes begin.</param>
    /// <param name="Kept">The right side as it is kept, packed; null where there is none.</param>
    /// <param name="Source">The right side as it is read, its repeated axes dropped; null where there is none.</param>
    public sealed record Line(PlanStep Step, long Position, Layout? Kept, Operand? Source)
    {
        /// <summary>How many bytes are kept for it.</summary>
        public long KeptLength => Step is ComputedStep ? Source?.Layout.ByteLength ?? 0 : (Step.RangeCount * StoredPart.RowLength) + Step.ByteLength;
    }

    /// <summary>Lays the bytes of the steps out one after another.</summary>
    public static ImmutableArray<Line> Plan(ImmutableArray<PlanStep> steps)
    {
        ImmutableArray<Line>.Builder lines = ImmutableArray.CreateBuilder<Line>(steps.Length);
        long position = 0;
        foreach (PlanStep step in steps)
        {
            Line line = new(step, position, null, null);
            if (step is ComputedStep { Operand: { Reader: not null } operand })
            {
                (Layout source, Layout kept) = Pack(operand.Layout, position);
                line = new(step, position, kept, operand with { Layout = source });
            }

            lines.Add(line);
            position += line.KeptLength;
        }

        return lines.MoveToImmutable();
    }

    /// <summary>The document.</summary>
    public static byte[] Write(ImmutableArray<Line> lines)
    {
        ArrayBufferWriter<byte> bytes = new();
        using Utf8JsonWriter json = new(bytes);
        json.WriteStartArray();
        foreach (Line line in lines)
        {
            json.WriteStartObject();
            if (line.Step is ComputedStep step)
            {
                json.WriteString("operation", step.Operation.ToString());
                json.WriteString("cast", CastModes.Name(step.CastValues));
                json.WriteBoolean("descending", step.IsDescending);
                json.WriteBoolean("kept", line.Kept is not null);
                json.WriteBoolean("integers", step.Operand.AreIntegers);
                if (step.Operand.Constants is { } constants)
                {
                    json.WriteStartArray("constants");
                    foreach (string text in constants.Texts)
                    {
                        json.WriteStringValue(text);
                    }

                    json.WriteEndArray();
                }

                Write(json, "target", step.Target);
                Write(json, "operand", line.Kept ?? step.Operand.Layout);
            }
            else
            {
                json.WriteNumber("position", line.Position);
                json.WriteNumber("ranges", line.Step.RangeCount);
                json.WriteNumber("bytes", line.Step.ByteLength);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The parts that a document tells.</summary>
    /// <param name="document">The document.</param>
    /// <param name="kept">Reads what is kept.</param>
    /// <param name="keptLength">How much that is.</param>
    /// <param name="fileLength">The target's length.</param>
    /// <exception cref="ContainerException">It is none of these, or does not fit the file.</exception>
    public static ImmutableArray<PlanPart> Read(ReadOnlyMemory<byte> document, IByteSource kept, long keptLength, long fileLength)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(document);
            return [.. json.RootElement.EnumerateArray().Select(PlanPart (line) => line.TryGetProperty("operation", out _)
                ? Computed(line, kept, keptLength, fileLength)
                : Stored(line, kept, keptLength, fileLength))];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException
            || (error is MmapToolException and not ContainerException))
        {
            throw new ContainerException($"the journal's change does not fit the file: {error.Message}", 0);
        }
    }

    private static ComputedPart Computed(JsonElement line, IByteSource kept, long keptLength, long fileLength)
    {
        Layout target = ReadLayout(line.GetProperty("target"));
        Layout operand = ReadLayout(line.GetProperty("operand"));
        bool isKept = line.GetProperty("kept").GetBoolean();
        target.EnsureWithin(fileLength);
        operand.EnsureWithin(isKept ? keptLength : fileLength);
        if (!target.Shape.AsSpan().SequenceEqual(operand.Shape.AsSpan()) || target.ByteLength == 0 || operand.ItemSize == 0)
        {
            throw new ContainerException("the journal's change has two sides that do not match", 0);
        }

        // A constant, or a row that is broadcast, is read again and again.
        IByteSource reader = operand.End - operand.Start <= SmallOperand ? new SmallReader(kept, operand.Start, (int)(operand.End - operand.Start)) : kept;
        bool isFormer = line.TryGetProperty("castValues", out JsonElement former);
        CastValues mode = isFormer
            ? FormerModes.Of(Enum.Parse<CastValues>(former.GetString()!))
            : CastModes.TryParse(line.GetProperty("cast").GetString()!) ?? throw new ContainerException("the journal's change casts values in a way that is not known", 0);
        Operand right = new(isKept ? reader : null, operand)
        {
            AreIntegers = !isFormer && line.GetProperty("integers").GetBoolean(),
            Constants = line.TryGetProperty("constants", out JsonElement texts) ? Constants(texts, target.ElementType) : null,
        };
        if (isFormer && target.ElementType.Kind == ElementKind.Record && operand.ElementType.Equals(target.ElementType))
        {
            // 0.1.0 wrote the bytes between fields too.
            target = target.AsOpaque();
            right = right with { Layout = operand.AsOpaque() };
        }

        if (right.Constants is not null && !operand.ElementType.Equals(ConstantTable.NumberType))
        {
            throw new ContainerException("the journal's change has constants without numbers", 0);
        }

        return new ComputedPart(new ComputedStep(
            Enum.Parse<EditOperator>(line.GetProperty("operation").GetString()!),
            target,
            right,
            mode,
            AddressOrder.Unchanged(target))
        {
            Arithmetic = isFormer ? Arithmetic.OfTheType : Arithmetic.Exact,
            IsDescending = line.GetProperty("descending").GetBoolean(),
        });
    }

    private static ConstantTable Constants(JsonElement texts, ElementType type)
    {
        try
        {
            return new([.. texts.EnumerateArray().Select(static text => text.GetString()!)], type);
        }
        catch (ElementException error)
        {
            throw new ContainerException($"the journal's change has a constant that is none: {error.Message}", 0);
        }
    }

    private static StoredPart Stored(JsonElement line, IByteSource kept, long keptLength, long fileLength)
    {
        long position = line.GetProperty("position").GetInt64();
        long ranges = line.GetProperty("ranges").GetInt64();
        long bytes = line.GetProperty("bytes").GetInt64();
        bool fits = position >= 0 && ranges > 0 && bytes >= ranges && ranges <= keptLength / StoredPart.RowLength
            && bytes <= keptLength - (ranges * StoredPart.RowLength) - position;
        return fits
            ? new StoredPart(kept, position, ranges, bytes, fileLength)
            : throw new ContainerException("the journal's change needs more than the journal keeps", 0);
    }

    // A side that is broadcast is kept once.
    private static (Layout Source, Layout Kept) Pack(Layout layout, long position)
    {
        long[] shape = [.. layout.Shape];
        long[] strides = new long[shape.Length];
        long step = layout.ItemSize;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            shape[axis] = layout.Strides[axis] == 0 ? Math.Min(1, shape[axis]) : shape[axis];
            strides[axis] = layout.Strides[axis] == 0 ? 0 : step;
            step *= shape[axis];
        }

        return (Layout.Create(layout.ElementType, layout.Offset, [.. shape], layout.Strides), Layout.Create(layout.ElementType, position, layout.Shape, [.. strides]));
    }

    private static void Write(Utf8JsonWriter json, string name, Layout layout)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", layout.ElementType.ToString());
        json.WriteNumber("offset", layout.Offset);
        Write("shape", layout.Shape);
        Write("strides", layout.Strides);
        json.WriteEndObject();

        void Write(string key, ImmutableArray<long> numbers)
        {
            json.WriteStartArray(key);
            foreach (long number in numbers)
            {
                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
        }
    }

    private static Layout ReadLayout(JsonElement layout) => Layout.Create(
        ReadType(layout.GetProperty("dtype").GetString()!),
        layout.GetProperty("offset").GetInt64(),
        [.. layout.GetProperty("shape").EnumerateArray().Select(number => number.GetInt64())],
        [.. layout.GetProperty("strides").EnumerateArray().Select(number => number.GetInt64())]);

    // Bits of an integer are no type of the notation: there they are a step of a view.
    private static ElementType ReadType(string text)
    {
        ViewExpression view = ViewExpression.Parse(text);
        return view switch
        {
            { Start: TypeStart { Shape: null, Place: null } start, Steps: [] } => start.ElementType,
            { Start: TypeStart { Shape: null, Place: null } start, Steps: [BitsStep bits] } => start.ElementType.BitsOf(bits.Low, bits.High),
            _ => throw new FormatException($"'{text}' is no element type"),
        };
    }

    // Bytes that fit in memory, read when they are first asked for.
    private sealed class SmallReader(IByteSource reader, long start, int length) : IByteSource
    {
        public string Name => reader.Name;

        public long Length => length;

        private byte[]? bytes;

        public void ReadAt(long offset, Span<byte> buffer)
        {
            if (bytes is null)
            {
                byte[] read = new byte[length];
                reader.ReadAt(start, read);
                bytes = read;
            }

            bytes.AsSpan((int)(offset - start), buffer.Length).CopyTo(buffer);
        }
    }
}
