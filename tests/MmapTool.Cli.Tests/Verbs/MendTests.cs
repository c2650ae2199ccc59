using System.Text.RegularExpressions;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

/// <summary>
/// Errors of views and of the shells that pass them on name the file, the place, the reason and the mend. A mend that is a view works when it is typed.
/// </summary>
public sealed partial class MendTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        folder = new();
        folder.Write("F", [.. Enumerable.Range(0, 10).Select(number => (byte)number)]);
        folder.Write("SECOND", [1]);
        folder.Npy("N.npy", 2, 5);
    }

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    // The view that does not fit, and the view that the message suggests. '…' stands for the view up to the step that failed.
    [TestCase("B.cast(i)", "[:8].cast(<i4)", "B[:8].cast(i)")]
    [TestCase("B[1:8].cast(h)", "[:6].cast(<i2)", "B[1:8][:6].cast(<i2)")]
    [TestCase("B(5,2).cast(i)", "[:4].cast(<i4)", "B(5,2)[:4].cast(<i4)")]
    [TestCase("B(2,5).cast({a:u1,b:u2})", "", null)]
    [TestCase("B[:2].cast(i)", "take as many bytes as 4 divides", null)]
    [TestCase("B(2,5).view(h)", "[...,:4].view(<i2)", "B(2,5)[...,:4].view(<i2)")]
    [TestCase("B[:9].view(i)", "[:8].view(<i4)", "B[:9][:8].view(<i4)")]
    [TestCase("B[0].view(h)", "keep one, as [0:1] does", null)]
    [TestCase("B[::2].view(h)", "put .view(...) in front of the slice or transpose", null)]
    [TestCase("B[::2].cast(h)", "put .cast(...) in front of the slice or transpose", null)]
    [TestCase("B(5,2).T.reshape(10)", "put .reshape(...) in front", null)]
    [TestCase("B.reshape(3,-1)", "[:9].reshape(3,-1)", "B[:9].reshape(3,-1)")]
    [TestCase("B.reshape(4,4)", "[:8].reshape(-1,4)", "B[:8].reshape(-1,4)")]
    [TestCase("B.reshape(2,4)", "[:8].reshape(2,4)", "B[:8].reshape(2,4)")]
    [TestCase("B.reshape(4,5)", ".reshape(-1,5)", "B.reshape(-1,5)")]
    [TestCase("B.reshape(99)", ".reshape(-1)", "B.reshape(-1)")]
    [TestCase("B(2,5).reshape(4,4)", ".reshape(-1)[:8].reshape(-1,4)", "B(2,5).reshape(-1)[:8].reshape(-1,4)")]
    [TestCase("B.cast(h,2,2)", ".cast(<i2)[:4].reshape(2,2)", "B.cast(<i2)[:4].reshape(2,2)")]
    [TestCase("B.cast(h,5,5)", ".cast(<i2).reshape(-1,5)", "B.cast(<i2).reshape(-1,5)")]
    [TestCase("i", "<i4(-1)@0", "<i4(-1)@0")]
    [TestCase("B(3,3)", "|u1(3,3)@0", "|u1(3,3)@0")]
    [TestCase("B(4,4)", "|u1(-1,4)@0", "|u1(-1,4)@0")]
    [TestCase("B(-1,3)", "|u1(-1,3)@0", "|u1(-1,3)@0")]
    [TestCase("h(2,2)", "<i2(2,2)@0", "<i2(2,2)@0")]
    [TestCase("{a:u1,b:u2}", "{a:|u1,b:<u2}(-1)@0", "{a:|u1,b:<u2}(-1)@0")]
    [TestCase("u2@9", "begin at byte 8", "u2@8")]
    [TestCase("u1(3)@9", "begin at byte 7", "u1(3)@7")]
    [TestCase("u1(30)@9", "a dimension of -1 is as many as fit", "u1(-1)@9")]
    [TestCase("u1@12", "take -10 to 10", null)]
    [TestCase("u1@-11", "take -10 to 10", null)]
    [TestCase("B[12]", "take -10 to 9", "B[9]")]
    [TestCase("B[8:+4]", "ask for as many as there are", null)]
    [TestCase("B[0,1]", ".reshape(...) gives it more axes", null)]
    [TestCase("B.transpose(0,1)", "name each of its axes once", null)]
    [TestCase("B(2,5).transpose(0,2)", "name each axis once, 0 to 1", null)]
    [TestCase("B(2,5).transpose(0,0)", "name each axis once, 0 to 1", null)]
    [TestCase("B.T(0)", ".transpose(1,0) names axes", null)]
    [TestCase("B.x", ".view({name:type,...})", null)]
    [TestCase("{alpha:u1,beta:u1}.alpah", "did you mean 'alpha'?", "{alpha:u1,beta:u1}.alpha")]
    [TestCase("{alpha:u1,beta:u1}[[\"alpha\",\"bteta\"]]", "did you mean 'beta'?", null)]
    [TestCase("u16", "u16 is u2", "u2")]
    [TestCase("<f32", "f32 is f4", null)]
    [TestCase("s16le", "s16le is i2le", "i2le")]
    [TestCase("h1", "if it was h[1], single-quote the view", "h[1]")]
    [TestCase("B14", "if it was B[14], single-quote the view", null)]
    [TestCase("flaot16", "did you mean float16?", "float16")]
    [TestCase("mbr.entrie", "there are mbr.entry, mbr.sector", null)]
    public void A_view_that_does_not_fit_is_told_what_would(string view, string mend, string? works)
    {
        Answer answer = CommandRunner.Run("show", folder["F"], view);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Exit, Is.EqualTo(mend.Length == 0 ? answer.Exit : 2), answer.Output);
            Assert.That(answer.Error, Does.Contain(mend).And.StartsWith($"mmaptool: {folder["F"]}: "));
            if (works is not null)
            {
                Answer mended = CommandRunner.Run("show", folder["F"], works);
                Assert.That((mended.Exit, mended.Error), Is.EqualTo((0, "")));
            }
        }
    }

    // In every message, the text after 'try' is a list of steps. They fit behind the steps that succeeded.
    [Test]
    public void Every_step_to_try_can_be_taken([Random(1, int.MaxValue, 5, Distinct = true)] int seed)
    {
        Random random = new(seed);
        string[] types = ["B", "h", "i", "u3", "i8", "{a:u1,b:u2}", "{a:u1,@7}"];
        int tried = 0;
        for (int round = 0; round < 400; round++)
        {
            string before = random.Next(3) switch { 0 => "B", 1 => $"B(-1,{random.Next(1, 6)})@0", _ => $"B[{random.Next(4)}:]" };
            string type = types[random.Next(types.Length)];
            string step = random.Next(4) switch
            {
                0 => $".cast({type})",
                1 => $".view({type})",
                2 => $".reshape({random.Next(1, 6)},{random.Next(1, 6)})",
                _ => $".cast({type},{random.Next(1, 4)},{random.Next(1, 4)})",
            };
            Answer answer = CommandRunner.Run("show", folder["F"], before + step);
            if (answer.Exit == 2 && Steps().Match(answer.Error) is { Success: true } match)
            {
                Answer mended = CommandRunner.Run("show", folder["F"], before + match.Groups[1].Value);
                Assert.That(mended.Exit, Is.Zero, $"seed {seed}: {before}{step}: {answer.Error}{mended.Error}");
                tried++;
            }
        }

        Assert.That(tried, Is.GreaterThan(20));
    }

    [TestCase("show F u1 SECOND", "which is a file")]
    [TestCase("show F u1 [1:4]", "a view is one word, so single-quote the view")]
    [TestCase("show F SECOND", "single-quote the view")]
    [TestCase("stats F SECOND", "single-quote the view")]
    [TestCase("extract F SECOND -o OUT", "single-quote the view")]
    [TestCase("patch F SECOND", "single-quote the view")]
    [TestCase("cast F --to", "a shell takes an unquoted < or > away, so single-quote it")]
    [TestCase("convert F --to --in-place", "a shell takes an unquoted < or > away, so single-quote it")]
    [TestCase("find F 1 --in", "a shell takes an unquoted < or > away, so single-quote it")]
    [TestCase("patch F", "a shell takes an unquoted < or > away, so single-quote the edit")]
    [TestCase("patch F h[0] = 3", "an edit is one word: single-quote it, 'h[0] = 3'")]
    [TestCase("patch F h[0] : 3 -> 4", "an edit is one word: single-quote it, 'h[0] : 3 -> 4'")]
    [TestCase("patch F let x1 = u1", "an edit is one word")]
    [TestCase("patch F [0:4]=boot", "text stands in quotes, \"boot\"")]
    [TestCase("find F boot", "text stands in quotes, \"boot\"")]
    [TestCase("find F 3 h", "single-quote the view")]
    [TestCase("cast F h(2) --to i1", "raw bytes have none, so leave MEMBER out; MEMBER is a name and no view")]
    [TestCase("reshape F [0:4] --to 2,2", "MEMBER is a name and no view")]
    [TestCase("reshape N.npy x --to 2,5", "the only one has no name, so leave MEMBER out")]
    [TestCase("show N.npy [\"x\"]", ".view({name:type,...})")]
    [TestCase("reshape F --to 3,-1", "try [:9].reshape(3,-1)")]
    public void The_error_tells_how_a_shell_changed_a_view(string line, string mend)
    {
        string[] words = [.. line.Split(' ').Select(word => word is "F" or "SECOND" or "N.npy" or "OUT" ? folder[word] : word)];
        Answer answer = CommandRunner.Run(words);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Exit, Is.EqualTo(2));
            Assert.That(answer.Error, Does.Contain(mend));
            Assert.That(answer.Error.Split('\n').Length, Is.AnyOf(2, 4), "a line, or three with a caret");
        }
    }

    [GeneratedRegex(@"; try (\S+)\n")]
    private static partial Regex Steps();
}
