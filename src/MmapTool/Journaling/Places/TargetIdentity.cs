using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>Which file is being changed.</summary>
/// <param name="File">Its number, and the file system's.</param>
/// <param name="Birth">Its birth, which tells it from other files that have the number before or after it; empty where the file system keeps none.</param>
internal readonly record struct TargetIdentity(FileIdentity File, FileBirth Birth)
{
    /// <summary>A file that nothing but its number tells from others.</summary>
    public static implicit operator TargetIdentity(FileIdentity file) => new(file, default);

    /// <summary>The open file's.</summary>
    public static TargetIdentity Of(MappedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(file.Identity, file.Birth);
    }

    /// <summary>
    /// Whether a journal with this header may be this file's. The device is not compared: the journal stands in its target's folder, and kernels number
    /// devices and mounts anew at every start.
    /// </summary>
    public bool MayBeOf(JournalHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return File.Number == header.Identity.Number && Birth.MayBe(header.Birth);
    }
}
