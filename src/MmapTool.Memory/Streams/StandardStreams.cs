namespace MmapTool.Memory;

/// <summary>The process's standard streams as they are: unbuffered, at the shared file position, with their errors reported.</summary>
/// <remarks>
/// A FileStream keeps a position of its own and would write over what others append to the same redirection. Disposing one of
/// these does not close the descriptor. They rely on SIGPIPE being ignored, as .NET has it.
/// </remarks>
internal static class StandardStreams
{
    // A number that no open descriptor has. Calls fail as on a closed descriptor.
    private const int None = -1;

    /// <summary>Standard input; empty where the process was started without one.</summary>
    public static Stream OpenInput() => IsOpen(0) ? Open(0, "standard input") : Stream.Null;

    /// <summary>Standard output; a closed pipe is a <see cref="BrokenPipeException"/>.</summary>
    public static Stream OpenOutput() => Open(IsOpen(1) ? 1 : None, "standard output");

    /// <summary>Standard error.</summary>
    public static Stream OpenError() => Open(IsOpen(2) ? 2 : None, "standard error");

    /// <summary>
    /// Whether a standard stream (0 input, 1 output, 2 error) is one that the process was given. Where it was started with one closed, a file that the
    /// runtime opens for itself, such as /dev/urandom, gets its number. That file is closed at exec, and so was never handed over by another process.
    /// </summary>
    public static bool IsOpen(int descriptor) => OperatingSystem.IsWindows()
        || Interop.LibC.Control(descriptor, Interop.LibC.DescriptorFlags) is >= 0 and var flags && (flags & Interop.LibC.ClosedAtExec) == 0;

    /// <summary>Has reads from one of these streams, or from <see cref="SystemPath.OpenToRead"/>, end with an <see cref="OperationCanceledException"/> when the token is cancelled.</summary>
    public static void Interrupt(Stream stream, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsWindows() && stream is DescriptorStream descriptor)
        {
            descriptor.Cancellation = cancellation;
        }
    }

    /// <summary>Whether a descriptor (0 input, 1 output, 2 error) is a terminal.</summary>
    public static bool IsTerminal(int descriptor) => OperatingSystem.IsWindows()
        ? WindowsStandardStreams.IsTerminal(descriptor)
        : (descriptor > 2 || IsOpen(descriptor)) && Interop.LibC.IsTerminal(descriptor) == 1;

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
