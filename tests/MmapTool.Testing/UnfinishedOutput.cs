using System.Diagnostics;

namespace MmapTool.Testing;

/// <summary>Outputs that processes have begun and not finished. An output is a file without a name on Linux, where the file system has these, else a hidden file beside it.</summary>
public static class UnfinishedOutput
{
    /// <summary>Waits until a process has begun one in a folder, or has ended.</summary>
    /// <param name="process">The process.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Files that were in the folder before.</param>
    public static void Await(Process process, string folder, int files) => Assert.That(
        SpinWait.SpinUntil(
            () => process.HasExited || Directory.GetFiles(folder).Length > files || HasNameless(process.Id, folder + Path.DirectorySeparatorChar),
            TimeSpan.FromSeconds(60)),
        Is.True,
        "no output was begun");

    private static bool HasNameless(int process, string prefix)
    {
        try
        {
            return OperatingSystem.IsLinux() && Directory.GetFileSystemEntries($"/proc/{process}/fd").Any(link => IsNameless(new FileInfo(link).LinkTarget, prefix));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile, or has closed the descriptor.
            return false;
        }
    }

    private static bool IsNameless(string? target, string prefix) =>
        target is not null && target.StartsWith(prefix, StringComparison.Ordinal) && target.EndsWith(" (deleted)", StringComparison.Ordinal);
}
