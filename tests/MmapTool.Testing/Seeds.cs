using System.Globalization;

namespace MmapTool.Testing;

/// <summary>Seeds of random tests: another one each time, printed, and the same again where MMAPTOOL_SEED names it.</summary>
public static class Seeds
{
    /// <summary>The environment variable that repeats a run.</summary>
    public const string Variable = "MMAPTOOL_SEED";

    /// <summary>The seed that the variable sets; <see langword="null"/> for a random one.</summary>
    public static int? Asked { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seed) ? seed : null;

    /// <summary>A seed, which is printed with the test's output.</summary>
    /// <param name="what">The name of the things that are drawn with it.</param>
    public static int Next(string what)
    {
        int seed = Asked ?? Random.Shared.Next();
        TestContext.Out.WriteLine($"{what}: {Variable}={seed}");
        return seed;
    }

    /// <summary>Tries many seeds one after another. A failure names its seed, and MMAPTOOL_SEED tries that seed alone.</summary>
    /// <param name="times">How many.</param>
    /// <param name="check">Fails with a message that tells the fault.</param>
    public static void Each(int times, Action<int> check)
    {
        int first = Next("first of the seeds");
        for (int number = 0; number < (Asked is null ? times : 1); number++)
        {
            int seed = unchecked(first + number);
            try
            {
                check(seed);
            }
            catch (Exception error) when (error is not (SuccessException or IgnoreException or InconclusiveException))
            {
                throw new AssertionException($"{Variable}={seed} shows it again: {error.Message}", error);
            }
        }
    }
}
