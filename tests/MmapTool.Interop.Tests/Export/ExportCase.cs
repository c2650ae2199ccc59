using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Interop.Tests;

/// <summary>A view to export here and to describe to NumPy: <c>np.ndarray(shape, dtype, buffer, offset, strides)</c>.</summary>
internal sealed record ExportCase(string DType, Layout Layout, byte[] Bytes)
{
    /// <summary>A packed view over random bytes.</summary>
    public static ExportCase Random(string dtype, ElementType type, Random random, params long[] shape)
    {
        Layout layout = Layout.Contiguous(type, [.. shape]);
        byte[] bytes = new byte[layout.ByteLength];
        random.NextBytes(bytes);
        if (type.Kind == ElementKind.Boolean)
        {
            // NumPy's booleans are 0 and 1.
            bytes = [.. bytes.Select(value => (byte)(value & 1))];
        }

        return new(dtype, layout, bytes);
    }

    /// <summary>The text, made by one thread. Several threads with blocks of all sizes must make the same text.</summary>
    public string Export(ExportFormat format, ExportOptions? options = null)
    {
        options ??= ExportOptions.Default;
        string text = Write(format, options, new() { Threads = 1 });
        foreach ((int threads, int block) in ((int, int)[])[(2, 1 + (int)(Layout.Count % 7)), (7, 1 + (int)(Layout.Count / 9))])
        {
            string parallel = Write(format, options with { BlockElements = block }, new() { Threads = threads });
            if (parallel != text)
            {
                throw new AssertionException($"{format} of {Layout} is not the same on {threads} threads in blocks of {block}:\n{parallel}\ninstead of\n{text}");
            }
        }

        return text;
    }

    private string Write(ExportFormat format, ExportOptions options, WorkLimits limits)
    {
        using MemoryStream text = new();
        ViewExport.Write(new MemoryView(new ExportArrayMemory(Bytes), Layout, readOnly: true), format, text, options, limits);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Runs a script once over many cases. The script defines <c>text(a, case)</c>, which gives the expected text of array <c>a</c>.</summary>
    public static string[] Expected(string script, IReadOnlyList<ExportCase> cases, Func<int, JsonObject>? more = null)
    {
        using TemporaryFolder folder = new();
        JsonArray description = [];
        for (int number = 0; number < cases.Count; number++)
        {
            ExportCase one = cases[number];
            JsonObject entry = more?.Invoke(number) ?? [];
            entry["data"] = folder.Write($"{number}.bin", one.Bytes);
            entry["dtype"] = one.DType;
            entry["shape"] = Numbers(one.Layout.Shape);
            entry["strides"] = Numbers(one.Layout.Strides);
            entry["offset"] = one.Layout.Offset;
            description.Add((JsonNode)entry);
        }

        string cases_ = folder.Write("cases.json", Encoding.UTF8.GetBytes(description.ToJsonString()));
        string output = ExportPeer.Python(
            """
            import ast, json, sys, warnings
            import numpy as np
            warnings.simplefilter('ignore')

            def shortest(v):
                # The shortest digits in the number's own type are NumPy's; their spelling is that of Python's repr.
                if not np.isfinite(v) or v == 0:
                    return repr(float(v))
                digits, exponent = np.format_float_scientific(v, unique=True, trim='-').split('e')
                sign, digits, e = '-' * (digits[0] == '-'), digits.lstrip('-').replace('.', ''), int(exponent)
                if e < -4 or e >= 16:
                    return sign + digits[0] + ('.' + digits[1:] if digits[1:] else '') + 'e%+03d' % e
                if e < 0:
                    return sign + '0.' + '0' * (-e - 1) + digits
                digits = digits.ljust(e + 1, '0')
                return sign + digits[:e + 1] + '.' + (digits[e + 1:] or '0')

            """ + script +
            """

            results = []
            for case in json.load(open(sys.argv[1])):
                data = open(case['data'], 'rb').read()
                dtype = case['dtype']
                dtype = np.dtype(ast.literal_eval(dtype) if dtype[0] == '[' else dtype)
                a = np.ndarray(case['shape'], dtype, data, case['offset'], case['strides'])
                results.append(text(a, case))
            print(json.dumps(results))
            """,
            cases_);
        return JsonSerializer.Deserialize<string[]>(output)!;
    }

    private static JsonArray Numbers(ImmutableArray<long> numbers) => [.. numbers.Select(number => JsonValue.Create(number))];
}
