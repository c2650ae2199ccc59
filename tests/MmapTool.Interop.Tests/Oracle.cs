using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>The scripts in <c>oracle/</c>, which make cases, drive the command themselves, and check it against Python and NumPy.</summary>
internal static class Oracle
{
    /// <summary>Runs a script with these arguments and, behind them, the command. It fails where something is wrong, and says what.</summary>
    public static void Run(string script, params string[] arguments)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "oracle", script);
        TestContext.Out.Write(Python.Print(["-B", path, .. arguments, Command.Start.Program, .. Command.Start.Prefix]));
    }

    /// <summary>Runs a script with these arguments alone, and gives what it prints.</summary>
    public static string Ask(string script, params string[] arguments) =>
        Python.Print(["-B", Path.Combine(AppContext.BaseDirectory, "oracle", script), .. arguments]);
}
