using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.Json;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests;

/// <summary>
/// Every exception type of this project, and each of the platform's that operations can raise, with its exit status and its line. A type that
/// is new needs a row.
/// </summary>
public sealed class FailureTableTests
{
    private static readonly CancellationToken Canceled = new(canceled: true);

#pragma warning disable CA2201 // What the runtime alone raises has to be made here to be asked about.
    private static readonly Row[] Rows =
    [
        // Ours.
        new(() => new UsageException("wrong"), ExitStatus.Usage, "mmaptool: wrong"),
        new(() => new NotationException("h[1:", 4, "expected ]"), ExitStatus.Usage, "mmaptool: f: expected ]\n  h[1:\n      ^"),
        new(() => new ViewException("does not fit"), ExitStatus.Usage, "mmaptool: f: does not fit"),
        new(() => new ValueException("300 does not fit"), ExitStatus.Usage, "mmaptool: f: 300 does not fit"),
        new(() => new MismatchException("h[0] is 1, not 2"), ExitStatus.No, "mmaptool: f: h[0] is 1, not 2"),
        new(() => new ContainerException("is cut short", 8), ExitStatus.FileTrouble, "mmaptool: f: is cut short"),
        new(() => new MappedFileException("g", "there is no such file"), ExitStatus.FileTrouble, "mmaptool: g: there is no such file"),
        new(() => new InterruptedChangeException("f.mmap-journal", "a change was interrupted: recover"), ExitStatus.MustRecover, "mmaptool: f: a change was interrupted: recover"),
        new(() => new ChangeCanceledException("f.mmap-journal", "stopped, and f.mmap-journal is left: recover", new OperationCanceledException(Canceled)), ExitStatus.MustRecover, "mmaptool: f: stopped, and f.mmap-journal is left: recover"),
        new(() => new BrokenPipeException(), ExitStatus.Done, null),
        new(
            () => (Exception)RuntimeHelpers.GetUninitializedObject(typeof(DataFile).Assembly.GetType("MmapTool.Values.ElementException")!),
            ExitStatus.FileTrouble,
            Internal("ElementException: Exception of type 'MmapTool.Values.ElementException' was thrown.")),

        // Thrown and caught within one dry run; outside of it, it would be a fault of the program.
        new(
            () => (Exception)RuntimeHelpers.GetUninitializedObject(typeof(Command).Assembly.GetType("MmapTool.Cli.Output.FirstBytes+ReachedException")!),
            ExitStatus.FileTrouble,
            Internal("ReachedException: Exception of type 'MmapTool.Cli.Output.FirstBytes+ReachedException' was thrown.")),

        // The platform's, of files.
        new(() => new IOException("the disk is gone"), ExitStatus.FileTrouble, "mmaptool: f: the disk is gone"),
        new(() => new FileNotFoundException("no such file"), ExitStatus.FileTrouble, "mmaptool: f: no such file"),
        new(() => new DirectoryNotFoundException("no such folder"), ExitStatus.FileTrouble, "mmaptool: f: no such folder"),
        new(() => new PathTooLongException("too long"), ExitStatus.FileTrouble, "mmaptool: f: too long"),
        new(() => new EndOfStreamException("ends too soon"), ExitStatus.FileTrouble, "mmaptool: f: ends too soon"),
        new(() => new DriveNotFoundException("no such drive"), ExitStatus.FileTrouble, "mmaptool: f: no such drive"),
        new(() => new FileLoadException("can't be loaded"), ExitStatus.FileTrouble, "mmaptool: f: can't be loaded"),
        new(() => new UnauthorizedAccessException("denied"), ExitStatus.FileTrouble, "mmaptool: f: denied"),

        // Exceptions of stopped work.
        new(() => new OperationCanceledException(Canceled), ExitStatus.Interrupted, "mmaptool: f: interrupted"),
        new(() => new TaskCanceledException(), ExitStatus.Interrupted, "mmaptool: f: interrupted"),

        // Exceptions of memory.
        new(() => new OutOfMemoryException(), ExitStatus.FileTrouble, "mmaptool: f: there is not enough memory; give a smaller view or a smaller --memory"),
        new(() => new InsufficientMemoryException(), ExitStatus.FileTrouble, "mmaptool: f: there is not enough memory; give a smaller view or a smaller --memory"),

        // Exceptions of several threads: the first one counts.
        new(() => new AggregateException(new IOException("one of several"), new ViewException("another")), ExitStatus.FileTrouble, "mmaptool: f: one of several"),
        new(() => new AggregateException(new ViewException("does not fit")), ExitStatus.Usage, "mmaptool: f: does not fit"),
        new(() => new AggregateException(new OperationCanceledException()), ExitStatus.Interrupted, "mmaptool: f: interrupted"),
        new(() => new AggregateException(new ChangeCanceledException("j", "stopped: recover", new OperationCanceledException())), ExitStatus.MustRecover, "mmaptool: f: stopped: recover"),
        new(() => new AggregateException(new AggregateException(new MismatchException("no"))), ExitStatus.No, "mmaptool: f: no"),

        // Faults of the program, which no user caused. The line names them.
        new(() => new OverflowException("too large"), ExitStatus.FileTrouble, Internal("OverflowException: too large")),
        new(() => new ArithmeticException("odd"), ExitStatus.FileTrouble, Internal("ArithmeticException: odd")),
        new(() => new DivideByZeroException("by zero"), ExitStatus.FileTrouble, Internal("DivideByZeroException: by zero")),
        new(() => new ArgumentException("wrong"), ExitStatus.FileTrouble, Internal("ArgumentException: wrong")),
        new(() => new ArgumentOutOfRangeException(null, "outside"), ExitStatus.FileTrouble, Internal("ArgumentOutOfRangeException: outside")),
        new(() => new ArgumentNullException(null, "null"), ExitStatus.FileTrouble, Internal("ArgumentNullException: null")),
        new(() => new InvalidOperationException("not now"), ExitStatus.FileTrouble, Internal("InvalidOperationException: not now")),
        new(() => new ObjectDisposedException(null, "closed"), ExitStatus.FileTrouble, Internal("ObjectDisposedException: closed")),
        new(() => new NotSupportedException("not here"), ExitStatus.FileTrouble, Internal("NotSupportedException: not here")),
        new(() => new NotImplementedException("not yet"), ExitStatus.FileTrouble, Internal("NotImplementedException: not yet")),
        new(() => new IndexOutOfRangeException("outside"), ExitStatus.FileTrouble, Internal("IndexOutOfRangeException: outside")),
        new(() => new KeyNotFoundException("no key"), ExitStatus.FileTrouble, Internal("KeyNotFoundException: no key")),
        new(() => new NullReferenceException("null"), ExitStatus.FileTrouble, Internal("NullReferenceException: null")),
        new(() => new InvalidCastException("no cast"), ExitStatus.FileTrouble, Internal("InvalidCastException: no cast")),
        new(() => new FormatException("no number"), ExitStatus.FileTrouble, Internal("FormatException: no number")),
        new(() => new InvalidDataException("bad data"), ExitStatus.FileTrouble, Internal("InvalidDataException: bad data")),
        new(() => new SerializationException("bad text"), ExitStatus.FileTrouble, Internal("SerializationException: bad text")),
        new(() => new JsonException("bad JSON"), ExitStatus.FileTrouble, Internal("JsonException: bad JSON")),
        new(() => new Win32Exception(5, "odd error"), ExitStatus.FileTrouble, Internal("Win32Exception: odd error")),
        new(() => new TimeoutException("too slow"), ExitStatus.FileTrouble, Internal("TimeoutException: too slow")),
        new(() => new CultureNotFoundException("no culture"), ExitStatus.FileTrouble, Internal("CultureNotFoundException: no culture")),
        new(() => new DllNotFoundException("no library"), ExitStatus.FileTrouble, Internal("DllNotFoundException: no library")),
        new(() => new EntryPointNotFoundException("no call"), ExitStatus.FileTrouble, Internal("EntryPointNotFoundException: no call")),
        new(() => new PlatformNotSupportedException("not on this"), ExitStatus.FileTrouble, Internal("PlatformNotSupportedException: not on this")),
    ];

#pragma warning restore CA2201

    [Test]
    public void EveryTypeThatIsDeclaredHasARow()
    {
        Type[] declared = [.. new[] { typeof(Command).Assembly, typeof(DataFile).Assembly, typeof(MappedFile).Assembly }
            .SelectMany(assembly => assembly.GetTypes()).Where(type => typeof(Exception).IsAssignableFrom(type) && !type.IsAbstract)];
        Assert.That(declared, Has.Length.GreaterThan(8));
        Assert.That(declared.Except(Rows.Select(row => row.Make().GetType())), Is.Empty, "say which exit status they mean");
    }

    [TestCaseSource(nameof(Rows))]
    public void ItsExitStatusAndItsLine(Row row)
    {
        // Standard input fails while the file is read, and while a change of it begins.
        string line = row.Line is null ? "" : row.Line + "\n";
        Answer read = new CommandRunner { InputFailure = row.Make() }.Go("info", "-");
        Assert.That(read, Is.EqualTo(new Answer(row.Exit, "", line.Replace("mmaptool: f: ", "mmaptool: standard input: ", StringComparison.Ordinal))));
        Answer changed = new CommandRunner { InputFailure = row.Make() }.Go("patch", "f", "h[0]=@-");
        Assert.That(changed, Is.EqualTo(new Answer(row.Exit, "", line)));
    }

    // Each command has its answer. A cancelled command ends the list.
    [TestCaseSource(nameof(Rows))]
    public void TheSameInsideRun(Row row)
    {
        Exception failure = row.Make();
        bool ends = failure is OperationCanceledException;
        if (failure is BrokenPipeException)
        {
            return;
        }

        using TemporaryFolder folder = new();
        Answer answer = new CommandRunner { InputFailure = failure }.Go("run", folder.Write("list", "[\"patch\",\"f\",\"h[0]=1\"]\n"u8));
        using JsonDocument line = JsonDocument.Parse(answer.Output);
        Assert.That(answer.Exit, Is.EqualTo(ends ? row.Exit : ExitStatus.Done));
        Assert.That(line.RootElement.GetProperty("exit").GetInt32(), Is.EqualTo(row.Exit));
        Assert.That(line.RootElement.GetProperty("error").GetString(), Is.EqualTo(row.Line!["mmaptool: ".Length..]));
    }

    private static string Internal(string what) => $"mmaptool: f: internal error, please report it: {what}";

    /// <summary>An exception, and the command's exit status and line for it.</summary>
    public sealed record Row(Func<Exception> Make, int Exit, string? Line)
    {
        public override string ToString() => Make() is var made && made.InnerException is { } inner && made is AggregateException ? $"{made.GetType().Name} of {inner.GetType().Name}" : made.GetType().Name;
    }
}
