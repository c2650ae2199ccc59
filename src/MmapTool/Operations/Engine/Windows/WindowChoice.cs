namespace MmapTool.Operations.Engine;

/// <summary>
/// Which way of getting windows is the faster one here, by measuring both: from a window to the next, its use included. The cost of a mapping is mostly paid
/// when its pages are touched. It differs by ten times with the size of the cache's pages and with the layers below the kernel. Measured in a virtual
/// machine, on 512 MiB: 19 ms to add up bytes mapped by pages of 2 MiB, 190 ms by pages of 4 KiB. Reading them and adding them up took 50 ms. It may change
/// along a file.
/// </summary>
internal sealed class WindowChoice
{
    // Bytes of a turn; the ways take turns, twice each, and the better of what they took counts: whatever else the machine does only adds to it.
    private const long TurnLength = 4L << 20;
    private const int TurnWindows = 4;
    private const int Turns = 4;

    // A decision is kept for `settled` bytes, and for 16 turns at least. Each trial doubles `settled`, or takes it four times where it is clear, up to 1 GiB.
    // A stretch of windows ends a decision early where it takes `Worse` times as long as its way did, or `WorseThanOther` times as long as the other way did.
    // One window alone is no sign: it takes that long whenever the thread is interrupted.
    private const long LeastSettled = 16L << 20;
    private const long LeastSettledTurns = 16;
    private const long MostSettled = 1L << 30;
    private const double Worse = 2;
    private const double WorseThanOther = 1.25;

    /// <summary>Bytes of windows that are judged as a whole.</summary>
    public const long Stretch = 16L << 20;

    // A short turn that finds what the turn before has had read ahead tells nothing of a way: where one has misled, they are so long.
    private const long LongTurnLength = 8L << 20;

    // A turn ends as soon as it is lost: by a way that is so many times as dear as what the other took.
    private const double Lost = 1.5;

    private readonly TimeProvider clock;
    private readonly bool isFixed;
    private readonly double[] least = [double.PositiveInfinity, double.PositiveInfinity];

    private long turnLength = TurnLength;
    private long begun;
    private long settled = LeastSettled;
    private long until;
    private long since;
    private int turn;

    // Of the turn or the stretch.
    private long passed;
    private double spent;

    public WindowChoice(WindowSource io, TimeProvider? clock = null)
    {
        this.clock = clock ?? TimeProvider.System;
        isFixed = io != WindowSource.Auto;
        IsBuffered = io != WindowSource.Mapped;
    }

    /// <summary>Whether the next window is read rather than mapped.</summary>
    public bool IsBuffered { get; private set; }

    private bool IsTrial => !isFixed && turn < Turns;

    private long TrialWindow => turnLength / TurnWindows;

    /// <summary>Whether a trial begins with the next window.</summary>
    public bool IsBeforeTrial => !isFixed && turn == 0 && passed == 0;

    /// <summary>Bytes that the next window may have at most, of those wanted: trials are short.</summary>
    public long Longest(long wanted) => IsTrial ? Math.Min(wanted, TrialWindow) : wanted;

    /// <summary>There is nothing to be tried for a stretch: what is not cached is read, while the kernel reads ahead; a mapping would wait for the disk.</summary>
    public void SkipTrial()
    {
        turn = Turns;
        (IsBuffered, until, since) = (true, Stretch, 0);
        least.AsSpan().Fill(double.PositiveInfinity);
    }

    /// <summary>The next window is about to be got.</summary>
    public void Begin() => begun = isFixed ? 0 : clock.GetTimestamp();

    /// <summary>The window got last is done with.</summary>
    /// <param name="used">Bytes of it that were used.</param>
    public void End(long used)
    {
        if (begun == 0 || used <= 0)
        {
            return;
        }

        spent += clock.GetElapsedTime(begun).TotalSeconds;
        passed += used;
        begun = 0;
        if (IsTrial)
        {
            EndTurn();
        }
        else
        {
            EndStretch(used);
        }
    }

    private void EndTurn()
    {
        int way = IsBuffered ? 1 : 0;
        bool isLost = passed < turnLength && passed >= TrialWindow && spent > Lost * least[1 - way] * passed;
        if (passed < turnLength && !isLost)
        {
            return;
        }

        least[way] = Math.Min(least[way], spent / passed);
        (passed, spent) = (0, 0);
        since = 0;
        turn = isLost ? Turns : turn + 1;
        if (turn < Turns)
        {
            IsBuffered = !IsBuffered;
            return;
        }

        IsBuffered = least[1] < least[0];
        bool isClear = Math.Max(least[0], least[1]) > Worse * Math.Min(least[0], least[1]);
        settled = Math.Min((isClear ? 4 : 2) * settled, MostSettled);
        until = Math.Max(settled, LeastSettledTurns * turnLength);
    }

    private void EndStretch(long used)
    {
        since += used;
        bool isStretch = passed >= Stretch;
        double most = Math.Min(Worse * least[IsBuffered ? 1 : 0], WorseThanOther * least[IsBuffered ? 0 : 1]);
        bool isWorse = isStretch && spent > most * passed;
        if (since >= until || isWorse)
        {
            turnLength = isWorse ? LongTurnLength : turnLength;
            least.AsSpan().Fill(double.PositiveInfinity);
            turn = 0;
        }

        if (isStretch || turn == 0)
        {
            (passed, spent) = (0, 0);
        }
    }
}
