using MmapTool.Cli.Arguments;

namespace MmapTool.Cli.Output;

/// <summary>Whether text is coloured.</summary>
internal static class Colors
{
    /// <summary>On a terminal unless NO_COLOR is set; an option overrides both.</summary>
    public static bool IsOn(Streams streams, CommonSettings settings) => settings.Color switch
    {
        Choice.Always => true,
        Choice.Never => false,
        _ => streams.OutputIsTerminal && !streams.NoColor,
    };
}
