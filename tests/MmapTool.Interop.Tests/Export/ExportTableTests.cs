using System.Text.Json.Nodes;
using MmapTool.Elements;
using MmapTool.Operations.Export;

namespace MmapTool.Interop.Tests;

/// <summary>JSON and CSV read back by Python's json and csv modules.</summary>
public sealed class ExportTableTests
{
    private static readonly (string DType, ElementType Type)[] Kinds =
    [
        .. ExportTypes.IntegerArithmetic,
        .. ExportTypes.Floats,
        ("<c8", ElementType.Create(ElementKind.Complex, 8)),
        ("<c16", ElementType.Complex),
        ("|S5", ElementType.Create(ElementKind.Bytes, 5)),
        ("|V3", ElementType.Create(ElementKind.Void, 3)),
        ExportTypes.Record,
    ];

    private static readonly long[][] Shapes = [[], [0], [1], [7], [2, 3], [2, 0], [0, 3], [3, 1, 4], [2, 2, 2, 2], [3000]];

    // The result of tolist, in JSON's terms.
    private const string Plain =
        """
        def plain(v):
            if isinstance(v, np.ndarray):
                return [plain(x) for x in v]
            if isinstance(v, np.void) and v.dtype.names:
                return {n: plain(v[n]) for n in v.dtype.names}
            if isinstance(v, np.void):
                return bytes(v).hex()
            if isinstance(v, np.bytes_):
                return v.decode('latin-1')
            if isinstance(v, np.complexfloating):
                return [plain(v.real), plain(v.imag)]
            if isinstance(v, np.floating):
                return 'NaN' if np.isnan(v) else 'Infinity' if v == np.inf else '-Infinity' if v == -np.inf else float(shortest(v))
            return v.item()

        """;

    [Test]
    public void Json_reads_back_as_tolist()
    {
        Random random = new(1);
        ExportCase[] cases = [.. from kind in Kinds from shape in Shapes select ExportCase.Random(kind.DType, kind.Type, random, shape)];
        Check(
            Plain +
            """
            def text(a, case):
                expected = plain(a if a.ndim else a[()])
                got = json.loads(case['text'], parse_constant=lambda c: 1 / 0)
                compact = ' ' not in case['text'] or 'S5' in case['dtype']
                return '' if repr(got) == repr(expected) and compact else 'not ' + repr(expected)
            """,
            cases,
            ExportFormat.Json);
    }

    [Test]
    public void Csv_reads_back_as_rows_of_values()
    {
        Random random = new(2);
        ExportCase[] cases = [.. from kind in Kinds from shape in Shapes select ExportCase.Random(kind.DType, kind.Type, random, shape)];
        Check(
            Plain +
            """
            import csv, io
            def cells(v):
                if isinstance(v, np.ndarray):
                    return [c for x in v for c in cells(x)]
                if isinstance(v, np.void) and v.dtype.names:
                    return [c for n in v.dtype.names for c in cells(v[n])]
                return [v]
            def same(cell, v):
                if isinstance(v, np.complexfloating):
                    w = v.dtype.type(complex(cell))
                    return shortest(w.real) == shortest(v.real) and shortest(w.imag) == shortest(v.imag)
                if isinstance(v, np.floating):
                    return cell == shortest(v)
                if isinstance(v, np.bool_):
                    return cell == str(v).lower()
                return cell == str(plain(v))
            def text(a, case):
                rows = list(csv.reader(io.StringIO(case['text'], newline='')))
                if '\r' in case['text'] and 'S' not in case['dtype']:
                    return 'CR'
                if a.dtype.names:
                    header = rows.pop(0)
                    if header != ['t', 'v', 'tag', 'rgb[0][0]', 'rgb[0][1]', 'rgb[1][0]', 'rgb[1][1]', 'inner.a', 'inner.c']:
                        return 'header %s' % header
                shape = (-1, a.shape[-1]) if a.ndim > 1 and not a.dtype.names else (-1, 1)
                table = a.reshape(shape) if a.size else []
                if len(rows) != len(table):
                    return 'rows %d, not %d' % (len(rows), len(table))
                for row, line in zip(rows, table):
                    values = cells(line)
                    if len(row) != len(values) or not all(map(same, row, values)):
                        return '%s is not %s' % (row, values)
                return ''
            """,
            cases,
            ExportFormat.Csv);
    }

    [Test]
    public void Csv_of_numbers_is_what_genfromtxt_reads()
    {
        Random random = new(3);
        ExportCase[] cases = [.. from kind in ExportTypes.Floats from shape in (long[][])[[7], [4, 5], [3, 2, 4]] select ExportCase.Random(kind.DType, kind.Type, random, shape)];
        Check(
            """
            import io
            def text(a, case):
                read = np.genfromtxt(io.StringIO(case['text']), delimiter=',', dtype=a.dtype.newbyteorder('='))
                rows = a.reshape(-1, a.shape[-1]) if a.ndim > 1 else a
                return '' if read.shape == rows.shape and np.array_equal(read, rows, equal_nan=True) else repr(read)
            """,
            cases,
            ExportFormat.Csv);
    }

    private static void Check(string script, ExportCase[] cases, ExportFormat format)
    {
        string[] texts = [.. cases.Select(one => one.Export(format))];
        string[] complaints = ExportCase.Expected(script, cases, number => new JsonObject { ["text"] = texts[number] });
        Assert.Multiple(() =>
        {
            for (int number = 0; number < cases.Length; number++)
            {
                Assert.That(complaints[number], Is.Empty, $"{cases[number].Layout}: {texts[number]}");
            }
        });
    }
}
