using System.Collections.Immutable;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Headers;
using MmapTool.Views;

namespace MmapTool.Cli.Verbs;

/// <summary>The common part of <c>cast</c> and <c>reshape</c>: a new layout over the same bytes, recorded, described or written out.</summary>
internal abstract class RelayoutVerb : Verb<RelayoutRequest>
{
    /// <summary>The option that says the new element type or shape.</summary>
    protected abstract OptionSpec To { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<OptionSpec> Options => [To, .. RelayoutOptions.All];

    /// <summary>Reads what <c>--to</c> says.</summary>
    /// <exception cref="UsageException">It is not what the verb takes.</exception>
    protected abstract (ElementType? ElementType, ImmutableArray<long>? Shape) ParseTo(string text, ViewNames names);

    /// <inheritdoc/>
    public sealed override RelayoutRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        string? member = list.Optional();
        list.End();
        string to = options.Text(To) ?? throw new UsageException($"{Name} needs to know what to: see 'mmaptool help {Name}' for --to");
        RelayoutTarget target = Target(options);
        ExportTarget? output = options.Text(OutputOptions.Output) is { } name
            ? new ExportTarget(name, FormOf(name), options.Has(OutputOptions.Force))
            : null;
        if (options.Has(OutputOptions.Force) && target is not (RelayoutTarget.Output or RelayoutTarget.DetachedHeader))
        {
            throw new UsageException("--force overwrites what -o or --header would write, and neither is given");
        }

        if (options.Has(CommonOptions.Json) && output is { IsStandardOutput: true })
        {
            throw new UsageException("--json prints a summary, and with -o - the output is the data itself: leave one out");
        }

        CommonSettings settings = CommonSettings.From(options, insideRun);
        (ElementType? type, ImmutableArray<long>? shape) = ParseTo(to, settings.Names);
        return new RelayoutRequest(
            path, member, type, shape, target, output, options.Has(OutputOptions.Force), settings, WritingOptions.SettingsOf(options, settings)) { Adopter = options.Text(RelayoutOptions.Adopt) };
    }

    /// <inheritdoc/>
    public sealed override int Execute(RelayoutRequest request, Invocation invocation)
    {
        DataFile file = invocation.Open(request.Path, request.Settings, request.Write.Wait);
        Member member = Find(file.Container, request.Member);
        Layout layout = request.Apply(member.Reachable);
        bool isPlain = file.Container.IsPlainBytes;
        switch (request.Target)
        {
            case RelayoutTarget.Output:
                return request.Output!.Write(file, new MemoryView(file.FileOf(member), layout, readOnly: true), request.Settings, request.Write, invocation);
            case RelayoutTarget.Container when isPlain:
                return Describe(request, file, layout, invocation);
            case RelayoutTarget.Adopt when !isPlain:
                throw new UsageException($"--adopt {request.Adopter} is for {ContainerFormats.PlainBytes.Info.Name} files, and {request.Path} is {file.Container.Format.Info.Name}: {ContainerFormats.OutputAdvice.Replace("NAME", "OUT", StringComparison.Ordinal)} writes its data out");
        }

        RecordingPlace place = request.Target switch
        {
            RelayoutTarget.Adopt => RecordingPlace.Adopt,
            RelayoutTarget.DetachedHeader => RecordingPlace.Detached,
            _ => RecordingPlace.Own,
        };
        invocation.Change(request.Path);
        ChangeReport report = LayoutRecording.Record(request.Path, member.Name, request.Apply, place, request.Force, invocation.Changes(request.Write), request.Adopter);
        ChangeSummary.Mark(invocation, request.Write);
        ChangeSummary.Print(report, layout, request.Path, request.Settings, request.Write, invocation);
        return ExitStatus.Done;
    }

    private static int Describe(RelayoutRequest request, DataFile file, Layout layout, Invocation invocation)
    {
        ViewDescription description = new(
            request.Path,
            file.Mapping.Length,
            file.Container,
            layout,
            $"{layout.ElementType}({string.Join(',', layout.Shape)})",
            file.Mapping.IsCopy || !SystemPath.IsWritable(file.Path),
            file.Mapping.IsCopy || file.Path == request.Path ? null : file.Path);
        description.Print(request.Settings, invocation.Streams, invocation.Output);
        return ExitStatus.Done;
    }

    private static RelayoutTarget Target(GivenOptions options)
    {
        _ = options.OneOf(RelayoutOptions.Adopt);

        return (options.Has(RelayoutOptions.Header), options.Has(RelayoutOptions.Adopt), options.Has(OutputOptions.Output)) switch
        {
            (false, false, false) => RelayoutTarget.Container,
            (true, false, false) => RelayoutTarget.DetachedHeader,
            (false, true, false) => RelayoutTarget.Adopt,
            (false, false, true) => RelayoutTarget.Output,
            (true, true, _) => throw OptionSpec.Exclusive(RelayoutOptions.Header, RelayoutOptions.Adopt),
            (true, _, true) => throw OptionSpec.Exclusive(RelayoutOptions.Header, OutputOptions.Output),
            _ => throw OptionSpec.Exclusive(RelayoutOptions.Adopt, OutputOptions.Output),
        };
    }

    private static Member Find(Container container, string? name)
    {
        // The view expression's way to name a member does as well.
        string? wanted = name?.StartsWith('[') == true && ViewExpression.Parse(name) is { Start: MemberStart start, Steps.IsEmpty: true } ? start.Name : name;
        return wanted is null ? MemberLookup.Of(container, null) : container.Members.Find(wanted)
            ?? throw new ViewException($"{MemberLookup.Unknown(container, wanted).Message}{(container.Members.Only is { Name: "" } ? ", so leave MEMBER out" : "")}{OfView(wanted)}");
    }

    // A word that is a view and no name.
    private static string OfView(string wanted) =>
        wanted.AsSpan().ContainsAny("[](.@") ? "; MEMBER is a name and no view: 'extract FILE VIEW -o OUT' takes views" : "";

    // A form that records the new type and shape.
    private OutputForm FormOf(string name)
    {
        ImmutableArray<OutputForm> forms = OutputForm.Recording;
        OutputForm form = name == "-" ? forms[0] : OutputForm.OfEnding(name);
        return forms.Contains(form) ? form
            : throw new UsageException($"{Name} writes its output as {OutputForm.Names(forms, " or ")}, and {name} does not end in {string.Join(" or ", forms.SelectMany(static known => known.Endings))}: name it so, or use extract with a view");
    }
}
