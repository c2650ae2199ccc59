using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Formats;

/// <summary>A format that new files can be written in: <c>-o NAME.ending</c> of <c>extract</c>, <c>convert</c>, <c>cast</c> and <c>reshape</c>.</summary>
public interface IContainerWriter : IContainerFormat
{
    /// <summary>Works out the bytes around the data of a new file, and where the data go; writes nothing.</summary>
    /// <param name="members">The members, in their order.</param>
    /// <exception cref="Errors.ViewException">The format can't record a type, a shape, a name or so many members; the message says why.</exception>
    WrittenContainer Prepare(ImmutableArray<NewMember> members);
}

/// <summary>A member that is to be written.</summary>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsFortranOrdered">Whether its elements come in Fortran order, if the format can say so; else they come in C order.</param>
public sealed record NewMember(string Name, ElementType ElementType, ImmutableArray<long> Shape, bool IsFortranOrdered = false)
{
    /// <summary>The only one of the members, for a format that holds one.</summary>
    /// <exception cref="ViewException">There are none or several.</exception>
    internal static NewMember Only(ImmutableArray<NewMember> members, IContainerFormat format) =>
        members is [var only] ? only : throw new ViewException($"a file of {format.Info.Name} holds one array, and these are {members.Length}");
}

/// <summary>A new file without its data.</summary>
/// <param name="Header">The bytes before the data of the first member; none where the format has no header.</param>
/// <param name="Members">For each member where its elements go: packed, in C or in Fortran order.</param>
public sealed record WrittenContainer(ImmutableArray<byte> Header, ImmutableArray<Layout> Members);
