namespace MmapTool.Journaling;

/// <summary>Which file a journal belongs to: a file of another identity at the same path is not touched by it.</summary>
/// <param name="Device">The device the file is on.</param>
/// <param name="Number">The file's number on it (inode).</param>
public readonly record struct TargetIdentity(ulong Device, ulong Number);
