using System.Buffers;
using System.Runtime.CompilerServices;

namespace MmapTool.Memory;

/// <summary>Managed memory, which the garbage collector must not move while a lease is out.</summary>
internal sealed class PinnedSource<T> : AddressSource
    where T : unmanaged
{
    private readonly ReadOnlyMemory<T> _memory;

    public PinnedSource(ReadOnlyMemory<T> memory, bool readOnly)
        : base((long)memory.Length * Unsafe.SizeOf<T>(), readOnly) => _memory = memory;

    public override string Name => $"memory of {typeof(T).Name}";

    protected override MemoryHandle Pin() => _memory.Pin();
}
