using System.IO.Pipelines;
using MmapTool.Elements;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Patching;

/// <summary>How edits are planned.</summary>
internal sealed record PatchOptions
{
    /// <summary>Bounds the bytes of new values in memory, whatever the budget: 64 MiB.</summary>
    internal const long MostMemory = 64L << 20;

    /// <summary>How values that do not fit are treated.</summary>
    public CastValues CastValues { get; init => field = DefinedEnum.Ensure(value); }

    /// <summary>Whether the plan keeps a description of each edit, for --dry-run.</summary>
    public bool Describe { get; init; }

    /// <summary>The most threads that check a large edit; 0 for one a processor. With more than 1 the file is read by all of them.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// The folder for new bytes that are too many for memory; by default the system's folder for temporary files. It is not the file's own folder,
    /// where a leftover could be taken for data.
    /// </summary>
    public string TemporaryFolder { get; init; } = SystemPath.TemporaryFolder;

    /// <summary>Gives the bytes that follow from the edits, once all of them are planned; <see langword="null"/> for none.</summary>
    internal Func<PatchPlanner.PlannedFile, IEnumerable<FollowingBytes>>? Following { get; init; }

    /// <summary>The operand or the result: the side of an augmented assignment that is brought into the view's type.</summary>
    internal Arithmetic Arithmetic { get; init; }

    /// <summary>Edits of at most this many bytes are worked out at once and stored; larger ones block by block when they are written.</summary>
    internal long StoredLimit { get; init; } = 1 << 20;

    /// <summary>Edits of more separate ranges than this are not stored either: an entry a range would outweigh their bytes.</summary>
    internal long StoredRanges { get; init; } = 256;

    /// <summary>Bytes of new values that are kept in memory: 64 MiB, or less where that is asked for.</summary>
    internal long MemoryLimit { get; init; } = MostMemory;

    /// <summary>Elements in a block of a large edit; worked out from their size where it is 0.</summary>
    internal int BlockCount { get; init; }
}

/// <summary>Where the views of edits come from.</summary>
/// <param name="View">The view that an expression names in the file that is edited.</param>
/// <param name="OpenView">The view that an expression names in another file, which stays open until the plan is done.</param>
/// <param name="Input">Standard input, for <c>@-</c>.</param>
/// <param name="OpenFile">A whole other file for <c>@FILE</c>: its container's own view, and whether it is raw bytes, which take the target's type.</param>
internal sealed record PatchSources(
    Func<ViewExpression, MemoryView> View,
    Func<string, ViewExpression, MemoryView>? OpenView = null,
    PipeReader? Input = null,
    Func<string, (MemoryView View, bool IsPlain)>? OpenFile = null);

/// <summary>The effect of an edit of a plan.</summary>
/// <param name="Text">The edit as it was written.</param>
/// <param name="Line">Its line in the script, 0 for none.</param>
/// <param name="ElementType">The type of the view that it changes.</param>
/// <param name="Shape">That view's shape.</param>
/// <param name="Offset">The byte offset of its first element.</param>
/// <param name="ByteLength">The bytes it changes.</param>
/// <param name="Old">The values before, as JSON, where they are few.</param>
/// <param name="New">The values after, as JSON, where they are few.</param>
internal sealed record EditDescription(
    string Text,
    long Line,
    ElementType ElementType,
    System.Collections.Immutable.ImmutableArray<long> Shape,
    long Offset,
    long ByteLength,
    string? Old,
    string? New);
