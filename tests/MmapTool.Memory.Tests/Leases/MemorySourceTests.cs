using System.Runtime.InteropServices;

namespace MmapTool.Memory.Tests;

public class MemorySourceTests
{
    [Test]
    public void An_array_is_read_and_written_in_place()
    {
        int[] array = [1, 2, 3];
        using MemorySource source = MemorySource.Of(array);
        using (MemoryLease lease = source.Lease())
        {
            Assert.That(lease.Length, Is.EqualTo(12));
            Assert.That(MemoryMarshal.Cast<byte, int>(lease.Read(4, 8)).ToArray(), Is.EqualTo(new[] { 2, 3 }));
            MemoryMarshal.Cast<byte, int>(lease.Write(8, 4))[0] = 77;
        }

        Assert.That(array, Is.EqualTo(new[] { 1, 2, 77 }));
    }

    [Test]
    public void A_slice_of_memory_begins_where_the_slice_does()
    {
        byte[] array = [0, 1, 2, 3, 4, 5];
        using MemorySource source = MemorySource.Of(array.AsMemory(2, 3));
        using MemoryLease lease = source.Lease();
        Assert.That(source.Length, Is.EqualTo(3));
        Assert.That(lease.Read(0, 3).ToArray(), Is.EqualTo(new byte[] { 2, 3, 4 }));
    }

    [Test]
    public void A_string_can_be_looked_at_but_not_changed()
    {
        using MemorySource source = MemorySource.Of("héllo".AsMemory());
        using MemoryLease lease = source.Lease();
        Assert.That(MemoryMarshal.Cast<byte, char>(lease.Read(0, 10)).ToString(), Is.EqualTo("héllo"));
        Assert.That(source.IsReadOnly && lease.IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => lease.Write(0, 1));
    }

    [Test]
    public void Memory_stays_in_its_place_while_a_lease_is_out()
    {
        using MemorySource source = MemorySource.Of(new byte[64]);
        using MemoryLease lease = source.Lease();
        Span<byte> span = lease.Write(0, 64);
        ref byte before = ref MemoryMarshal.GetReference(span);
        for (int i = 0; i < 3; i++)
        {
            GC.KeepAlive(new byte[100_000]);
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        }

        lease.Write(7, 1)[0] = 9;
        Assert.That(span[7], Is.EqualTo(9));
        Assert.That(System.Runtime.CompilerServices.Unsafe.AreSame(ref before, ref MemoryMarshal.GetReference(lease.Write(0, 64))));
    }

    [Test]
    public void Unmanaged_memory_is_used_where_it_is()
    {
        nint address = Marshal.AllocHGlobal(16);
        try
        {
            using (MemorySource source = MemorySource.Of(address, 16))
            using (MemoryLease lease = source.Lease())
            {
                lease.Write(0, 16).Fill(0xab);
            }

            Assert.That(Marshal.ReadInt64(address, 8), Is.EqualTo(unchecked((long)0xabababababababab)));
        }
        finally
        {
            Marshal.FreeHGlobal(address);
        }
    }

    [Test]
    public void Bad_unmanaged_ranges_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MemorySource.Of(1, -1));
        Assert.Throws<ArgumentNullException>(() => MemorySource.Of(0, 1));
        using MemorySource empty = MemorySource.Of(0, 0);
        using MemoryLease lease = empty.Lease();
        Assert.That(lease.Read(0, 0).Length, Is.Zero);
    }

    [TestCase(-1, 1)]
    [TestCase(0, 5)]
    [TestCase(5, 0)]
    [TestCase(4, 1)]
    [TestCase(0, -1)]
    [TestCase(long.MaxValue, 1)]
    [TestCase(long.MinValue, 1)]
    [TestCase(3, int.MaxValue)]
    public void A_window_outside_is_refused(long offset, int length)
    {
        using MemorySource source = MemorySource.Of(new byte[4]);
        using MemoryLease lease = source.Lease();
        Assert.Throws<ArgumentOutOfRangeException>(() => lease.Read(offset, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => lease.Write(offset, length));
    }

    [Test]
    public void Closing_the_source_refuses_further_windows_but_keeps_spans()
    {
        MemorySource source = MemorySource.Of(new byte[] { 5, 6 });
        using MemoryLease lease = source.Lease();
        ReadOnlySpan<byte> span = lease.Read(0, 2);
        source.Dispose();
        source.Dispose();
        Assert.That(span[1], Is.EqualTo(6));
        Assert.Throws<ObjectDisposedException>(() => lease.Read(0, 1));
        Assert.Throws<ObjectDisposedException>(() => lease.Write(0, 1));
        Assert.Throws<ObjectDisposedException>(() => source.Lease());
    }

    [Test]
    public void An_ended_lease_hands_out_nothing()
    {
        using MemorySource source = MemorySource.Of(new byte[2]);
        MemoryLease lease = source.Lease();
        lease.Dispose();
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Read(0, 1));
    }
}
