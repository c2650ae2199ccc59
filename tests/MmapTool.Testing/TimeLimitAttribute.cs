using System.Collections.Concurrent;
using System.Globalization;
using NUnit.Framework.Interfaces;

namespace MmapTool.Testing;

/// <summary>
/// Ends the process with the test's name where a test takes too long, so that a hang is a failure and not a run without an end. On every test of an
/// assembly (tests/Directory.Build.props).
/// </summary>
/// <remarks>
/// NUnit's own limits only ask a test to stop, and a test that hangs does not obey. VSTest prints the last output of the process as the reason why the run
/// ended. Hangs outside of tests, as in what is set up for them, are left to tests/limits.runsettings.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class TimeLimitAttribute : Attribute, ITestAction
{
    private readonly ConcurrentDictionary<string, Timer> _running = new();

    /// <summary>The most time for a test: five minutes, or with MMAPTOOL_SOAK=1 an hour; MMAPTOOL_TIME_LIMIT has another number of seconds.</summary>
    public static TimeSpan Limit { get; } =
        double.TryParse(Environment.GetEnvironmentVariable("MMAPTOOL_TIME_LIMIT"), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) ? TimeSpan.FromSeconds(seconds)
        : Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? TimeSpan.FromHours(1)
        : TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public ActionTargets Targets => ActionTargets.Test;

    /// <inheritdoc/>
    public void BeforeTest(ITest test) => _running[test.Id] = new(
        _ => Environment.FailFast($"{test.FullName} has taken longer than {Limit.TotalSeconds} seconds, the time limit of a test"), null, Limit, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void AfterTest(ITest test)
    {
        if (_running.TryRemove(test.Id, out Timer? timer))
        {
            timer.Dispose();
        }
    }
}
