using System.Collections.Immutable;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Cli.Verbs;

/// <summary>Changes the shape that a container records.</summary>
internal sealed class ReshapeVerb : RelayoutVerb
{
    /// <inheritdoc/>
    public override string Name => "reshape";

    /// <inheritdoc/>
    public override string Usage => $"FILE [MEMBER] --to DIMS [--header | --adopt {RelayoutOptions.Adopt.Value} | -o OUT]";

    /// <inheritdoc/>
    public override string Summary => "changes the shape that the container records, moving no data";

    /// <inheritdoc/>
    public override string Details =>
        "The same elements in the same order, in another shape. The header is changed in place.\n" +
        $"With -o OUT the data is written out as {OutputForm.Names(OutputForm.Recording, " or ")}.\n" +
        "A raw file records nothing: the shape is checked and the resulting view described.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool reshape data.npy --to 100,-1\n" +
        "mmaptool reshape data.npy --to '(2,3,4)' -o shaped.npy";

    /// <inheritdoc/>
    protected override OptionSpec To { get; } = new("to", OptionKind.Shape, "DIMS", "the new shape, such as 2,3; one of DIMS may be -1");

    /// <inheritdoc/>
    protected override (ElementType? ElementType, ImmutableArray<long>? Shape) ParseTo(string text, ViewNames names)
    {
        // The notation knows dimensions behind a type; any will do to read them.
        string dimensions = text.TrimStart().StartsWith('(') ? text : $"({text})";
        try
        {
            if (ViewExpression.Parse("u1" + dimensions) is { Start: TypeStart { Shape: { } shape }, Steps.IsEmpty: true })
            {
                return (null, shape);
            }
        }
        catch (NotationException exception)
        {
            throw new UsageException($"--to takes dimensions such as 2,3 or (2,-1), not '{text}': {exception.Reason}");
        }

        throw new UsageException($"--to takes dimensions such as 2,3 or (2,-1), not '{text}'");
    }
}
