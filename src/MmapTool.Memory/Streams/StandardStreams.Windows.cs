namespace MmapTool.Memory;

/// <summary>The standard streams of Windows: the console's own, whose end of pipe is told apart.</summary>
internal static class WindowsStandardStreams
{
    public static bool IsTerminal(int descriptor) => descriptor switch
    {
        0 => !Console.IsInputRedirected,
        1 => !Console.IsOutputRedirected,
        _ => !Console.IsErrorRedirected,
    };

    // .NET's console streams call ReadFile and WriteFile on the handle itself, as wanted here. They take a closed pipe for success.
    public static Stream Open(int descriptor) => descriptor switch
    {
        0 => Console.OpenStandardInput(),
        1 => Console.OpenStandardOutput(),
        _ => Console.OpenStandardError(),
    };
}
