namespace MmapTool.Journaling;

/// <summary>Which file a journal belongs to: another file at the same path is not touched by it.</summary>
/// <param name="Device">The device the file was on. Kernels number devices and mounts anew at every start, so it says nothing after a power cut.</param>
/// <param name="Number">The file's number on it (inode).</param>
public readonly record struct TargetIdentity(ulong Device, ulong Number);
