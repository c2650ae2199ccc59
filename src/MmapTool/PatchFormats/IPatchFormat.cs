using MmapTool.Memory;
using MmapTool.Patching;

namespace MmapTool.PatchFormats;

/// <summary>A kind of patch file that <c>patch --apply</c> takes. A new one is a folder here and a line in <see cref="PatchFormatList"/>.</summary>
internal interface IPatchFormat
{
    /// <summary>The name of the format.</summary>
    string Name { get; }

    /// <summary>Whether a file that begins with these bytes is one; up to <see cref="PatchFormatList.LongestMagic"/> are given.</summary>
    bool Recognises(ReadOnlySpan<byte> start);

    /// <summary>Checks the whole patch file, and the target against it, and makes a plan.</summary>
    /// <param name="patch">The patch file, which stays open until the plan is done.</param>
    /// <param name="target">The file to change.</param>
    /// <param name="options">How; what is described.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Errors.ContainerException">The patch file is damaged.</exception>
    /// <exception cref="Errors.MismatchException">The target is not what the patch is for.</exception>
    Plan Plan(MappedFile patch, IByteTarget target, PatchOptions options, CancellationToken cancellation);
}
