using System.Text;
using MmapTool.Cli.Verbs;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Cli.Tests;

public sealed class CommandTests
{
    private static readonly TestCaseData[] WrongUse =
    [
        new(new[] { "nosuch", "f" }, "unknown verb 'nosuch'"),
        new(new[] { "shwo", "f" }, "did you mean show"),
        new(new[] { "sho", "f" }, "did you mean show"),
        new(new[] { "--json", "show", "f" }, "the verb comes first"),
        new(new[] { "show" }, "show needs FILE"),
        new(new[] { "show", "" }, "show needs FILE"),
        new(new[] { "show", "f", "h", "left" }, "left-over operand 'left'"),
        new(new[] { "show", "f", "h", "--", "--json" }, "left-over operand '--json'"),
        new(new[] { "show", "f", "--jsn" }, "did you mean --json"),
        new(new[] { "show", "f", "--js" }, "did you mean --json"),
        new(new[] { "show", "f", "--json=false" }, "takes no value"),
        new(new[] { "show", "f", "--json", "--json" }, "given twice"),
        new(new[] { "show", "f", "--format" }, "needs a value"),
        new(new[] { "show", "f", "--json", "--csv" }, "exclude each other"),
        new(new[] { "show", "f", "--hex", "--csv" }, "exclude each other"),
        new(new[] { "show", "f", "--hex", "--json" }, "exclude each other"),
        new(new[] { "show", "f", "--progress", "perhaps" }, "auto, always, never"),
        new(new[] { "show", "f", "--io", "pread" }, "auto, mapped, buffered"),
        new(new[] { "show", "f", "--color=blue" }, "auto, always, never"),
        new(new[] { "show", "f", "--dry-run" }, "unknown option --dry-run"),
        new(new[] { "info", "f", "--threads" }, "needs a value"),
        new(new[] { "extract", "f" }, "-o OUT"),
        new(new[] { "extract", "f", "-o" }, "needs a value"),
        new(new[] { "extract", "f", "-o", "x", "--as", "png" }, "raw, npy, csv, json"),
        new(new[] { "extract", "f", "-o", "-", "--json" }, "--as json"),
        new(new[] { "patch", "f" }, "patch needs an EDIT"),
        new(new[] { "patch", "f", "h[0]=1", "--script", "s" }, "exclude each other"),
        new(new[] { "patch", "f", "--script", "s", "--cast-values", "maybe" }, "exact round truncate saturate wrap round,saturate round,wrap"),
        new(new[] { "patch", "f", "--script", "s", "--wait", "long" }, "number of seconds"),
        new(new[] { "patch", "f", "--script", "s", "--wait=-1" }, "number of seconds"),
        new(new[] { "patch", "f", "B = 1", "--apply", "p" }, "edits and --apply exclude each other"),
        new(new[] { "patch", "f", "--save-undo", "p" }, "--apply PATCHFILE"),
        new(new[] { "cast", "f" }, "--to"),
        new(new[] { "cast", "f", "--to", "i4", "--header", "--adopt", "npy" }, "exclude each other"),
        new(new[] { "cast", "f", "--to", "i4", "--header", "-o", "x.npy" }, "exclude each other"),
        new(new[] { "cast", "f", "--to", "i4", "--adopt", "npy", "-o", "x.npy" }, "exclude each other"),
        new(new[] { "cast", "f", "--to", "i4", "--adopt", "zarr" }, "npy"),
        new(new[] { "cast", "f", "--to", "i4", "--force" }, "--force overwrites"),
        new(new[] { "cast", "f", "--to", "i4", "-o", "x.bin" }, ".npy"),
        new(new[] { "reshape", "f" }, "--to"),
        new(new[] { "run" }, "run needs COMMANDS"),
        new(new[] { "help", "nosuch" }, "unknown verb"),
        new(new[] { "help", "show", "more" }, "left-over operand 'more'"),
        new(new[] { "--version", "more" }, "left-over operand 'more'"),
    ];

    private static readonly TestCaseData[] Failures =
    [
        new(new MismatchException("h[0] is 1, not 2"), 1, "mmaptool: f: h[0] is 1, not 2\n"),
        new(new ViewException("does not fit"), 2, "mmaptool: f: does not fit\n"),
        new(new ValueException("300 does not fit"), 2, "mmaptool: f: 300 does not fit\n"),
        new(new ContainerException("is cut short", 8), 3, "mmaptool: f: is cut short\n"),
        new(new MappedFileException("g", "there is no such file"), 3, "mmaptool: g: there is no such file\n"),
        new(new IOException("the disk is gone"), 3, "mmaptool: f: the disk is gone\n"),
        new(new UnauthorizedAccessException("denied"), 3, "mmaptool: f: denied\n"),
        new(new OperationCanceledException(), 130, "mmaptool: f: interrupted\n"),
        new(new AggregateException(new IOException("one of several")), 3, "mmaptool: f: one of several\n"),
        new(new ViewException("two\nlines"), 2, "mmaptool: f: two\\nlines\n"),
        new(new UsageException("wrong"), 2, "mmaptool: wrong\n"),
    ];

    private static IEnumerable<TestCaseData> EveryVerb => VerbList.All.Select(verb => new TestCaseData(verb.Name));

    [TestCaseSource(nameof(WrongUse))]
    public void Wrong_use_is_one_line_and_exit_2_before_any_file_is_opened(string[] arguments, string reason)
    {
        // The files do not exist: a command that came so far as to open one would exit with 3.
        Answer answer = CommandRunner.Run(arguments);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Exit, Is.EqualTo(2));
            Assert.That(answer.Output, arguments.Contains("--json") && !arguments.Contains("--") && !arguments.Contains("-") ? Does.StartWith("{\"schema\":1,\"error\":") : Is.Empty);
            Assert.That(answer.Error, Does.StartWith("mmaptool: ").And.Contain(reason).And.EndWith("\n"));
            Assert.That(answer.Error.Count(character => character == '\n'), Is.EqualTo(1));
        }
    }

    [TestCaseSource(nameof(Failures))]
    public void Every_exception_becomes_one_exit_status_and_one_line(Exception failure, int exit, string line)
    {
        Answer answer = new CommandRunner { InputFailure = failure }.Go("patch", "f", "h[0]=@-");
        Assert.That(answer, Is.EqualTo(new Answer(exit, "", line)));
    }

    [TestCase(typeof(OutOfMemoryException))]
    [TestCase(typeof(NullReferenceException))]
    [TestCase(typeof(InvalidOperationException))]
    public void An_unforeseen_exception_is_exit_3_without_a_stack_trace(Type type)
    {
        Answer answer = new CommandRunner { InputFailure = (Exception)Activator.CreateInstance(type)! }.Go("patch", "f", "h[0]=@-");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Exit, Is.EqualTo(3));
            Assert.That(answer.Error, Does.StartWith("mmaptool: f: ").And.Not.Contain("   at "));
            Assert.That(answer.Error.Count(character => character == '\n'), Is.EqualTo(1));
        }
    }

    [Test]
    public void A_text_that_does_not_parse_is_answered_with_a_caret_under_the_place()
    {
        Answer answer = new CommandRunner { InputFailure = new NotationException("h[1:", 4, "expected ]") }.Go("patch", "f", "h[0]=@-");
        Assert.That(answer, Is.EqualTo(new Answer(2, "", "mmaptool: f: expected ]\n  h[1:\n      ^\n")));
    }

    [Test]
    public void Without_arguments_the_usage_goes_to_standard_error()
    {
        Answer answer = CommandRunner.Run();
        Assert.That(answer, Is.EqualTo(new Answer(2, "", Help.Short)));
    }

    [TestCase("help")]
    [TestCase("--help")]
    [TestCase("-h")]
    public void Help_is_a_result(string argument)
    {
        Answer answer = CommandRunner.Run(argument);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Exit, Is.Zero);
            Assert.That(answer.Error, Is.Empty);
            Assert.That(answer.Output.Split('\n'), Has.Length.LessThanOrEqualTo(45));
            foreach (Verb verb in VerbList.All)
            {
                Assert.That(answer.Output, Does.Contain($"  {verb.Name} "));
            }
        }
    }

    [TestCaseSource(nameof(EveryVerb))]
    public void The_help_of_a_verb_is_the_same_however_it_is_asked_for(string verb)
    {
        Answer answer = CommandRunner.Run("help", verb);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer, Is.EqualTo(new Answer(0, Help.Of(VerbList.Find(verb)), "")));
            Assert.That(CommandRunner.Run(verb, "--help"), Is.EqualTo(answer));
            Assert.That(CommandRunner.Run(verb, "-h"), Is.EqualTo(answer));
            Assert.That(CommandRunner.Run(verb, "file", "--json", "--help"), Is.EqualTo(answer));
        }
    }

    [Test]
    public void The_version_is_a_result()
    {
        Answer answer = CommandRunner.Run("--version");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Exit, Is.Zero);
            Assert.That(answer.Output, Does.Match("^mmaptool [0-9]+\\.[0-9]+\\.[0-9]+\n$"));
        }
    }

    [Test]
    public void A_closed_pipe_ends_quietly()
    {
        using FailingStream closed = new(new BrokenPipeException());
        Answer answer = new CommandRunner { Output = closed }.Go("help");
        Assert.That(answer, Is.EqualTo(new Answer(0, "", "")));
    }

    [Test]
    public void A_full_disk_under_standard_output_is_exit_3()
    {
        using FailingStream full = new(new IOException("No space left on device"));
        Answer answer = new CommandRunner { Output = full }.Go("help");
        Assert.That(answer, Is.EqualTo(new Answer(3, "", "mmaptool: standard output: No space left on device\n")));
    }

    [Test]
    public void Control_characters_of_an_argument_do_not_reach_the_terminal()
    {
        Answer answer = CommandRunner.Run("show", "f", "h", "\u001b[2Jgone");
        Assert.That(answer.Error, Does.Not.Contain("\u001b"));
    }
}
