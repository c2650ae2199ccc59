using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

public sealed class ShowVerbTests
{
    [Test]
    public void An_untyped_raw_file_is_a_hex_dump_and_anything_else_a_list()
    {
        using TemporaryFolder folder = new();
        string octets = folder.Octets();

        // As xxd prints it.
        string dump = "00000000: 0001 0203 0405                           ......\n";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(CommandRunner.Run("show", octets).Output, Is.EqualTo(dump));
            Assert.That(CommandRunner.Run("show", octets, "B", "--hex").Output, Is.EqualTo(dump));
            Assert.That(CommandRunner.Run("show", octets, "B").Output, Is.EqualTo("[0, 1, 2, 3, 4, 5]\n"));
            Assert.That(CommandRunner.Run("show", folder.Npy("a.npy", 3)).Output, Is.EqualTo("[0, 1, 2]\n"));
        }
    }

    [Test]
    public void Json_and_csv()
    {
        using TemporaryFolder folder = new();
        string path = folder.Npy("a.npy", 2, 2);
        Assert.That(CommandRunner.Run("show", path, "--json"), Is.EqualTo(new Answer(0, "[[0,1],[2,3]]\n", "")));
        Assert.That(CommandRunner.Run("show", path, "--csv"), Is.EqualTo(new Answer(0, "0,1\n2,3\n", "")));
    }

    [Test]
    public void A_terminal_gets_a_summary_unless_all_is_asked_for()
    {
        using TemporaryFolder folder = new();
        string path = folder.Npy("a.npy", 1001);
        CommandRunner terminal = new() { OutputIsTerminal = true };
        string summary = terminal.Go("show", path).Output;
        string all = terminal.Go("show", path, "--all").Output;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(summary, Does.Contain("...").And.Contain("1000").And.Not.Contain("500"));
            Assert.That(all, Does.Contain("500").And.Not.Contain("..."));
            Assert.That(CommandRunner.Run("show", path).Output, Is.EqualTo(all), "into a pipe");
        }
    }

    [Test]
    public void A_reader_that_goes_ends_it_quietly()
    {
        using TemporaryFolder folder = new();
        using FailingStream closed = new(new MmapTool.Memory.BrokenPipeException());
        Assert.That(new CommandRunner { Output = closed }.Go("show", folder.Sparse("large", 10_000_000), "B"), Is.EqualTo(new Answer(0, "", "")));
    }
}
