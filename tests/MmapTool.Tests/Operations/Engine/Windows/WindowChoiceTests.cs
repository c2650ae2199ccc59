using MmapTool.Operations.Engine;

namespace MmapTool.Tests.Operations.Engine;

/// <summary>The test's own clock gives the costs of windows. Only these costs decide.</summary>
public sealed class WindowChoiceTests
{
    private const int Mapped = 16 << 20;
    private const int Buffered = 256 << 10;

    private readonly Clock clock = new();

    [Test]
    public void A_way_that_was_asked_for_is_kept([Values(WindowSource.Mapped, WindowSource.Buffered)] WindowSource io)
    {
        WindowChoice choice = new(io, clock);
        long bytes = Walk(choice, 4L << 30, _ => 1e-9, _ => 1e-12);
        Assert.Multiple(() =>
        {
            Assert.That(choice.IsBuffered, Is.EqualTo(io == WindowSource.Buffered));
            Assert.That(bytes, Is.EqualTo(io == WindowSource.Buffered ? 4L << 30 : 0));
            Assert.That(choice.Longest(Mapped), Is.EqualTo(Mapped));
        });
    }

    [TestCase(360e-12, 100e-12, 0.99, 1)]
    [TestCase(37e-12, 100e-12, 0, 0.01)]
    public void The_cheaper_way_gets_all_but_the_trials(double mapped, double buffered, double least, double most)
    {
        WindowChoice choice = new(WindowSource.Auto, clock);
        double share = (double)Walk(choice, 4L << 30, _ => mapped, _ => buffered) / (4L << 30);
        Assert.That(share, Is.InRange(least, most));
    }

    [Test]
    public void A_window_that_was_held_up_does_not_decide()
    {
        // The first of each way finds nothing in the processor's caches, and every ninth is interrupted.
        WindowChoice choice = new(WindowSource.Auto, clock);
        double share = (double)Walk(choice, 4L << 30, window => window == 0 ? 1e-9 : 50e-12, window => window % 9 == 0 ? 9e-9 : 100e-12) / (4L << 30);
        Assert.That(share, Is.LessThan(0.05));
    }

    [Test]
    public void Turns_that_find_what_was_read_ahead_mislead_once()
    {
        // A file that is not cached. A short turn maps bytes that reading ahead brought in during the turn before.
        WindowChoice choice = new(WindowSource.Auto, clock);
        double share = (double)Walk(choice, 4L << 30, _ => choice.Longest(Mapped) <= 1 << 20 ? 37e-12 : 700e-12, _ => 290e-12) / (4L << 30);
        Assert.That(share, Is.GreaterThan(0.95));
    }

    [Test]
    public void Windows_that_are_held_up_now_and_then_start_no_trial()
    {
        WindowChoice choice = new(WindowSource.Auto, clock);
        double share = (double)Walk(choice, 4L << 30, _ => 360e-12, window => window % 50 == 49 ? 2e-9 : 100e-12) / (4L << 30);
        Assert.That(share, Is.GreaterThan(0.99));
    }

    [Test]
    public void A_file_that_is_cached_in_another_way_further_on_is_noticed()
    {
        WindowChoice choice = new(WindowSource.Auto, clock);
        long first = Walk(choice, 2L << 30, _ => 37e-12, _ => 100e-12);
        long second = Walk(choice, 2L << 30, _ => 360e-12, _ => 100e-12);
        long third = Walk(choice, 8L << 30, _ => 37e-12, _ => 100e-12);
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.LessThan(32L << 20));
            Assert.That(second, Is.GreaterThan((2L << 30) - (64L << 20)));
            Assert.That(third, Is.LessThan(1100L << 20), "what was settled holds for a GiB at the most");
        });
    }

    [Test]
    public void A_way_that_is_dearer_than_the_other_was_is_left()
    {
        // Mapping wins the trial, and then costs half as much again as reading. That is less than twice its own cost before, but still it is left.
        WindowChoice choice = new(WindowSource.Auto, clock);
        double share = (double)Walk(choice, 4L << 30, window => window < 8 ? 90e-12 : 150e-12, _ => 100e-12) / (4L << 30);
        Assert.That(share, Is.GreaterThan(0.97));
    }

    [Test]
    public void Where_a_trial_is_skipped_a_stretch_is_read_and_then_it_begins()
    {
        WindowChoice choice = new(WindowSource.Auto, clock);
        Assert.That(choice.IsBeforeTrial, Is.True);
        choice.SkipTrial();
        Assert.That(choice.IsBeforeTrial, Is.False);
        long read = 0;
        while (!choice.IsBeforeTrial)
        {
            read += Walk(choice, Buffered, _ => 1e-12, _ => 1e-9);
        }

        Assert.Multiple(() =>
        {
            Assert.That(read, Is.EqualTo(WindowChoice.Stretch));
            Assert.That(Walk(choice, 2L << 30, _ => 37e-12, _ => 100e-12), Is.LessThan(16L << 20), "the trial finds the mapping the better");
        });
    }

    // Bytes that were read rather than mapped. The costs of each way's windows, by their number, are seconds a byte.
    private long Walk(WindowChoice choice, long length, Func<int, double> mapped, Func<int, double> buffered)
    {
        long read = 0;
        (int maps, int reads) = (0, 0);
        for (long done = 0; done < length;)
        {
            bool isBuffered = choice.IsBuffered;
            long window = Math.Min(choice.Longest(isBuffered ? Buffered : Mapped), length - done);
            choice.Begin();
            clock.Advance(window * (isBuffered ? buffered(reads++) : mapped(maps++)));
            choice.End(window);
            read += isBuffered ? window : 0;
            done += window;
        }

        return read;
    }

    private sealed class Clock : TimeProvider
    {
        private double picoseconds;

        public override long TimestampFrequency => 1_000_000_000_000;

        public void Advance(double seconds) => picoseconds += seconds * TimestampFrequency;

        // A time stamp of 0 would mean that there is none.
        public override long GetTimestamp() => (long)picoseconds + 1;
    }
}
