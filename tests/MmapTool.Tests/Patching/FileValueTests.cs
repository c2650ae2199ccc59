using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Testing;

namespace MmapTool.Tests.Patching;

/// <summary>Whole files as values, <c>@FILE</c>, and views that take their count from the value, <c>[a:+] = VALUE</c>: against plain arrays.</summary>
public class FileValueTests
{
    private const int Length = 48;

    [Test]
    public void A_raw_file_is_written_where_it_starts_or_refused()
    {
        using TemporaryFolder folder = new();
        int written = 0;
        int refused = 0;
        foreach ((string type, int size) in new[] { ("u1", 1), ("<u2", 2), ("<f4(-1,2)@0", 8), ("{a:u1,b:<u2}", 3) })
        {
            for (int bytes = 0; bytes <= 12; bytes++)
            {
                byte[] part = [.. Enumerable.Range(1, bytes).Select(number => (byte)number)];
                string file = folder.Write("part.img", part);
                for (int start = -Length / size - 1; start <= (Length / size) + 1; start++)
                {
                    byte[] before = [.. Enumerable.Range(100, Length).Select(number => (byte)number)];
                    string target = folder.Write("target", before);
                    int from = (start < 0 ? start + (Length / size) : start) * size;
                    bool fits = bytes > 0 && bytes % size == 0 && from >= 0 && from + bytes <= Length;
                    Edit edit = Edit.Parse($"{type}[{start}:+] = @\"{file}\"");
                    if (fits)
                    {
                        PatchOperation.Apply(target, [edit]);
                        part.CopyTo(before, from);
                        written++;
                    }
                    else
                    {
                        Assert.That(() => PatchOperation.Apply(target, [edit]), Throws.InstanceOf<MmapToolException>(), edit.Text);
                        refused++;
                    }

                    Assert.That(File.ReadAllBytes(target), Is.EqualTo(before), edit.Text);
                }
            }
        }

        Assert.That(written, Is.GreaterThan(500));
        Assert.That(refused, Is.GreaterThan(500));
    }

    [TestCase("[5:+] = \"text\"", 5, "74657874")]
    [TestCase("[5:+] = 7", 5, "07")]
    [TestCase("[5:+] = [1, 2, 3]", 5, "010203")]
    [TestCase("[-3:+] = x'aabbcc'", 45, "aabbcc")]
    [TestCase("[:+] = b'ab'", 0, "6162")]
    [TestCase("<u2[2:+] = @::<u2[:2]", 4, "64656667")]
    [TestCase("<u2(4,6)[1:+] = [1, 2, 3, 4, 5, 6]", 12, "010002000300040005000600")]
    [TestCase("<u2(4,6)[3:+] = [[1, 2, 3, 4, 5, 6]]", 36, "010002000300040005000600")]
    public void The_count_is_that_of_the_value(string edit, int offset, string bytes)
    {
        using TemporaryFolder folder = new();
        byte[] expected = [.. Enumerable.Range(100, Length).Select(number => (byte)number)];
        string target = folder.Write("target", expected);
        PatchOperation.Apply(target, [Edit.Parse(edit)]);
        Convert.FromHexString(bytes).CopyTo(expected, offset);
        Assert.That(File.ReadAllBytes(target), Is.EqualTo(expected));
    }

    [TestCase("[5:+] += 1", "takes its count from the value of '='")]
    [TestCase("[5:+] : 1 -> 2", "takes its count from the value of '='")]
    [TestCase("[5:+][0] = 1", "is the last step")]
    [TestCase("u1[0:+].T = 1", "is the last step")]
    public void The_count_comes_only_to_the_last_step_of_a_set(string edit, string reason) =>
        Assert.That(() => Edit.Parse(edit), Throws.TypeOf<NotationException>().With.Property(nameof(NotationException.Reason)).Contains(reason));

    [Test]
    public void Input_gives_the_count_too()
    {
        using TemporaryFolder folder = new();
        string target = folder.Write("target", new byte[8]);
        PatchOperation.Apply(target, [Edit.Parse("[2:+] = @-")], input: new MemoryStream([1, 2, 3]));
        Assert.That(File.ReadAllBytes(target), Is.EqualTo(new byte[] { 0, 0, 1, 2, 3, 0, 0, 0 }));
        Assert.That(() => PatchOperation.Apply(target, [Edit.Parse("[6:+] = @-")], input: new MemoryStream([1, 2, 3])), Throws.InstanceOf<ViewException>());
        Assert.That(() => PatchOperation.Apply(target, [Edit.Parse("[0:+] = @-")], input: new MemoryStream(new byte[9])), Throws.InstanceOf<ValueException>());
    }

    [Test]
    public void A_container_gives_its_own_view_and_the_file_itself_is_refused()
    {
        using TemporaryFolder folder = new();
        string header = folder.Write("v.nhdr", "NRRD0004\ntype: int16\ndimension: 1\nsizes: 2\nendian: big\nencoding: raw\ndata file: v.raw\n"u8);
        folder.Write("v.raw", [0, 5, 0, 6]);
        string target = folder.Write("target", new byte[12]);
        PatchOperation.Apply(target, [Edit.Parse($"<i4[1:+] = @\"{header}\"")]);
        Assert.That(File.ReadAllBytes(target), Is.EqualTo(new byte[] { 0, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0 }));
        Assert.That(() => PatchOperation.Apply(target, [Edit.Parse($"[0:+] = @\"{target}\"")]), Throws.InstanceOf<ValueException>().With.Message.Contains("@::VIEW"));
    }
}
