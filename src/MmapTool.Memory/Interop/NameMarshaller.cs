using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace MmapTool.Memory.Interop;

/// <summary>Hands names to the system as the bytes that they are (<see cref="PathText"/>), and a zero behind them.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(ToSystem))]
internal static unsafe class NameMarshaller
{
    /// <summary>One name for one call.</summary>
    public ref struct ToSystem
    {
        private byte* _name;
        private bool _isAllocated;

        /// <summary>Bytes of the stack for a name; a longer one is allocated.</summary>
        public static int BufferSize => 512;

        /// <exception cref="MappedFileException">No file can have this name.</exception>
        public void FromManaged(string name, Span<byte> buffer)
        {
            FileErrors.EnsureIsPath(name);
            int most = PathText.MaximumByteCount(name.Length) + 1;
            if (most > buffer.Length)
            {
                _name = (byte*)NativeMemory.Alloc((nuint)most);
                _isAllocated = true;
                buffer = new(_name, most);
            }
            else
            {
                // The generated code keeps the buffer on the stack.
                _name = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(buffer));
            }

            try
            {
                buffer[PathText.ToBytes(name, buffer)] = 0;
            }
            catch
            {
                Free();
                throw;
            }
        }

        public readonly byte* ToUnmanaged() => _name;

        public void Free()
        {
            if (_isAllocated)
            {
                _isAllocated = false;
                NativeMemory.Free(_name);
            }
        }
    }
}
