using MmapTool.Formats;

namespace MmapTool.Testing.Formats;

/// <summary>Adds a format to those that there are, for a test.</summary>
public static class JoinedFormat
{
    /// <summary>Adds it, in the caller's flow of control, until the result is disposed.</summary>
    public static IDisposable Of(IContainerFormat format) => ContainerFormats.Join(format);
}
