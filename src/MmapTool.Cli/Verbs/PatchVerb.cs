using MmapTool.Cli.Arguments;
using MmapTool.Cli.Input;
using MmapTool.Cli.Output;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Values;

namespace MmapTool.Cli.Verbs;

/// <summary>The options of <c>patch</c>.</summary>
internal static class PatchOptions
{
    public static OptionSpec Script { get; } = new("script", OptionKind.Path, "EDITS", "read edits from this file, one a line; - for standard input");

    public static OptionSpec Apply { get; } = new("apply", OptionKind.Path, "PATCHFILE", "apply a patch file: an undo that --save-undo has kept");

    public static OptionSpec SaveUndo { get; } = new("save-undo", OptionKind.Path, "UNDO", "keep the undo of the patch in this file, for --apply");

    public static OptionSpec Force { get; } = OutputOptions.Force with { Help = "overwrite UNDO if it is there" };

    public static IReadOnlyList<OptionSpec> All { get; } = [Script, Apply, SaveUndo, Force, CastingOption.Spec, .. WritingOptions.All];
}

/// <summary>A request of <c>patch</c>, checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="Edits">The edits of the command line.</param>
/// <param name="Script">The script, <c>-</c> for standard input; <see langword="null"/> where the edits stand on the command line.</param>
/// <param name="Apply">The patch file to apply instead of edits; <see langword="null"/> for none.</param>
/// <param name="SaveUndo">Where the undo is kept; <see langword="null"/> for nowhere.</param>
/// <param name="Casting">How values that do not fit are treated.</param>
/// <param name="Settings">The options of every verb.</param>
/// <param name="Write">The options of every verb that writes.</param>
internal sealed record PatchRequest(
    string Path, IReadOnlyList<Edit> Edits, string? Script, string? Apply, UndoPlace? SaveUndo, CastValues Casting, CommonSettings Settings, ChangeSettings Write);

/// <summary>Applies edits in place, all of them or none.</summary>
internal sealed class PatchVerb : Verb<PatchRequest>
{
    /// <inheritdoc/>
    public override string Name => "patch";

    /// <inheritdoc/>
    public override string Usage => "FILE EDIT... | FILE --script EDITS|- | FILE --apply PATCHFILE";

    /// <inheritdoc/>
    public override string Summary => "applies edits and edit scripts in place, wholly or not at all";

    /// <inheritdoc/>
    public override string Details =>
        "An EDIT is VIEW = VALUE, VIEW op= VALUE (+ - * / % & | ^ << >>), or VIEW : OLD -> NEW, which\n" +
        "writes nothing at all unless OLD is there (exit 1). VALUE is JSON, or as show prints it; x\"de ad\";\n" +
        "@FILE, @FILE::VIEW, @::VIEW of the file itself, @- for standard input; text onto u1 is its bytes,\n" +
        "\"2026-01-02\" or NaT onto M8 a date. [a:+] = VALUE takes as many elements from a as VALUE has. A\n" +
        "bound outside of what there is, swapped ends and an empty selection are errors. op= computes\n" +
        "exactly, and brings the result into the view's type: i2 *= 0.5 of 100 is 50.\n" +
        CastingOption.Help + "\n" +
        "A script has one edit, or let NAME = VIEW, a line. --apply puts the bytes of an UNDO back (else\n" +
        "exit 1).";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool patch numbers.bin 'h[3] = 4' 'h[0] += 1'\n" +
        "mmaptool patch firmware.bin '[0x40:+4] : x\"00 00 00 00\" -> x\"de ad be ef\"' --dry-run\n" +
        "mmaptool patch data.npy --script edits.txt --cast-values saturate --save-undo edits.undo\n" +
        "mmaptool patch data.npy --apply edits.undo";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionSpec> Options => PatchOptions.All;

    /// <inheritdoc/>
    public override PatchRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        List<string> texts = list.Rest();
        if (texts.Count > 0 && options.Has(PatchOptions.Script))
        {
            throw new UsageException("edits and --script exclude each other: put the edits into the script, or patch twice");
        }

        if (texts.Count == 0 && !options.Has(PatchOptions.Script) && !options.Has(PatchOptions.Apply))
        {
            throw new UsageException("patch needs an EDIT, such as 'h[3] = 4', or --script EDITS, or --apply PATCHFILE; a shell takes an unquoted < or > away, so single-quote the edit");
        }

        if (options.Has(PatchOptions.Apply) && (texts.Count > 0 || options.Has(PatchOptions.Script)))
        {
            throw new UsageException("edits and --apply exclude each other: patch twice");
        }

        if (options.Has(PatchOptions.Apply) && options.Has(CastingOption.Spec))
        {
            throw OptionSpec.Exclusive(PatchOptions.Apply, CastingOption.Spec);
        }

        if (options.Has(PatchOptions.Force) && !options.Has(PatchOptions.SaveUndo))
        {
            throw new UsageException("--force is about the file of --save-undo, which is not there");
        }

        foreach (OptionSpec option in (ReadOnlySpan<OptionSpec>)[PatchOptions.Apply, PatchOptions.SaveUndo])
        {
            if (options.Text(option) is "-" or "")
            {
                throw new UsageException($"--{option.Name} needs the name of a file: it is read or written in places");
            }
        }

        if (insideRun && options.Text(PatchOptions.Script) == "-")
        {
            throw new UsageException("inside run standard input carries the commands: give --script a file");
        }

        if (texts.Any(static text => text.Trim() is "=" or ":" or "->" or "+=" or "-=" or "*=" or "/=" or "%=" or "&=" or "|=" or "^=" or "<<=" or ">>=" or "let"))
        {
            throw new UsageException($"an edit is one word: single-quote it, '{string.Join(' ', texts)}'");
        }

        CastValues casting = options.Choice(CastingOption.Spec) ?? CastValues.Exact;
        CommonSettings settings = CommonSettings.From(options, insideRun);
        ChangeSettings write = WritingOptions.SettingsOf(options, settings);
        List<Edit> edits = [.. EditScript.Parse(texts, settings.Names)];
        if (texts.Count > 0 && edits.Count == 0)
        {
            throw new UsageException("patch has names and no EDIT that uses them, such as 'h[3] = 4'");
        }

        return new PatchRequest(path, edits, options.Text(PatchOptions.Script), options.Text(PatchOptions.Apply), options.Text(PatchOptions.SaveUndo) is { } undo ? new(undo, options.Has(PatchOptions.Force)) : null, casting, settings, write);
    }

    /// <inheritdoc/>
    public override int Execute(PatchRequest request, Invocation invocation)
    {
        invocation.Change(request.Path);
        using Stream? script = request.Script is { } name ? InputFile.Open(name, invocation) : null;
        IEnumerable<Edit> edits = script is null ? request.Edits : EditScript.Read(script, request.Settings.Names);
        using LateProgress progress = new(invocation, request.Settings, Name);
        ChangeSettings settings = invocation.Changes(request.Write, progress.Start) with { SaveUndo = request.SaveUndo };
        ChangeReport report = request.Apply is { } patch
            ? PatchOperation.ApplyPatch(request.Path, patch, settings)
            : PatchOperation.Apply(request.Path, Guard(edits, request, invocation), request.Casting, invocation.Streams.Input(), settings);
        ChangeSummary.Mark(invocation, request.Write);
        progress.Dispose();
        ChangeSummary.Print(report, null, request.Path, request.Settings, request.Write, invocation);
        return ExitStatus.Done;
    }

    // Sees that standard input is read by one reader, and that a script's error names the script.
    private static IEnumerable<Edit> Guard(IEnumerable<Edit> edits, PatchRequest request, Invocation invocation)
    {
        bool inputTaken = request.Script == "-";
        using IEnumerator<Edit> each = edits.GetEnumerator();
        while (true)
        {
            try
            {
                if (!each.MoveNext())
                {
                    yield break;
                }
            }
            catch (NotationException) when (request.Script is { } script)
            {
                invocation.File = InputFile.NameOf(script);
                throw;
            }

            Edit edit = each.Current;
            foreach (EditValue? value in (ReadOnlySpan<EditValue?>)[edit.Old, edit.Value])
            {
                if (value is InputEditValue)
                {
                    if (invocation.InsideRun)
                    {
                        throw new UsageException("inside run standard input carries the commands: @- has nothing to read");
                    }

                    if (inputTaken)
                    {
                        throw new UsageException(request.Script == "-"
                            ? "standard input carries the script: @- in it has nothing left to read"
                            : "standard input can be read once only: @- stands twice");
                    }

                    inputTaken = true;
                }
            }

            yield return edit;
        }
    }
}
