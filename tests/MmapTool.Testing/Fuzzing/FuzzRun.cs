using System.Diagnostics;
using System.Globalization;

namespace MmapTool.Testing.Fuzzing;

/// <summary>
/// Hands mutated inputs to a parser for a while. Every one is read or refused by the exceptions that are documented. That happens in time, and in
/// memory that is bounded by a constant and by the input's length.
/// </summary>
public static class FuzzRun
{
    /// <summary>Longer than any input takes on a busy machine, and shorter than a hang.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    // The least number of read inputs, and of refused ones. Fewer would test nothing.
    private const int Few = 30;

    /// <summary>How long a run goes on: a moment, and with MMAPTOOL_SOAK=1 as long as MMAPTOOL_FUZZ_SECONDS says.</summary>
    public static TimeSpan Duration(double seconds = 0.7) => TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") != "1" ? seconds
        : double.TryParse(Environment.GetEnvironmentVariable("MMAPTOOL_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out double asked) ? asked : 60);

    /// <summary>Runs.</summary>
    /// <param name="inputs">Makes the inputs.</param>
    /// <param name="read">Reads one input. An exception that <paramref name="isRefusal"/> does not accept fails the test.</param>
    /// <param name="isRefusal">Whether an exception is one that the parser documents.</param>
    /// <param name="allowance">Bytes that may be allocated for an input of any length.</param>
    /// <param name="perByte">Bytes that may be allocated for each of its bytes.</param>
    public static void Go(Mutation inputs, Action<byte[]> read, Func<Exception, bool> isRefusal, long allowance = 4 << 20, long perByte = 2000)
    {
        TimeSpan duration = Duration();
        Stopwatch watch = Stopwatch.StartNew();
        byte[] input = [];
        long begun = 0;
        int done = 0;
        int refused = 0;
        long most = 0;
        TimeSpan longest = default;
        using Timer hang = new(_ =>
        {
            // A thread that hangs can't be ended. The message at least shows the input.
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref begun)) > Hang)
            {
                Environment.FailFast($"no answer to {Convert.ToHexString(Volatile.Read(ref input))}");
            }
        });
        Volatile.Write(ref begun, Stopwatch.GetTimestamp());
        hang.Change(Hang, TimeSpan.FromSeconds(5));
        while (watch.Elapsed < duration || (watch.Elapsed < Hang && (refused <= Few || done - refused <= Few)))
        {
            Volatile.Write(ref input, inputs.Next());
            long start = Stopwatch.GetTimestamp();
            Volatile.Write(ref begun, start);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(input);
            }
            catch (Exception error) when (isRefusal(error))
            {
                refused++;
                Assert.That(error.Message, Is.Not.Empty, Told(input));
            }
            catch (Exception error) when (error is not (AssertionException or IgnoreException))
            {
                Assert.Fail($"{error.GetType()}: {error.Message} for {Told(input)}\n{error.StackTrace}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            most = Math.Max(most, allocated);
            Assert.That(allocated, Is.LessThan(allowance + (perByte * input.Length)), Told(input));
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            longest = taken > longest ? taken : longest;
            done++;
        }

        TestContext.Out.WriteLine($"{done} inputs, {refused} refused; at most {most} bytes allocated, {longest.TotalMilliseconds:0} ms");
        Assert.That((refused > Few, done - refused > Few), Is.EqualTo((true, true)), $"{done} inputs, {refused} refused: too few of a kind to mean anything");
    }

    private static string Told(byte[] input) => input.Length <= 2000 ? Convert.ToHexString(input) : $"{Convert.ToHexString(input, 0, 2000)}... ({input.Length} bytes)";
}
