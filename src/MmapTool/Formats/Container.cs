using System.Collections.Immutable;
using MmapTool.Layouts;

namespace MmapTool.Formats;

/// <summary>A named array in a container.</summary>
/// <param name="Name">Its name; the empty string for the only member of a container that names none.</param>
/// <param name="Layout">Where its elements lie in the file.</param>
public sealed record Member(string Name, Layout Layout);

/// <summary>The members that a container format found in a file. Holds no data.</summary>
/// <param name="Format">The name of the format.</param>
/// <param name="Members">The members in the file's own order.</param>
public sealed record Container(string Format, ImmutableArray<Member> Members)
{
    /// <summary>Oddities that are no errors, one line each: shown by <c>info</c> and as warnings.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>
    /// One line about the element types that the file names and that are unknown here, whose elements are opaque bytes; <see langword="null"/> where there are none.
    /// It is one of the <see cref="Warnings"/>, and every verb says it.
    /// </summary>
    public string? UnknownTypes { get; init; }

    /// <summary>The file that the members' offsets count in; <see langword="null"/> where it is the file that was read.</summary>
    public string? DataPath { get; init; }

    /// <summary>The detached header that says what the data file holds; <see langword="null"/> where there is none.</summary>
    public string? HeaderPath { get; init; }
}
