using System.IO.Pipes;
using MmapTool.Memory.Interop;
using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class StandardStreamsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private static Stream Over(Microsoft.Win32.SafeHandles.SafeFileHandle handle) => StandardStreams.Open((int)handle.DangerousGetHandle(), "standard output");

    [Test]
    public void A_pipe_whose_reader_has_gone_is_told_apart()
    {
        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        using Stream stream = StandardStreams.Open((int)pipe.SafePipeHandle.DangerousGetHandle(), "standard output");
        stream.Write([1, 2, 3]);
        pipe.ClientSafePipeHandle.Dispose();
        Assert.Throws<BrokenPipeException>(() => stream.Write([1]));
    }

    [Test]
    public void A_full_disk_is_an_error_that_names_the_stream()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        using Stream stream = Over(full);
        MappedFileException error = Assert.Throws<MappedFileException>(() => stream.Write([1]))!;
        Assert.That(error.Path, Is.EqualTo("standard output"));
        Assert.That(error.Message, Does.Contain("no space"));
        Assert.Throws<MappedFileException>(() => stream.WriteAsync(new byte[1]).AsTask().Wait());
    }

    [Test]
    public void A_stream_that_is_not_open_for_that_is_an_error()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(_folder.Write("in", [1, 2]));
        using Stream stream = Over(handle);
        Assert.Throws<MappedFileException>(() => stream.Write([1]));
        using Stream closed = StandardStreams.Open(1_000_000, "standard input");
        Assert.That(Assert.Throws<MappedFileException>(() => closed.ReadByte())!.Path, Is.EqualTo("standard input"));
    }

    [Test]
    public void The_position_is_the_descriptor_s_own()
    {
        string path = _folder.Write("log", [9]);
        using (Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            using Stream first = Over(handle);
            using Stream second = Over(handle);
            Assert.That(first.ReadByte(), Is.EqualTo(9));
            first.Write([1]);
            second.Write([2]);
            first.Write([3]);
            Assert.That(second.Read(new byte[4]), Is.Zero);
        }

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 9, 1, 2, 3 }));
    }

    [Test]
    public void A_descriptor_that_does_not_wait_is_waited_for()
    {
        Assert.That(TemporaryMount.Run("mkfifo", _folder["pipe"]), Is.Null);
        int input = LibC.Open(_folder["pipe"], LibC.ReadOnly | LibC.CloseOnExecNoWait);
        int output = LibC.Open(_folder["pipe"], LibC.WriteOnly | LibC.CloseOnExecNoWait);
        byte[] content = new byte[1 << 20];
        new Random(8).NextBytes(content);
        Task writer = Task.Run(() =>
        {
            using Stream stream = StandardStreams.Open(output, "standard output");
            stream.Write(content);
            _ = LibC.Close(output);
        });
        using Stream reader = StandardStreams.Open(input, "standard input");
        using MemoryStream copy = new();
        reader.CopyTo(copy);
        writer.Wait();
        _ = LibC.Close(input);
        Assert.That(copy.ToArray(), Is.EqualTo(content));
    }

    [Test]
    public void Disposing_a_stream_leaves_the_descriptor_open()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(_folder["out"], FileMode.Create, FileAccess.Write);
        Over(handle).Dispose();
        Over(handle).Write([1]);
        Assert.That(RandomAccess.GetLength(handle), Is.EqualTo(1));
    }

    [Test]
    public void A_file_is_no_terminal()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(_folder.Write("in", [1]));
        Assert.That(StandardStreams.IsTerminal((int)handle.DangerousGetHandle()), Is.False);
        Assert.That(StandardStreams.TerminalWidth((int)handle.DangerousGetHandle()), Is.Null);
    }

    [Test]
    public void A_terminal_is_recognised_with_its_width()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle terminal = File.OpenHandle("/dev/ptmx", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Assert.That(StandardStreams.IsTerminal((int)terminal.DangerousGetHandle()), Is.True);
        Assert.That(StandardStreams.TerminalWidth((int)terminal.DangerousGetHandle()), Is.Null, "a new one has no size yet");
    }

    [Test]
    public void The_three_streams_open()
    {
        using Stream error = StandardStreams.OpenError();
        using Stream output = StandardStreams.OpenOutput();
        using Stream input = StandardStreams.OpenInput();
        error.Write([]);
        output.Write([]);
        Assert.That(input.CanSeek || output.CanSeek || error.CanSeek, Is.False);
    }
}
