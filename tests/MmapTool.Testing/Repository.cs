namespace MmapTool.Testing;

/// <summary>The source tree that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution; <see langword="null"/> where the tests do not lie in a checkout.</summary>
    public static string? FoundRoot { get; } = Find();

    /// <summary>The folder that holds the solution.</summary>
    /// <exception cref="InvalidOperationException">The tests do not lie in a checkout.</exception>
    public static string Root => FoundRoot ?? throw new InvalidOperationException("the tests do not lie in a checkout");

    private static string? Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MmapTool.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
