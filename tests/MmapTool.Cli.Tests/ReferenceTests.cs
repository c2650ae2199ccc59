using MmapTool.Cli.Verbs;

namespace MmapTool.Cli.Tests;

/// <summary>docs/reference.md is what the command's help says.</summary>
public class ReferenceTests
{
    [Test]
    public void The_reference_page_is_the_help()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MmapTool.sln")))
        {
            folder = folder.Parent;
        }

        Assert.That(File.ReadAllText(Path.Combine(folder!.FullName, "docs", "views.md")), Does.Contain(string.Join('\n', CommandRunner.Run("help", "names").Output.Split('\n').Skip(4))));
        string page = File.ReadAllText(Path.Combine(folder!.FullName, "docs", "reference.md"));
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
