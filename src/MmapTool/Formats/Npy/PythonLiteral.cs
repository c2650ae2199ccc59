using System.Collections.Immutable;

namespace MmapTool.Formats.Npy;

/// <summary>A literal of Python as npy headers hold them, with its place in the text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">One past its last character.</param>
internal abstract record PythonLiteral(int Start, int End);

/// <summary><c>'…'</c> or <c>"…"</c></summary>
internal sealed record PythonString(string Value, int Start, int End) : PythonLiteral(Start, End);

/// <summary><c>12</c>, and Python 2's <c>12L</c>.</summary>
internal sealed record PythonInteger(long Value, int Start, int End) : PythonLiteral(Start, End);

/// <summary><c>True</c> or <c>False</c></summary>
internal sealed record PythonBoolean(bool Value, int Start, int End) : PythonLiteral(Start, End);

/// <summary><c>(…)</c> or <c>[…]</c></summary>
internal sealed record PythonSequence(ImmutableArray<PythonLiteral> Items, bool IsTuple, int Start, int End) : PythonLiteral(Start, End);

/// <summary><c>{…}</c>, its entries in the order they stand in.</summary>
internal sealed record PythonDictionary(ImmutableArray<(PythonLiteral Key, PythonLiteral Value)> Entries, int Start, int End) : PythonLiteral(Start, End);
