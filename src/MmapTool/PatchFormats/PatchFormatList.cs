using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.PatchFormats.Undo;

namespace MmapTool.PatchFormats;

/// <summary>The patch formats there are.</summary>
internal static class PatchFormatList
{
    /// <summary>How many bytes a format is recognised by at the most.</summary>
    public const int LongestMagic = 16;

    /// <summary>All of them; the first that recognises a file has it.</summary>
    public static ImmutableArray<IPatchFormat> All { get; } = [new UndoPatchFormat()];

    /// <summary>The format of a patch file.</summary>
    /// <exception cref="ContainerException">It is none of these.</exception>
    public static IPatchFormat Of(MappedFile patch)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(LongestMagic, patch.Length)];
        patch.ReadAt(0, start);
        foreach (IPatchFormat format in All)
        {
            if (format.Recognises(start))
            {
                return format;
            }
        }

        throw new ContainerException($"{patch.Path} is no patch file that can be applied ({string.Join(", ", All.Select(format => format.Name))}); edits as text are applied with --script", 0);
    }
}
