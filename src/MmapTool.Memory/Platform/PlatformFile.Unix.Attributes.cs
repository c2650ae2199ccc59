using System.Runtime.InteropServices;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <content>Extended attributes, on Linux.</content>
internal sealed unsafe partial class UnixFile
{
    // The kernel allows no more (XATTR_SIZE_MAX).
    private const int LongestAttribute = 64 << 10;
    private const int UsualAttribute = 512;

    public override byte[]? ReadAttribute(string name)
    {
        if (!OperatingSystem.IsLinux() || IsDevice)
        {
            return null;
        }

        Span<byte> usual = stackalloc byte[UsualAttribute];
        for (Span<byte> value = usual; ; value = new byte[LongestAttribute])
        {
            fixed (byte* start = value)
            {
                nint length = LibC.ReadAttribute(Handle, name, start, (nuint)value.Length);
                if (length >= 0)
                {
                    return value[..(int)length].ToArray();
                }
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.NoData || error == Errno.NotSupported || error == Errno.NoSuchCall || error is Errno.NotPermitted or Errno.AccessDenied or Errno.Invalid)
            {
                return null;
            }

            if (error != Errno.Interrupted && (error != Errno.Range || value.Length == LongestAttribute))
            {
                throw FileErrors.FromErrno(Name, $"asked for its attribute {name}", error);
            }
        }
    }

    public override bool TryWriteAttribute(string name, ReadOnlySpan<byte> value)
    {
        // Nodes of devices have none of a user's.
        if (!OperatingSystem.IsLinux() || IsDevice)
        {
            return false;
        }

        fixed (byte* start = value)
        {
            while (LibC.WriteAttribute(Handle, name, start, (nuint)value.Length, 0) != 0)
            {
                if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                {
                    return false;
                }
            }
        }

        return true;
    }

    public override void RemoveAttribute(string name)
    {
        while (OperatingSystem.IsLinux() && !IsDevice && LibC.RemoveAttribute(Handle, name) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.NoData || error == Errno.NotSupported || error == Errno.NoSuchCall)
            {
                return;
            }

            if (error != Errno.Interrupted)
            {
                throw FileErrors.FromErrno(Name, $"rid of its attribute {name}", error);
            }
        }
    }
}
