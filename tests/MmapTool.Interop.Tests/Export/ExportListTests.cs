using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Export;

namespace MmapTool.Interop.Tests;

/// <summary>Lists against Python's repr of a list and NumPy's array2string.</summary>
public sealed class ExportListTests
{
    private const string Oracle =
        """
        def text(a, case):
            width, summarize = case['width'], case['summarize'] and a.size > 1000
            kind = a.dtype.kind
            value = (lambda v: repr(bool(v))) if kind == 'b' else (lambda v: repr(int(v))) if kind in 'iu' else shortest
            def nested(b):
                return value(b[()]) if b.ndim == 0 else '[' + ', '.join(map(nested, b)) + ']'
            if not summarize:
                if a.size <= width and len(nested(a)) <= width:
                    return nested(a)
            elif a.ndim == 1:
                line = '[' + ', '.join([value(v) for v in a[:3]] + ['...'] + [value(v) for v in a[-3:]]) + ']'
                if len(line) <= width:
                    return line
            # Of floats NumPy would pad the fractions; integers and booleans are its own text throughout.
            shown = np.core.arrayprint._leading_trailing(a, 3) if summarize else a
            widest = max(len(value(v)) for v in shown.flat)
            return np.array2string(a, separator=', ', max_line_width=width, threshold=1000 if summarize else sys.maxsize,
                formatter={'float_kind': lambda v: value(v).rjust(widest)})
        """;

    private static readonly long[][] Shapes =
    [
        [], [1], [3], [25], [26], [300], [2, 3], [5, 30], [40, 2], [1, 1, 1], [2, 3, 4], [3, 4, 12], [2, 2, 2, 2], [2, 3, 2, 5], [1001], [5000], [7, 200],
        [200, 7], [6, 6, 40], [11, 13, 9], [4, 7, 7, 8], [2, 8, 1, 70],
    ];

    [Test]
    public void Numbers_are_laid_out_as_NumPy_lays_them_out([Values] bool summarize, [Values(80, 40, 133)] int width)
    {
        Random random = new(1);
        ExportCase[] cases = [.. from kind in (IEnumerable<(string DType, ElementType Type)>)[.. ExportTypes.IntegerArithmetic, .. ExportTypes.Floats]
                                 from shape in Shapes
                                 select ExportCase.Random(kind.DType, kind.Type, random, shape)];
        Compare(cases, width, summarize);
    }

    [Test]
    public void Strided_views_are_laid_out_as_NumPy_lays_them_out([Values] bool summarize)
    {
        Random random = new(2);
        List<ExportCase> cases = [];
        for (int number = 0; number < 200; number++)
        {
            (string dtype, ElementType type) = ExportTypes.IntegerArithmetic[random.Next(ExportTypes.IntegerArithmetic.Length)];
            int rank = random.Next(1, 4);
            long[] shape = [.. Enumerable.Range(0, rank).Select(_ => random.NextInt64(1, rank == 1 ? 3000 : 24))];
            ExportCase whole = ExportCase.Random(dtype, type, random, shape);
            Layout layout = whole.Layout.Index([.. shape.Select(length => random.Next(4) switch
            {
                0 => ViewIndex.Slice(null, null, -1),
                1 => ViewIndex.Slice(null, null, 2),
                2 => ViewIndex.Slice(length / 2, null),
                _ => ViewIndex.All,
            })]);
            cases.Add(whole with { Layout = random.Next(2) == 0 ? layout : layout.Transpose() });
        }

        Compare([.. cases.Where(one => one.Layout.Count > 0)], 80, summarize);
    }

    [Test]
    public void Short_lists_are_Pythons_repr()
    {
        Random random = new(3);
        List<ExportCase> cases = [];
        foreach ((string dtype, ElementType type) in ((string, ElementType)[])
            [("<c16", ElementType.Complex), ("|S5", ElementType.Create(ElementKind.Bytes, 5)), ("<f8", ElementType.Double), ("<i8", ElementType.Int64)])
        {
            for (int number = 0; number < 200; number++)
            {
                cases.Add(ExportCase.Random(dtype, type, random, [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.NextInt64(0, 3))]));
            }
        }

        // A NaN of a double loses its payload.
        string[] expected = ExportCase.Expected("def text(a, case): return repr(a.tolist())", cases);
        for (int number = 0; number < cases.Count; number++)
        {
            Assert.That(cases[number].Export(ExportFormat.Text, new() { Width = 100_000 }), Is.EqualTo(expected[number]), $"{cases[number].Layout}");
        }
    }

    [Test]
    public void Records_read_back_as_Python_literals_and_keep_to_the_width()
    {
        Random random = new(4);
        (string dtype, ElementType type) = ExportTypes.Record;
        ExportCase[] cases = [.. ((long[][])[[], [1], [100], [20, 3], [2, 3, 4]]).Select(shape => ExportCase.Random(dtype, type, random, shape))];
        string[] texts = [.. cases.Select(one => one.Export(ExportFormat.Text, new() { Width = 200 }))];
        string[] expected = ExportCase.Expected(
            """
            def plain(v):
                if isinstance(v, (list, tuple)):
                    return type(v)(map(plain, v))
                if isinstance(v, np.void):
                    return tuple(plain(v[n]) for n in v.dtype.names)
                if isinstance(v, np.ndarray):
                    return [plain(x) for x in v]
                return shortest(v) if isinstance(v, np.floating) else shortest(v.real) + shortest(v.imag) if isinstance(v, np.complexfloating) else repr(v.item())

            def read(v):
                # The literal's floats in the element's own precision.
                if isinstance(v, (list, tuple)):
                    return type(v)(map(read, v))
                return shortest(np.float32(v)) if isinstance(v, float) else shortest(np.float32(v.real)) + shortest(np.float32(v.imag)) if isinstance(v, complex) else repr(v)

            def text(a, case):
                got = read(eval(case['text'], {'nan': float('nan'), 'inf': float('inf'), 'nanj': complex(0, float('nan')), 'infj': complex(0, float('inf'))}))
                return 'same' if str(got) == str(plain(a[()] if a.ndim == 0 else a)) else 'read %s\nnot %s' % (got, plain(a))
            """,
            cases,
            number => new JsonObject { ["text"] = texts[number] });
        for (int number = 0; number < cases.Length; number++)
        {
            Assert.That(expected[number], Is.EqualTo("same"), texts[number]);
            Assert.That(texts[number].Split('\n'), Has.All.Length.LessThanOrEqualTo(200));
        }
    }

    private static void Compare(ExportCase[] cases, int width, bool summarize)
    {
        string[] expected = ExportCase.Expected(Oracle, cases, _ => new JsonObject { ["width"] = width, ["summarize"] = summarize });
        ExportOptions options = new() { Width = width, Summarize = summarize };
        Assert.Multiple(() =>
        {
            for (int number = 0; number < cases.Length; number++)
            {
                Assert.That(cases[number].Export(ExportFormat.Text, options), Is.EqualTo(expected[number]), $"{cases[number].Layout}");
            }
        });
    }
}
