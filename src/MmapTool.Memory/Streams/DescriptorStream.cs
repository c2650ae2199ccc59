using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>read(2) and write(2) on a descriptor, at its own position: one that this process was given and shares with others, or one that it has opened.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class DescriptorStream : Stream
{
    // Milliseconds between two checks for a signal.
    private const int Pause = 50;

    private readonly int _descriptor;
    private readonly string _name;
    private readonly SafeFileHandle? _owned;

    /// <summary>Over a descriptor that stays open.</summary>
    public DescriptorStream(int descriptor, string name) => (_descriptor, _name) = (descriptor, name);

    /// <summary>Over an open file, which is closed with it.</summary>
    public DescriptorStream(SafeFileHandle file, string name)
        : this((int)file.DangerousGetHandle(), name) => (_owned, AwaitsWriter) = (file, true);

    /// <summary>Whether a read waits until a pipe has somebody at its other end: one that was opened without waiting would seem to be empty.</summary>
    public bool AwaitsWriter { get; init; }

    /// <summary>Ends a read that waits, with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Whether it may have no end: a character device that is no terminal, nor the one that is empty.</summary>
    public bool IsEndless => UnixFile.StatusOf(_descriptor) is { Kind: FileKind.Character } status && !status.IsNullDevice && LibC.IsTerminal(_descriptor) != 1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    // Nothing is held here, and such a call never waits.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                AwaitInput();
                nint read = LibC.Read(_descriptor, start, (nuint)buffer.Length);
                if (read >= 0)
                {
                    return (int)read;
                }

                Recover(Marshal.GetLastPInvokeError(), LibC.PollIn, "read");
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            fixed (byte* start = buffer)
            {
                nint written = LibC.Write(_descriptor, start, (nuint)buffer.Length);
                if (written > 0)
                {
                    buffer = buffer[(int)written..];
                }
                else
                {
                    Recover(written == 0 ? Errno.InputOutput : Marshal.GetLastPInvokeError(), LibC.PollOut, "written");
                }
            }
        }
    }

    // In the caller's own thread: the descriptors have no asynchronous calls, and a thread of the pool would wait just the same.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _owned?.Dispose();
        base.Dispose(disposing);
    }

    // No call waits for input and for a token at once, so they are checked in turns. Files are always ready, and take no time.
    private void AwaitInput()
    {
        if (!Cancellation.CanBeCanceled && !AwaitsWriter)
        {
            return;
        }

        LibC.PollDescriptor wait = new() { Descriptor = _descriptor, Requested = LibC.PollIn };
        int ready;
        do
        {
            Cancellation.ThrowIfCancellationRequested();
            ready = LibC.Poll(&wait, 1, Cancellation.CanBeCanceled ? Pause : -1);
        }
        while (ready == 0 || (ready < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted));
    }

    // Returns if the call must be made again.
    private void Recover(int error, short events, string done)
    {
        if (error == Errno.Interrupted)
        {
            return;
        }

        if (error == Errno.Again)
        {
            // Another process that shares the descriptor has made it non-blocking.
            LibC.PollDescriptor wait = new() { Descriptor = _descriptor, Requested = events };
            _ = LibC.Poll(&wait, 1, -1);
            return;
        }

        throw error == Errno.BrokenPipe ? new BrokenPipeException() : FileErrors.FromErrno(_name, done, error);
    }
}
