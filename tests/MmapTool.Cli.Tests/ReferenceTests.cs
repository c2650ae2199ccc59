using MmapTool.Cli.Verbs;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests;

/// <summary>docs/reference.md is what the command's help says.</summary>
public class ReferenceTests
{
    [Test]
    public void The_reference_page_is_the_help()
    {
        Assert.That(File.ReadAllText(Path.Combine(Repository.Root, "docs", "views.md")), Does.Contain(string.Join('\n', CommandRunner.Run("help", "names").Output.Split('\n').Skip(4))));
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference.md"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page, Does.Contain($"```\n{CommandRunner.Run("help").Output}```\n"));
            foreach (Verb verb in VerbList.All)
            {
                Assert.That(page, Does.Contain($"## {verb.Name}\n\n```\n{CommandRunner.Run("help", verb.Name).Output}```\n"), verb.Name);
            }
        }
    }
}
