using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>The sample files are what the script beside them makes.</summary>
public sealed class NpySamplesTests
{
    [Test]
    public void Making_the_samples_again_gives_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        string samples = Samples();
        File.Copy(Path.Combine(samples, "make_samples.py"), folder["make_samples.py"]);
        NpyPython.Run("import runpy, sys\nsys.dont_write_bytecode = True\nrunpy.run_path(sys.argv[1], run_name='__main__')", folder["make_samples.py"]);

        string[] made = [.. Directory.GetFiles(folder.Path).Select(Path.GetFileName).OfType<string>().Order()];
        Assert.That(made, Has.Length.GreaterThan(10));
        foreach (string name in made)
        {
            Assert.That(File.ReadAllBytes(Path.Combine(samples, name)), Is.EqualTo(File.ReadAllBytes(folder[name])), name);
        }
    }

    private static string Samples() => Path.Combine(Repository.Root, "data-samples");
}
