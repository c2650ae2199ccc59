using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Formats;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Views;

namespace MmapTool.Cli.Verbs;

/// <summary>A request of <c>info</c>, checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="View">The view; empty for the container's own.</param>
/// <param name="Settings">The options of every verb.</param>
internal sealed record InfoRequest(string Path, string View, CommonSettings Settings);

/// <summary>Says what a file holds and how a view lies in it.</summary>
internal sealed class InfoVerb : Verb<InfoRequest>
{
    /// <inheritdoc/>
    public override string Name => "info";

    /// <inheritdoc/>
    public override string Usage => "FILE [VIEW]";

    /// <inheritdoc/>
    public override string Summary => "container, members, element type, shape, strides, offset, byte count";

    /// <inheritdoc/>
    public override string Details =>
        "Reads the container's header and no data. offset is the byte offset in the file;\n" +
        "readonly says whether this user can't write the file.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool info volume.nrrd\n" +
        "mmaptool info data.npy '[:, ::2].T' --json";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionSpec> Options => CommonOptions.All;

    /// <inheritdoc/>
    public override InfoRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        string view = list.Optional() ?? "";
        list.End();
        return new InfoRequest(path, view, CommonSettings.From(options, insideRun));
    }

    /// <inheritdoc/>
    public override int Execute(InfoRequest request, Invocation invocation)
    {
        DataFile file = invocation.Open(request.Path, request.Settings);
        Container container = file.Container;

        // Of a container of several members there is no view before one is chosen; info lists what there is to choose.
        // One that is unavailable has no view either.
        MemoryView? view = request.View.Length == 0 && container.Members.Only?.Layout is null ? null : file.View(request.View, request.Settings.Names);
        MappedFile place = view?.Source as MappedFile ?? file.Mapping;
        ViewDescription description = new(
            request.Path,
            place.Length,
            container,
            view?.Layout,
            view is null ? null : ViewExpression.Of(view.Layout, place.Length)?.ToString(),
            place.IsCopy || !SystemPath.IsWritable(place.Path),
            place.IsCopy || place.Path == request.Path ? null : place.Path);
        description.Print(request.Settings, invocation.Streams, invocation.Output);
        return ExitStatus.Done;
    }
}
