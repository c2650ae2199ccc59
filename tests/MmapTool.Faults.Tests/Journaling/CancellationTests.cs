using MmapTool.Errors;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>
/// A change cancelled at every single step: it is taken back, or done, or left with a journal that takes it back. The same holds when the power
/// goes off at any step of that.
/// </summary>
public sealed class CancellationTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void A_cancelled_patch_is_old_or_new_or_says_that_it_must_be_recovered(bool isTakenBack)
    {
        PatchProtocol protocol = new();
        int steps = StepsOf(protocol);
        HashSet<string> ends = [];
        for (int cancelAt = 0; cancelAt < steps; cancelAt++)
        {
            SimulatedDisk disk = new(CrashTests.Old);
            bool isLeft = !Cancelled(disk, cancelAt, isTakenBack, out bool isDone);
            Assert.That(disk.Exists, Is.EqualTo(isLeft), $"cancelled at step {cancelAt}");
            if (isLeft)
            {
                protocol.Recover(disk);
            }

            Assert.That(disk.Target.Content.SequenceEqual(isDone ? protocol.New : CrashTests.Old), $"cancelled at step {cancelAt}");
            ends.Add(isDone ? "done" : isLeft ? "left" : "taken back");
        }

        Assert.That(ends, Is.EquivalentTo(isTakenBack ? new[] { "done", "taken back" } : ["done", "left", "taken back"]));
    }

    [Test]
    public void A_change_that_is_taken_back_when_the_power_goes_off_is_recovered()
    {
        PatchProtocol protocol = new();
        int steps = StepsOf(protocol);
        Random random = new(3);
        for (int cancelAt = 0; cancelAt < steps; cancelAt++)
        {
            for (int stop = cancelAt; ; stop++)
            {
                SimulatedDisk disk = new(CrashTests.Old) { PowerOffAfter = stop };
                bool isStopped = false;
                try
                {
                    Cancelled(disk, cancelAt, isTakenBack: true, out _);
                }
                catch (PowerOffException)
                {
                    isStopped = true;
                }

                foreach (double kept in (double[])[0, 0.5, 0.5, 1])
                {
                    SimulatedDisk found = disk.AfterPowerOff(random, kept);
                    protocol.Recover(found);
                    Assert.That(
                        found.Target.Content.SequenceEqual(CrashTests.Old) || found.Target.Content.SequenceEqual(protocol.New),
                        $"cancelled at step {cancelAt}, power off after {stop}");
                    Assert.That(found.Exists, Is.False);
                }

                if (!isStopped)
                {
                    break;
                }
            }
        }
    }

    private static int StepsOf(PatchProtocol protocol)
    {
        SimulatedDisk whole = new(CrashTests.Old);
        protocol.Change(whole);
        return whole.Steps;
    }

    // Whether no journal is left.
    private static bool Cancelled(SimulatedDisk disk, int cancelAt, bool isTakenBack, out bool isDone)
    {
        using CancellationTokenSource source = new();
        disk.OnStep = step =>
        {
            if (step == cancelAt)
            {
                source.Cancel();
            }
        };
        isDone = false;
        try
        {
            PatchProtocol.Change(disk, isTakenBack ? TimeSpan.MaxValue : TimeSpan.Zero, source.Token);
            isDone = true;
            return true;
        }
        catch (ChangeCanceledException canceled)
        {
            Assert.That(canceled.Message, Does.Contain("mmaptool recover"));
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
