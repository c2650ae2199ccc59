namespace MmapTool.Cli.Output;

/// <summary>A stream for a dry run: the work goes as far as its first bytes, so that all that it refuses before them is refused, and no further.</summary>
internal sealed class FirstBytes : WriteOnlyStream
{
    /// <summary>Does the work up to its first bytes.</summary>
    public static void Of(Action<Stream> work)
    {
        try
        {
            work(new FirstBytes());
        }
        catch (ReachedException)
        {
            // All is well as far as can be told without writing.
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            throw new ReachedException();
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    private sealed class ReachedException : Exception;
}
