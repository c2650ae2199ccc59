namespace MmapTool.Memory;

/// <summary>
/// The marks that tell a file from another one that got its number after it: file systems give the number of a deleted file to the next one at once.
/// </summary>
/// <param name="Time">When the file was made, in nanoseconds since 1970, UTC; <see langword="null"/> where the file system does not keep it.</param>
/// <param name="Generation">A number that a file system gives anew with each file of the same number; <see langword="null"/> where it has none.</param>
internal readonly record struct FileBirth(long? Time, uint? Generation)
{
    /// <summary>Whether nothing that both know tells them apart.</summary>
    public bool MayBe(FileBirth other) =>
        (Time is null || other.Time is null || Time == other.Time) && (Generation is null || other.Generation is null || Generation == other.Generation);
}
