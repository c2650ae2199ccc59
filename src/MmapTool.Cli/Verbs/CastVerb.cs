using System.Collections.Immutable;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Elements;
using MmapTool.Notation;

namespace MmapTool.Cli.Verbs;

/// <summary>Changes the element type that a container records.</summary>
internal sealed class CastVerb : RelayoutVerb
{
    /// <inheritdoc/>
    public override string Name => "cast";

    /// <inheritdoc/>
    public override string Usage => $"FILE [MEMBER] --to DTYPE[(DIMS)] [--header | --adopt {RelayoutOptions.Adopt.Value} | -o OUT]";

    /// <inheritdoc/>
    public override string Summary => "changes the element type that the container records, moving no data";

    /// <inheritdoc/>
    public override string Details =>
        "The bytes are reinterpreted as memoryview's cast does it: to one dimension, unless DIMS are\n" +
        "given (to change the values themselves there is convert). The header is changed in place.\n" +
        $"With -o OUT the data is written out as {OutputForm.Names(OutputForm.Recording, " or ")}.\n" +
        "A raw file records nothing: the cast is checked and the resulting view described.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool cast data.npy --to '<i4(100,-1)'\n" +
        "mmaptool cast samples.bin --to '<f4' --header\n" +
        $"mmaptool cast samples.bin --to '<f4(-1,3)' --adopt {RelayoutOptions.Adopt.Value}";

    /// <inheritdoc/>
    protected override OptionSpec To { get; } = new("to", OptionKind.ElementType, "DTYPE[(DIMS)]", "the new element type, and the shape; one of DIMS may be -1");

    /// <inheritdoc/>
    protected override (ElementType? ElementType, ImmutableArray<long>? Shape) ParseTo(string text, ViewNames names) =>
        ViewExpression.Parse(text, names) is { Start: TypeStart start, Steps.IsEmpty: true }
            ? (start.ElementType, start.Shape)
            : throw new UsageException($"--to takes an element type such as <f4 or i2(3,-1), not '{text}'");
}
