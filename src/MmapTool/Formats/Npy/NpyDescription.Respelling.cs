using MmapTool.Elements;
using MmapTool.Errors;

namespace MmapTool.Formats.Npy;

internal static partial class NpyDescription
{
    /// <summary>
    /// A <c>descr</c> as it is written, with only those type strings in it replaced that another type changes: quotes, spaces, titles and nested
    /// sub-arrays stay. A change of the byte order then keeps its length.
    /// </summary>
    /// <param name="header">The text that the description stands in.</param>
    /// <param name="descr">The description.</param>
    /// <param name="type">The type that it is to mean.</param>
    /// <returns>The new text of the description; <see langword="null"/> where the type differs in more than its plain types.</returns>
    /// <exception cref="ViewException">NumPy has no name for a type.</exception>
    public static string? Respell(HeaderText header, PythonLiteral descr, ElementType type)
    {
        List<(int Start, int End, string Text)> changes = [];
        if (!Collect(header, descr, type, changes))
        {
            return null;
        }

        string text = header.Text[descr.Start..descr.End];
        for (int number = changes.Count - 1; number >= 0; number--)
        {
            (int start, int end, string replacement) = changes[number];
            text = $"{text[..(start - descr.Start)]}{replacement}{text[(end - descr.Start)..]}";
        }

        // Shapes and padding are told by what the text means as a whole.
        HeaderText alone = new(text, System.Text.Encoding.UTF8, 0);
        return Read(alone, PythonLiteralReader.Read(alone)).Equals(type) ? text : null;
    }

    private static bool Collect(HeaderText header, PythonLiteral descr, ElementType type, List<(int Start, int End, string Text)> changes)
    {
        if (descr is PythonString plain)
        {
            // Complex integers are written as records of two fields.
            if (type.Kind is ElementKind.Record or ElementKind.ComplexInteger)
            {
                return false;
            }

            if (!Plain(header, plain).Equals(type))
            {
                // A prefix before the quote (Python 2's u) stays too.
                int quote = header.Text.IndexOfAny(['\'', '"'], plain.Start);
                char mark = header.Text[quote];
                changes.Add((quote, plain.End, $"{mark}{TypeString(type)}{mark}"));
            }

            return true;
        }

        if (descr is not PythonSequence { IsTuple: false } list || type.Kind != ElementKind.Record)
        {
            return false;
        }

        int next = 0;
        foreach (PythonSequence entry in list.Items.Cast<PythonSequence>())
        {
            string name = FieldName(header, entry.Items[0]).Name;
            if (name.Length == 0 && (next == type.Fields.Length || type.Fields[next].Name.Length > 0))
            {
                continue;
            }

            PythonLiteral inner = entry.Items[1];
            while (inner is PythonSequence { IsTuple: true } pair)
            {
                inner = pair.Items[0];
            }

            if (next == type.Fields.Length || type.Fields[next].Name != name || !Collect(header, inner, type.Fields[next].Type, changes))
            {
                return false;
            }

            next++;
        }

        return next == type.Fields.Length;
    }
}
