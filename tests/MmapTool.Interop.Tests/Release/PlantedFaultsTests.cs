using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// The list of faults in <c>tests/planted-faults</c> fits the code: each can still be planted. Whether each is noticed takes hours, and is
/// tried by <c>tests/planted-faults/plant.py</c>.
/// </summary>
public class PlantedFaultsTests
{
    [Test]
    public void Every_fault_of_the_list_can_still_be_planted()
    {
        string root = Repository.Root;
        ProcessRun run = Python.Run("-B", Path.Combine(root, "tests", "planted-faults", "plant.py"), "--check");
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Match("^[1-9][0-9]* faults can be planted"));
    }
}
