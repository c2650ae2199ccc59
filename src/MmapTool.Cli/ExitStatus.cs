namespace MmapTool.Cli;

/// <summary>The exit statuses of the process.</summary>
internal static class ExitStatus
{
    /// <summary>Done; also where the reader of standard output has gone.</summary>
    public const int Done = 0;

    /// <summary>The answer is no: a difference, no match, an OLD that is not there.</summary>
    public const int No = 1;

    /// <summary>Wrong use, which includes a view or a value that does not fit the file.</summary>
    public const int Usage = 2;

    /// <summary>A file that is missing, can't be read or written, or can't be trusted.</summary>
    public const int FileTrouble = 3;

    /// <summary>An interrupted change must be recovered first.</summary>
    public const int MustRecover = 4;

    /// <summary>Interrupted by a signal, as a shell reports it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
