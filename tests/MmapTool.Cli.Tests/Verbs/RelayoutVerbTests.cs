using System.Text;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

public sealed class RelayoutVerbTests
{
    [TestCase("3,2", "[[0,1],[2,3],[4,5]]")]
    [TestCase("(3,2)", "[[0,1],[2,3],[4,5]]")]
    [TestCase("-1", "[0,1,2,3,4,5]")]
    [TestCase("-1,2", "[[0,1],[2,3],[4,5]]")]
    [TestCase("1,6,1", "[[[0],[1],[2],[3],[4],[5]]]")]
    public void Reshape_changes_the_header_and_no_data(string to, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.Npy("a.npy", 2, 3);
        byte[] data = File.ReadAllBytes(path)[128..];
        Answer answer = CommandRunner.Run("reshape", path, "--to", to);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((answer.Exit, answer.Error), Is.EqualTo((0, "")));
            Assert.That(CommandRunner.Run("show", path, "--json").Output, Is.EqualTo(expected + "\n"));
            Assert.That(File.ReadAllBytes(path)[128..], Is.EqualTo(data));
        }
    }

    [Test]
    public void Cast_changes_the_header_and_no_data()
    {
        using TemporaryFolder folder = new();
        string path = folder.Npy("a.npy", 2, 3);
        byte[] data = File.ReadAllBytes(path)[128..];
        Assert.That(CommandRunner.Run("cast", path, "--to", "<i2(2,-1)").Exit, Is.Zero);
        Assert.That(CommandRunner.Run("show", path, "--json").Output, Is.EqualTo("[[0,0,1,0,2,0],[3,0,4,0,5,0]]\n"));
        Assert.That(File.ReadAllBytes(path)[128..], Is.EqualTo(data));
    }

    [TestCase("reshape", "4,2")]
    [TestCase("reshape", "two")]
    [TestCase("reshape", "-1,-1")]
    [TestCase("cast", "i8(2,3)")]
    [TestCase("cast", "{a:u1(5)}")]
    [TestCase("cast", "i4[0]")]
    [TestCase("cast", "[0]")]
    public void A_type_or_shape_that_does_not_fit_changes_nothing(string verb, string to)
    {
        using TemporaryFolder folder = new();
        string path = folder.Npy("a.npy", 2, 3);
        byte[] before = File.ReadAllBytes(path);
        Answer answer = CommandRunner.Run(verb, path, "--to", to);
        Assert.That((answer.Exit, answer.Output), Is.EqualTo((2, "")));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
    }

    [Test]
    public void A_dry_run_writes_nothing()
    {
        using TemporaryFolder folder = new();
        string path = folder.Npy("a.npy", 2, 3);
        byte[] before = File.ReadAllBytes(path);
        Assert.That(CommandRunner.Run("reshape", path, "--to", "6", "--dry-run").Exit, Is.Zero);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
    }

    [Test]
    public void The_view_of_a_raw_file_is_described()
    {
        using TemporaryFolder folder = new();
        string path = folder.Octets();
        Answer answer = CommandRunner.Run("cast", path, "--to", "h(3,1)", "--json");
        Assert.That(answer.Output, Is.EqualTo(CommandRunner.Run("info", path, "<i2(3,1)", "--json").Output));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_detached_header_is_recorded_once_and_another_one_only_with_force()
    {
        using TemporaryFolder folder = new();
        string path = folder.Octets();
        Assert.That(CommandRunner.Run("cast", path, "--to", "h(3)", "--header").Exit, Is.Zero);
        Assert.That(CommandRunner.Run("show", path, "--json").Output, Is.EqualTo("[256,770,1284]\n"));
        Assert.That(File.ReadAllText(folder["octets.nhdr"]), Does.StartWith("NRRD000").And.Contain("sizes: 3\n"));
        File.WriteAllText(folder["octets.nhdr"], "NRRD0004\ntype: uint8\ndimension: 1\nsizes: 6\nencoding: raw\ndata file: octets.bin\n", Encoding.ASCII);
        Assert.That(CommandRunner.Run("cast", path, "--to", "h(3)", "--header").Exit, Is.EqualTo(3));
        Assert.That(CommandRunner.Run("cast", path, "--to", "h(3)", "--header", "--force").Exit, Is.Zero);
        Assert.That(CommandRunner.Run("show", path, "--json").Output, Is.EqualTo("[256,770,1284]\n"));
    }

    [Test]
    public void A_raw_file_becomes_an_npy_in_place()
    {
        using TemporaryFolder folder = new();
        string path = folder.Octets();
        Assert.That(CommandRunner.Run("cast", path, "--to", "h(3)", "--adopt", "npy").Exit, Is.Zero);
        byte[] adopted = File.ReadAllBytes(path);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(adopted[..6], Is.EqualTo(new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y' }));
            Assert.That(adopted[^6..], Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5 }));
            Assert.That(CommandRunner.Run("show", path, "--json").Output, Is.EqualTo("[256,770,1284]\n"));
            Assert.That(CommandRunner.Run("cast", path, "--to", "h(3)", "--adopt", "npy").Exit, Is.EqualTo(2), "it is one already");
        }
    }

    [Test]
    public void The_data_is_written_out_as_npy()
    {
        using TemporaryFolder folder = new();
        Assert.That(CommandRunner.Run("reshape", folder.Octets(), "--to", "3,2", "-o", folder["x.npy"]).Exit, Is.Zero);
        Assert.That(CommandRunner.Run("show", folder["x.npy"], "--json").Output, Is.EqualTo("[[0,1],[2,3],[4,5]]\n"));
    }
}
