using MmapTool.Elements;

namespace MmapTool.Notation.Records;

/// <summary>A record of a well-known header, under a name with a dot: <c>mbr.entry(4)@446</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Summary">A line that says what the record is and where it stands.</param>
/// <param name="Text">The record as views write it.</param>
internal sealed record BuiltInRecord(string Name, string Summary, string Text)
{
    private NamedView? _named;

    /// <summary>The record.</summary>
    public ElementType ElementType => Named.ElementType!;

    /// <summary>The record as a name's meaning, read when it is first asked for.</summary>
    internal NamedView Named => _named ??= NamedView.Of(ViewExpression.Parse(Text));
}
