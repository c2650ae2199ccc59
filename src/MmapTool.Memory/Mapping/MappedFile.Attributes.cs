namespace MmapTool.Memory;

/// <summary>The properties of a file besides its bytes: its owner, and attributes that travel with it whatever it is called.</summary>
public sealed partial class MappedFile
{
    /// <summary>The number of the user who owns the file; 0 on Windows.</summary>
    public uint Owner
    {
        get
        {
            EnsureOpen();
            return _file.Status().User;
        }
    }

    /// <summary>When the file's bytes were changed last, in nanoseconds since 1970, UTC; 0 where that is not known.</summary>
    public long ChangeTime
    {
        get
        {
            EnsureOpen();
            return _file.Status().ChangeTime;
        }
    }

    /// <summary>The value of an extended attribute; <see langword="null"/> where there is none, or the file system has no attributes.</summary>
    /// <exception cref="MappedFileException">It can't be read.</exception>
    public byte[]? ReadAttribute(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        EnsureOpen();
        return _file.ReadAttribute(name);
    }

    /// <summary>Sets an extended attribute; false where the file system has none, or no room for it.</summary>
    public bool TryWriteAttribute(string name, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(name);
        EnsureWritable();
        return _file.TryWriteAttribute(name, value);
    }

    /// <summary>Removes an extended attribute, if it is there.</summary>
    /// <exception cref="MappedFileException">It can't be removed.</exception>
    public void RemoveAttribute(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        EnsureWritable();
        _file.RemoveAttribute(name);
    }
}
