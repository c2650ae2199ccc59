using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>Pages of a file handed to a pipe as they are (splice(2)): several times as fast as writing them. A change of the file
/// before the reader has read changes the pipe too. The lock on the file prevents that among processes that respect it.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class PipeTransfer
{
    // The largest that a process without privileges may ask for (pipe(7)); with the usual 64 KiB the two sides wait for each other.
    private const int PipeSize = 1 << 20;

    /// <summary>Moves up to the whole range; returns how much, less where the descriptor or the file system can't.</summary>
    public static long Splice(PlatformFile file, long offset, long length, int descriptor)
    {
        _ = LibC.Control(descriptor, LibC.SetPipeSize, PipeSize);
        long done = 0;
        while (done < length)
        {
            long place = offset + done;
            nint moved = LibC.Splice(file.Handle, &place, descriptor, null, (nuint)Math.Min(length - done, PipeSize), 0);
            if (moved > 0)
            {
                done += moved;
                continue;
            }

            if (moved == 0)
            {
                throw FileErrors.Truncated(file.Name, file.CurrentLength(), offset + length);
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.BrokenPipe)
            {
                throw new BrokenPipeException();
            }

            if (error == Errno.Again)
            {
                LibC.PollDescriptor wait = new() { Descriptor = descriptor, Requested = LibC.PollOut };
                _ = LibC.Poll(&wait, 1, -1);
            }
            else if (error == Errno.Invalid || error == Errno.BadDescriptor || error == Errno.NoSuchCall)
            {
                // The output is no pipe, or is opened for appending, or the file system does not have this call.
                break;
            }
            else if (error != Errno.Interrupted)
            {
                throw FileErrors.FromErrno(file.Name, $"read at byte {place}", error);
            }
        }

        return done;
    }
}
