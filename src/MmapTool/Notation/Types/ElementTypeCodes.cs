using System.Collections.Frozen;
using System.Globalization;
using MmapTool.Elements;

namespace MmapTool.Notation;

/// <summary>The spellings of plain element types: NumPy's codes and long names, struct's codes, and what is beyond both.</summary>
internal static class ElementTypeCodes
{
    private static readonly FrozenDictionary<string, (ElementKind Kind, int Size)> LongNames = new Dictionary<string, (ElementKind, int)>
    {
        ["bool"] = (ElementKind.Boolean, 1),
        ["int8"] = (ElementKind.SignedInteger, 1),
        ["int16"] = (ElementKind.SignedInteger, 2),
        ["int32"] = (ElementKind.SignedInteger, 4),
        ["int64"] = (ElementKind.SignedInteger, 8),
        ["uint8"] = (ElementKind.UnsignedInteger, 1),
        ["uint16"] = (ElementKind.UnsignedInteger, 2),
        ["uint32"] = (ElementKind.UnsignedInteger, 4),
        ["uint64"] = (ElementKind.UnsignedInteger, 8),
        ["float16"] = (ElementKind.Float, 2),
        ["float32"] = (ElementKind.Float, 4),
        ["float64"] = (ElementKind.Float, 8),
        ["complex64"] = (ElementKind.Complex, 8),
        ["complex128"] = (ElementKind.Complex, 16),
        ["ci1"] = (ElementKind.ComplexInteger, 2),
        ["ci2"] = (ElementKind.ComplexInteger, 4),
        ["ci4"] = (ElementKind.ComplexInteger, 8),
        ["ibm4"] = (ElementKind.IbmFloat, 4),
        ["ibm8"] = (ElementKind.IbmFloat, 8),
        ["vaxf"] = (ElementKind.VaxF, 4),
        ["vaxd"] = (ElementKind.VaxD, 8),
        ["vaxg"] = (ElementKind.VaxG, 8),
        ["u10p"] = (ElementKind.PackedGroup, 5),
        ["u12p"] = (ElementKind.PackedGroup, 3),
        ["u14p"] = (ElementKind.PackedGroup, 7),
        ["bf16"] = (ElementKind.BrainFloat, 2),
        ["bfloat16"] = (ElementKind.BrainFloat, 2),
        ["float8_e4m3fn"] = (ElementKind.Float8E4M3FN, 1),
        ["float8_e5m2"] = (ElementKind.Float8E5M2, 1),
        ["M8"] = (ElementKind.DateTime, 8),
        ["m8"] = (ElementKind.TimeDelta, 8),
        ["datetime64"] = (ElementKind.DateTime, 8),
        ["timedelta64"] = (ElementKind.TimeDelta, 8),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (ElementKind Kind, int Size)>.AlternateLookup<ReadOnlySpan<char>> LongNamesBySpan =
        LongNames.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The type of a code without its prefix, or <see langword="null"/> where there is none.</summary>
    /// <param name="code">The code: a struct code, a NumPy code or a long name.</param>
    /// <param name="prefix">The prefix that stood before it; NUL for none. Decides the size of struct's <c>l L n N</c>.</param>
    public static (ElementKind Kind, int Size)? Find(ReadOnlySpan<char> code, char prefix) =>
        code.Length == 1 ? StructCode(code[0], isNative: prefix is '\0' or '@')
        : LongNamesBySpan.TryGetValue(code, out (ElementKind, int) named) ? named
        : NumPyCode(code);

    /// <summary>
    /// The type of a NumPy code or long name that ends with its byte order, <c>u4be</c>, <c>float32le</c>: the same as a prefix, without a character that shells
    /// treat specially. Struct's letters, <c>S</c>, <c>V</c> and <c>M8</c> take none.
    /// </summary>
    /// <param name="code">The code.</param>
    /// <param name="byteOrder">The order it ends with; <see langword="null"/> where there is no such type.</param>
    public static (ElementKind Kind, int Size)? FindWithSuffix(ReadOnlySpan<char> code, out ByteOrder? byteOrder)
    {
        byteOrder = null;
        if (code.Length < 4 || !(code.EndsWith("le", StringComparison.Ordinal) || code.EndsWith("be", StringComparison.Ordinal)))
        {
            return null;
        }

        (ElementKind Kind, int Size)? found = Find(code[..^2], '\0');
        if (found is null or { Kind: ElementKind.Bytes or ElementKind.Void or ElementKind.DateTime or ElementKind.TimeDelta or ElementKind.VaxF or ElementKind.VaxD or ElementKind.VaxG or ElementKind.PackedGroup })
        {
            return null;
        }

        byteOrder = code[^2] == 'b' ? ByteOrder.Big : ByteOrder.Little;
        return found;
    }

    /// <summary>Whether a word without a prefix is an element type.</summary>
    public static bool IsKnown(string code) => Find(code, '\0') is not null || FindWithSuffix(code, out _) is not null;

    /// <summary>The spellings that are words, which a mistyped one may be near to.</summary>
    public static IEnumerable<string> Words => LongNames.Keys;

    /// <summary>Why there is no such type, and what was perhaps meant.</summary>
    /// <param name="code">The code as it was written.</param>
    /// <param name="prefix">The prefix before it; NUL for none.</param>
    /// <param name="near">A name that is near to it.</param>
    public static string Refusal(string code, char prefix, string? near = null)
    {
        string refused = $"'{(code.Length <= 40 ? code : code[..40] + "…")}' is no element type";
        if (code.Length > 2 && code[^2..] is "le" or "be")
        {
            return WithSuffix(code, refused);
        }

        string letters = code.AsSpan().TrimEnd(Digits).ToString();
        long? number = long.TryParse(code.AsSpan(letters.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long parsed) ? parsed : null;
        (string Letter, long Bytes)? bits = number switch
        {
            8 or 16 or 24 or 32 or 64 => (letters, number.Value / 8),
            80 or 96 or 128 => (letters, number.Value / 8),
            _ => null,
        };
        if (bits is { } counted && letters is "u" or "i" or "f" or "c" or "s")
        {
            string meant = (letters == "s" ? "i" : letters) + bits.Value.Bytes.ToString(CultureInfo.InvariantCulture);
            return Find(meant, '\0') is not null
                ? $"{refused}: NumPy counts bytes, not bits: {code} is {meant}{(letters == "s" ? $", and {code.ToUpperInvariant()} is text of {number} bytes" : "")}"
                : $"{refused}: NumPy counts bytes, not bits, and there is no {meant}";
        }

        return (code, letters, number) switch
        {
            ("n" or "N", _, _) => $"'{code}' has no size under '{prefix}': it is native only, so write {code} or @{code}",
            ("s" or "S", _, _) => $"{refused} without its length: text of 8 bytes is S8",
            ("V" or "x", _, _) => $"{refused} without its length: 8 opaque bytes are V8",
            ("U", _, _) => $"{refused} without its length: text of 8 characters is U8",
            ("M" or "m", _, _) => $"{refused}: {(code == "M" ? "dates" : "lengths of time")} are {code}8 with their unit, as in {code}8[s]",
            ("p" or "P" or "g" or "G" or "F" or "D" or "O", _, _) => $"{refused}: there are {Known}",
            ("int" or "uint" or "float" or "complex", _, _) => $"{refused}: its size must be said, as in {code}{(code == "complex" ? 128 : 64)}",
            ("half", _, _) => $"{refused}: write f2 or float16",
            ("single", _, _) => $"{refused}: write f4 or float32",
            ("double", _, _) => $"{refused}: write f8 or float64",
            ("byte" or "char", _, _) => $"{refused}: a byte is u1, a signed byte i1",
            ("short" or "long" or "longlong" or "ushort" or "ulong", _, _) => $"{refused}: write the size, as in i2, i4 or i8",
            ("float8" or "float8_e4m3" or "f1", _, _) => $"{refused}: there are float8_e4m3fn and float8_e5m2",
            ("float128" or "longdouble" or "f12", _, _) => $"{refused}: the largest float is f8",
            (_, "b", _) when number is not null => $"{refused}: a boolean is b1, a signed byte i1 or b",
            (_, "s", _) when number is not null => $"{refused}: text of {number} bytes is S{number}",
            (_, "S" or "V" or "U", _) => $"{refused}: an item has at most {ElementType.MaximumItemSize} bytes",
            _ when Plural(code) is { } hint => $"{refused}: {hint}",
            _ when LongNames.ContainsKey(code.ToLowerInvariant()) => $"{refused}; {code.ToLowerInvariant()} is",
            _ when number is not null && prefix == '\0' && Find(letters, prefix) is not null =>
                $"{refused}: if it was {letters}[{number}], single-quote the view, as a shell takes brackets for a pattern of file names; {letters}({number}) are {number} of them",
            _ when near is not null => $"{refused}: did you mean {near}?",
            _ => $"{refused}: there are {Known}",
        };
    }

    // A word that ends like a byte order: its rest may be meant as a type of NumPy's (s16le as audio programs write it), or may take no order.
    private static string WithSuffix(string code, string refused)
    {
        string rest = code[..^2];
        string letters = rest.TrimEnd(Digits.ToCharArray());
        if (letters is "u" or "i" or "f" or "c" or "s" && long.TryParse(rest.AsSpan(letters.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long bits) && bits % 8 == 0)
        {
            string meant = $"{(letters == "s" ? "i" : letters)}{bits / 8}";
            return Find(meant, '\0') is null
                ? $"{refused}: NumPy counts bytes, not bits, and there is no {meant}"
                : $"{refused}: NumPy counts bytes, not bits: {code} is {meant}{code[^2..]}";
        }

        return Find(rest, '\0') is { Kind: ElementKind.DateTime or ElementKind.TimeDelta } ? $"{refused}: {rest} takes its byte order in front, and its unit behind: {(code[^2] == 'b' ? '>' : '<')}{rest}[s]"
            : Find(rest, '\0') is { Kind: ElementKind.Bytes or ElementKind.Void or ElementKind.VaxF or ElementKind.VaxD or ElementKind.VaxG or ElementKind.PackedGroup } ? $"{refused}: {rest} has no byte order, so write {rest}"
            : rest.Length == 1 && Find(rest, '\0') is not null ? $"{refused}: a struct code takes its byte order in front: {(code[^2] == 'b' ? '>' : '<')}{rest}"
            : $"{refused}: there are {Known}, with le or be behind them or < or > in front";
    }

    private const string Digits = "0123456789";

    private const string Known = "b1 i1 i2 i3 i4 i8 u1 u2 u3 u4 u8 f2 f4 f8 c8 c16 ci1 ci2 ci4 S<n> U<n> V<n> M8[unit] m8[unit] bf16 ibm4 ibm8 vaxf vaxd vaxg u10p u12p u14p, long names such as int16, struct codes such as h, and {name:type,…}";

    // struct's "10s", "4x", "3h": the count stands behind, or in brackets.
    private static string? Plural(string code)
    {
        string count = code[..^1];
        return count.Length == 0 || count.AsSpan().ContainsAnyExceptInRange('0', '9') ? null : code[^1] switch
        {
            's' or 'p' => $"text of {count} bytes is S{count}",
            'x' => $"{count} opaque bytes are V{count}",
            char last => Find([last], '\0') is null ? null : $"dimensions follow the type: {last}({count})",
        };
    }

    // Sizes from Python's struct: native ones as on 64-bit Linux, standard ones under a prefix.
    private static (ElementKind Kind, int Size)? StructCode(char code, bool isNative) => code switch
    {
        '?' => (ElementKind.Boolean, 1),
        'b' => (ElementKind.SignedInteger, 1),
        'B' => (ElementKind.UnsignedInteger, 1),
        'h' => (ElementKind.SignedInteger, 2),
        'H' => (ElementKind.UnsignedInteger, 2),
        'i' => (ElementKind.SignedInteger, 4),
        'I' => (ElementKind.UnsignedInteger, 4),
        'l' => (ElementKind.SignedInteger, isNative ? 8 : 4),
        'L' => (ElementKind.UnsignedInteger, isNative ? 8 : 4),
        'q' => (ElementKind.SignedInteger, 8),
        'Q' => (ElementKind.UnsignedInteger, 8),
        'n' when isNative => (ElementKind.SignedInteger, 8),
        'N' when isNative => (ElementKind.UnsignedInteger, 8),
        'e' => (ElementKind.Float, 2),
        'f' => (ElementKind.Float, 4),
        'd' => (ElementKind.Float, 8),
        'c' => (ElementKind.Bytes, 1),
        _ => null,
    };

    private static (ElementKind Kind, int Size)? NumPyCode(ReadOnlySpan<char> code)
    {
        if (code.Length < 2 || !int.TryParse(code[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int size))
        {
            return null;
        }

        return (code[0], size) switch
        {
            ('b', 1) => (ElementKind.Boolean, size),
            ('i', 1 or 2 or 3 or 4 or 8) => (ElementKind.SignedInteger, size),
            ('u', 1 or 2 or 3 or 4 or 8) => (ElementKind.UnsignedInteger, size),
            ('f', 2 or 4 or 8) => (ElementKind.Float, size),
            ('c', 8 or 16) => (ElementKind.Complex, size),
            ('S', <= ElementType.MaximumItemSize) => (ElementKind.Bytes, size),
            ('V', <= ElementType.MaximumItemSize) => (ElementKind.Void, size),
            ('U', <= ElementType.MaximumItemSize / sizeof(uint)) => (ElementKind.Unicode, sizeof(uint) * size),
            _ => null,
        };
    }
}
