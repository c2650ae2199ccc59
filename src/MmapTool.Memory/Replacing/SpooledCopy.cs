namespace MmapTool.Memory;

/// <summary>
/// A copy of what can be read in order only, or does not tell its length: standard input, a pipe, a file of the kernel. It lies in a temporary file without a
/// name, in <c>TMPDIR</c>, else in /var/tmp, and is gone with the process.
/// </summary>
internal static class SpooledCopy
{
    /// <summary>The most bytes of a file of the kernel, which may have no end: 1 GiB.</summary>
    public const long MostOfKernelFile = 1L << 30;

    private const int BlockLength = 256 << 10;

    /// <summary>Copies to the end.</summary>
    /// <param name="input">The stream to read.</param>
    /// <param name="called">The name of the stream in errors.</param>
    /// <param name="most">More bytes than these are refused.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MappedFileException">It can't be read or kept, or is longer.</exception>
    public static PlatformFile Of(Stream input, string called, long most, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsWindows() && input is DescriptorStream descriptor)
        {
            if (descriptor.IsEndless)
            {
                throw Endless(called);
            }

            descriptor.Cancellation = cancellation;
        }

        PlatformFile? copy = null;
        try
        {
            byte[] block = new byte[BlockLength];
            long length = 0;
            long written = 0;
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                int read = input.Read(block);
                if (read == 0)
                {
                    break;
                }

                copy ??= Create(called);
                ReadOnlySpan<byte> bytes = block.AsSpan(0, read);
                if (bytes.ContainsAnyExcept((byte)0))
                {
                    // Zeros stay a hole.
                    Write(copy, length, bytes, called);
                    written = length + read;
                }

                length += read;
                if (length > most)
                {
                    throw new MappedFileException(called, $"gives more than {most} bytes and may have no end; copy a part of it: head -c N {called} | mmaptool show -");
                }
            }

            copy ??= Create(called);
            if (length > written)
            {
                copy.SetLength(length);
            }

            return copy;
        }
        catch
        {
            copy?.Dispose();
            throw;
        }
    }

    /// <summary>The refusal of a device that may have no end.</summary>
    public static MappedFileException Endless(string called) =>
        new(called, $"is a character device, which may have no end; copy a part of it: head -c N {(called.StartsWith('/') ? called + " " : "")}| mmaptool show -");

    private static string Folder => OperatingSystem.IsWindows() ? Path.GetTempPath()
        : SystemPath.Variable("TMPDIR") is { Length: > 0 } named ? named
        : SystemPath.IsFolder("/var/tmp") ? "/var/tmp" : "/tmp";

    private static PlatformFile Create(string called)
    {
        string folder = Folder;
        try
        {
            return SpillFile.CreateNameless(folder, called);
        }
        catch (MappedFileException error)
        {
            throw Kept(called, folder, error);
        }
    }

    private static void Write(PlatformFile copy, long offset, ReadOnlySpan<byte> bytes, string called)
    {
        try
        {
            copy.WriteAt(offset, bytes);
        }
        catch (MappedFileException error)
        {
            throw Kept(called, Folder, error);
        }
    }

    private static MappedFileException Kept(string called, string folder, MappedFileException error) =>
        new(called, $"is kept in a temporary file in {folder} while it is read, and that {error.Message}; or name another folder in TMPDIR", error);
}
