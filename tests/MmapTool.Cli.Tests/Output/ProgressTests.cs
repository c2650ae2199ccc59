using System.Text;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Journaling;
using MmapTool.Operations.Engine;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Output;

public sealed class ProgressTests
{
    private static readonly CommonSettings Settings = new(false, null, WorkLimits.Default, false, Choice.Auto, Choice.Auto, false);

    [Test]
    public void Always_draws_at_once_and_takes_the_bar_away()
    {
        using MemoryStream error = new();
        using Interruption interruption = new(hookSignals: false);
        Streams streams = new(() => Stream.Null, Stream.Null, () => error, interruption) { ErrorIsTerminal = true };
        using (Progress? progress = Progress.For(streams, Settings with { Progress = Choice.Always }, "show", 200, insideRun: false))
        {
            progress!.Report(100);
        }

        string drawn = Encoding.UTF8.GetString(error.ToArray());
        Assert.That(drawn, Does.Contain("show [###############...............]  50%").And.EndWith(" \r"));
    }

    [Test]
    public void Work_that_is_over_within_a_second_draws_nothing()
    {
        using MemoryStream error = new();
        using Interruption interruption = new(hookSignals: false);
        Streams streams = new(() => Stream.Null, Stream.Null, () => error, interruption) { ErrorIsTerminal = true };
        using (Progress? progress = Progress.For(streams, Settings, "show", 200, insideRun: false))
        {
            progress!.Report(100);
        }

        Assert.That(error.Length, Is.Zero);
    }

    [TestCase("never", true, false, false)]
    [TestCase("auto", false, false, false)]
    [TestCase("auto", true, true, false)]
    [TestCase("always", true, false, true)]
    [TestCase("always", true, true, false)]
    public void Where_no_bar_is_wanted_there_is_none(string choice, bool terminal, bool quiet, bool insideRun)
    {
        using Interruption interruption = new(hookSignals: false);
        Streams streams = new(() => Stream.Null, Stream.Null, () => Stream.Null, interruption) { ErrorIsTerminal = terminal };
        CommonSettings settings = Settings with { Progress = CommonOptions.Progress.Of(choice), Quiet = quiet };
        Assert.That(Progress.For(streams, settings, "show", 1, insideRun), Is.Null);
    }

    [TestCase("xxh3", true)]
    [TestCase("crc32c", false)]
    public void The_bar_of_a_digest_that_reads_holes_says_what_they_cost(string algorithm, bool reads)
    {
        using TemporaryFolder folder = new();
        Answer answer = CommandRunner.Run("hash", folder.Sparse("holes", (4L << 30) + 1), "--algorithm", algorithm, "--progress=always");
        Assert.That(answer.Exit, Is.Zero);
        Assert.That(answer.Error, reads ? Does.Contain("bytes (4 GiB) are holes, whose zeros xxh3 reads too; crc32c passes over them) [") : Does.Not.Contain("holes"));
    }

    [TestCase("auto", true, false, true)]
    [TestCase("auto", true, true, false)]
    [TestCase("auto", false, false, false)]
    [TestCase("always", false, true, true)]
    [TestCase("never", true, false, false)]
    public void Colour_is_for_terminals_unless_told(string choice, bool terminal, bool noColor, bool expected)
    {
        using Interruption interruption = new(hookSignals: false);
        Streams streams = new(() => Stream.Null, Stream.Null, () => Stream.Null, interruption) { OutputIsTerminal = terminal, NoColor = noColor };
        Assert.That(Colors.IsOn(streams, Settings with { Color = CommonOptions.Color.Of(choice) }), Is.EqualTo(expected));
    }
}
