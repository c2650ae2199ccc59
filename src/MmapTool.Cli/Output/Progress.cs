using System.Diagnostics;
using System.Globalization;
using MmapTool.Cli.Arguments;

namespace MmapTool.Cli.Output;

/// <summary>A progress bar on standard error: drawn once the work has lasted a second, gone when it is done.</summary>
internal sealed class Progress : IProgress<long>, IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Streams streams;
    private readonly string label;
    private readonly long total;
    private readonly Lock drawing = new();
    private readonly long began = Stopwatch.GetTimestamp();
    private TimeSpan next;
    private int drawn;

    private Progress(Streams streams, string label, long total, TimeSpan first) =>
        (this.streams, this.label, this.total, next) = (streams, label, total, first);

    /// <summary>A bar where one is wanted: on a terminal, or always, or never; --quiet means never.</summary>
    public static Progress? For(Streams streams, CommonSettings settings, string label, long total, bool insideRun) =>
        For(streams, settings, () => label, total, insideRun);

    /// <summary>The same, with a label that costs something: it is asked for only where there is a bar.</summary>
    public static Progress? For(Streams streams, CommonSettings settings, Func<string> label, long total, bool insideRun)
    {
        bool wanted = settings.Progress switch
        {
            Choice.Always => !settings.Quiet,
            Choice.Never => false,
            _ => streams.ErrorIsTerminal && !settings.Quiet,
        };
        return wanted && !insideRun && total > 0
            ? new Progress(streams, label(), total, settings.Progress == Choice.Always ? TimeSpan.Zero : Patience)
            : null;
    }

    /// <inheritdoc/>
    public void Report(long value)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
        if (elapsed < next)
        {
            return;
        }

        lock (drawing)
        {
            if (elapsed >= next)
            {
                next = elapsed + Interval;
                Draw(Math.Clamp((double)value / total, 0, 1), elapsed);
            }
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (drawn > 0)
        {
            ErrorLine.WriteText(streams, streams.ErrorIsTerminal ? $"\r{new string(' ', drawn)}\r" : "\n");
            drawn = 0;
        }
    }

    private void Draw(double part, TimeSpan elapsed)
    {
        int full = (int)(part * Width);
        double left = part > 0 ? elapsed.TotalSeconds * (1 - part) / part : 0;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{label} [{new string('#', full)}{new string('.', Width - full)}] {part * 100,3:0}% {left:0} s left");
        ErrorLine.WriteText(streams, "\r" + text.PadRight(drawn));
        drawn = Math.Max(drawn, text.Length);
    }
}
