namespace MmapTool.Testing;

/// <summary>The command <c>mmaptool</c> as a process of its own: as built beside the tests, or the one that <c>MMAPTOOL_EXE</c> names.</summary>
public static class Command
{
    private static readonly (string Program, string[] Prefix) Usual =
        Environment.GetEnvironmentVariable("MMAPTOOL_EXE") is { Length: > 0 } named
            ? (named, [])
            : ("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "mmaptool.dll")]);

    /// <summary>The program and the arguments before the command's own.</summary>
    public static (string Program, string[] Prefix) Start { get; private set; } = Usual;

    /// <summary>Selects the form of the command that runs from now on. Tests run one after the other, so one place is enough; <see cref="CommandFixture"/> sets it.</summary>
    /// <exception cref="IgnoreException">The form can't be made here.</exception>
    public static void Use(CommandForm form) => Start = form switch
    {
        CommandForm.Native => (NativeBuild.Program, []),
        CommandForm.Quickest when NativeBuild.IsPossible => (NativeBuild.Program, []),
        _ => Usual,
    };

    /// <summary>Runs the command to its end.</summary>
    public static ProcessRun Run(params string[] arguments) => ProcessRun.Of(Start.Program, [.. Start.Prefix, .. arguments]);

    /// <summary>Runs the command with a text on its standard input.</summary>
    public static ProcessRun RunWithInput(string input, params string[] arguments) =>
        ProcessRun.Of(Start.Program, [.. Start.Prefix, .. arguments], input);
}
