using MmapTool.Elements;
using MmapTool.Errors;

namespace MmapTool.Text;

/// <summary>The names of the columns of a record: <c>t,inner.a,rgb[0],rgb[1]</c>.</summary>
internal static class CsvHeader
{
    private const long MostColumns = 1 << 20;

    /// <exception cref="ViewException">The record has more columns than a table can have.</exception>
    public static void Write(ElementType record, ref TextBuffer output)
    {
        bool first = true;
        long columns = 0;
        Append(record, "", ref first, ref columns, ref output);
        output.Write((byte)'\n');
    }

    private static void Append(ElementType record, string path, ref bool first, ref long columns, ref TextBuffer output)
    {
        foreach (RecordField field in record.Fields)
        {
            Append(field, path + field.Name, 0, ref first, ref columns, ref output);
        }
    }

    private static void Append(RecordField field, string path, int axis, ref bool first, ref long columns, ref TextBuffer output)
    {
        if (axis < field.Shape.Length)
        {
            for (long index = 0; index < field.Shape[axis]; index++)
            {
                Append(field, $"{path}[{index}]", axis + 1, ref first, ref columns, ref output);
            }
        }
        else if (field.Type.Kind == ElementKind.Record)
        {
            Append(field.Type, path + ".", ref first, ref columns, ref output);
        }
        else if (axis == field.Shape.Length && field.Type.ValueCount > 1)
        {
            // A packed group has a cell for each of its numbers.
            for (int index = 0; index < field.Type.ValueCount; index++)
            {
                Append(field, $"{path}[{index}]", axis + 1, ref first, ref columns, ref output);
            }
        }
        else
        {
            if (++columns > MostColumns)
            {
                throw new ViewException($"a record of more than {MostColumns} columns can't be written as CSV: choose a field of it");
            }

            if (!first)
            {
                output.Write((byte)',');
            }

            first = false;
            CsvStyle.WriteName(path, ref output);
        }
    }
}
