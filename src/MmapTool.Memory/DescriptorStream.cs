using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>read(2) and write(2) on a descriptor that this process was given, at the position it shares with others.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class DescriptorStream : Stream
{
    private readonly int _descriptor;
    private readonly string _name;

    public DescriptorStream(int descriptor, string name) => (_descriptor, _name) = (descriptor, name);

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

    // Returns where the call is to be made again.
    private void Recover(int error, short events, string done)
    {
        if (error == Errno.Interrupted)
        {
            return;
        }

        if (error == Errno.Again)
        {
            // Whoever shares the descriptor has made it non-blocking.
            LibC.PollDescriptor wait = new() { Descriptor = _descriptor, Requested = events };
            _ = LibC.Poll(&wait, 1, -1);
            return;
        }

        throw error == Errno.BrokenPipe ? new BrokenPipeException() : FileErrors.FromErrno(_name, done, error);
    }
}
