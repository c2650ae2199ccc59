namespace MmapTool.Memory;

/// <summary>The process's standard streams as they are: unbuffered, at the shared file position, with their errors reported.</summary>
/// <remarks>
/// A FileStream keeps a position of its own and would write over what others append to the same redirection. Disposing one of
/// these does not close the descriptor. They rely on SIGPIPE being ignored, as .NET has it.
/// </remarks>
public static class StandardStreams
{
    /// <summary>Standard input.</summary>
    public static Stream OpenInput() => Open(0, "standard input");

    /// <summary>Standard output; a closed pipe is a <see cref="BrokenPipeException"/>.</summary>
    public static Stream OpenOutput() => Open(1, "standard output");

    /// <summary>Standard error.</summary>
    public static Stream OpenError() => Open(2, "standard error");

    /// <summary>Whether a descriptor (0 input, 1 output, 2 error) is a terminal.</summary>
    public static bool IsTerminal(int descriptor) => OperatingSystem.IsWindows()
        ? WindowsStandardStreams.IsTerminal(descriptor)
        : Interop.LibC.IsTerminal(descriptor) == 1;

    /// <summary>Columns of the terminal behind a descriptor; null where it is none, or does not tell.</summary>
    public static unsafe int? TerminalWidth(int descriptor)
    {
        if (OperatingSystem.IsLinux())
        {
            Interop.LibC.WindowSize size;
            return Interop.LibC.Control(descriptor, Interop.LibC.GetWindowSize, &size) == 0 && size.Columns > 0 ? size.Columns : null;
        }

        try
        {
            return IsTerminal(descriptor) && Console.WindowWidth is > 0 and int width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The stream over any descriptor, for tests.</summary>
    internal static Stream Open(int descriptor, string name) => OperatingSystem.IsWindows()
        ? WindowsStandardStreams.Open(descriptor)
        : new DescriptorStream(descriptor, name);
}
