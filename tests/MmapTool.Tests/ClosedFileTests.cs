using System.Buffers;
using System.IO.Pipelines;
using System.Numerics.Tensors;
using System.Reflection;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Digest;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Operations.Search;
using MmapTool.Operations.Statistics;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Tests;

/// <summary>
/// The operations on a memory once its source is closed. Every public one either refuses with <see cref="ObjectDisposedException"/> or is one of
/// those that need no memory. A new member must be put into one of the two lists.
/// </summary>
[TestFixture]
internal sealed class ClosedFileTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 64).Select(number => (byte)number)];

    // Arithmetic and what was known at opening: nothing is read.
    private static readonly string[] NeedNoMemory =
    [
        "DataFile.get_Mapping", "DataFile.get_Container", "DataFile.get_Path", "DataFile.get_Length", "DataFile.View", "DataFile.Resolve", "DataFile.Member", "DataFile.FileOf", "DataFile.EnsureIntact", "DataFile.Dispose",
        "MappedFile.get_Path", "MappedFile.get_Name", "MappedFile.get_Length", "MappedFile.get_Access", "MappedFile.get_IsReadOnly", "MappedFile.get_Identity",
        "MappedFile.get_BlockSize", "MappedFile.get_IsCopy", "MappedFile.get_IsDevice", "MappedFile.KeepSpace", "MappedFile.EnsureIntact", "MemorySource.EnsureIntact", "MappedFile.IsSameFileAs", "MappedFile.get_ResidentWindow", "MappedFile.set_ResidentWindow",
        "MemorySource.NextHole", "MemorySource.get_Name", "MemorySource.get_Length", "MemorySource.get_IsReadOnly", "MemorySource.Dispose",
        "MemoryView.get_Source", "MemoryView.get_Layout", "MemoryView.get_IsReadOnly", "MemoryView.get_ElementType", "MemoryView.get_Format", "MemoryView.get_ItemSize",
        "MemoryView.get_Rank", "MemoryView.get_Shape", "MemoryView.get_Strides", "MemoryView.get_Count", "MemoryView.get_Length", "MemoryView.get_ByteLength",
        "MemoryView.get_IsCContiguous", "MemoryView.get_IsFContiguous", "MemoryView.get_IsContiguous", "MemoryView.Release", "MemoryView.Dispose", "MemoryView.ToString",
        "MemoryView.get_Item", "MemoryView.Slice", "MemoryView.Cast", "MemoryView.View", "MemoryView.Reshape", "MemoryView.Transpose", "MemoryView.Field", "MemoryView.Bits", "MemoryView.Decoded", "MemoryView.Stored",
        "MemoryView.BroadcastTo", "MemoryView.ToReadOnly", "MemoryView.As",
        "MemoryView`1.Slice", "MemoryView`1.Reshape", "MemoryView`1.Transpose", "MemoryView`1.ToReadOnly",
        "TypedLease`1.get_HasSpans", "TypedLease`1.Dispose", "MemoryLease.get_Name", "MemoryLease.get_Length", "MemoryLease.get_IsReadOnly", "MemoryLease.get_BestWindow", "MemoryLease.Dispose",
        "MappedSequence.get_Sequence", "MappedSequence.Dispose",
    ];

    private static readonly Dictionary<string, Action<MemoryView<int>>[]> OnViews = new()
    {
        ["MemorySource.ReadAt"] = [view => view.Source.ReadAt(0, new byte[1])],
        ["MemoryView.CopyFrom"] = [view => ((MemoryView)view).CopyFrom(MemoryView.Over(new int[view.Count])), view => MemoryView.Over(new int[view.Count]).CopyFrom((MemoryView)view)],
        ["MemoryView.Assign"] = [view => view.Assign(MemoryView.Over(new int[1]))],
        ["MemoryView.Fill"] = [view => view.Fill((object)7)],
        ["MemoryView.Clear"] = [view => view.Clear()],
        ["MemoryView.ToBytes"] = [view => view.ToBytes()],
        ["MemoryView.CopyTo"] =
        [
            view => ((MemoryView)view).CopyTo(new byte[64].AsSpan()), view => view.CopyTo(Stream.Null), view => view.CopyTo(new ArrayBufferWriter<byte>()),
        ],
        ["MemoryView.CopyToAsync"] = [view => view.CopyToAsync(PipeWriter.Create(Stream.Null)).AsTask().GetAwaiter().GetResult()],
        ["MemoryView.ValueEquals"] = [view => view.ValueEquals(view), view => MemoryView.Over(new int[view.Count]).ValueEquals(view)],
        ["MemoryView.CountOf"] = [view => ((MemoryView)view).CountOf(3)],
        ["MemoryView.IndexOf"] = [view => ((MemoryView)view).IndexOf(3)],
        ["MemoryView.Contains"] = [view => ((MemoryView)view).Contains(3)],
        ["MemoryView.ContentHash"] = [view => view.Cast(ElementType.UInt8).ToReadOnly().ContentHash()],
        ["MemoryView.Hex"] = [view => view.Hex()],
        ["MemoryView.WriteHex"] = [view => view.WriteHex(TextWriter.Null), view => view.WriteHex(new ArrayBufferWriter<byte>())],
        ["MemoryView.GetValue"] = [view => ((MemoryView)view).GetValue(0)],
        ["MemoryView.SetValue"] = [view => ((MemoryView)view).SetValue(1, 0)],
        ["MemoryView.GetItem"] = [view => view[..1].GetItem()],
        ["MemoryView.ToList"] = [view => view.ToList()],
        ["MemoryView.GetEnumerator"] = [view => ((MemoryView)view).GetEnumerator().MoveNext()],
        ["MemoryView`1.get_Item"] = [view => _ = view[0], view => _ = view[[0L]], view => _ = view[^1], view => _ = view[[new Index(0)]], view => view[1..].ToArray(), view => view[ViewIndex.All].ToArray()],
        ["MemoryView`1.set_Item"] = [view => view[0] = 1, view => view[[0L]] = 1, view => view[^1] = 1, view => view[[new Index(0)]] = 1],
        ["MemoryView`1.Lease"] = [view => view.Lease().Dispose()],
        ["MemoryView`1.CopyTo"] = [view => view.CopyTo(new int[view.Count])],
        ["MemoryView`1.Read"] = [view => view.Read(0, new int[2])],
        ["MemoryView`1.CopyFrom"] = [view => view.CopyFrom([1, 2])],
        ["MemoryView`1.Fill"] = [view => view.Fill(1)],
        ["MemoryView`1.ToArray"] = [view => view.ToArray()],
        ["MemoryView`1.GetEnumerator"] = [view => view.GetEnumerator().MoveNext()],
        ["MemoryView`1.CountOf"] = [view => view.CountOf(1)],
        ["MemoryView`1.IndexOf"] = [view => view.IndexOf(1)],
        ["MemoryView`1.Contains"] = [view => view.Contains(1)],
        ["MemorySource.Lease"] = [view => view.Source.Lease().Dispose()],
        ["operations"] =
        [
            view => ViewExport.ToText(view), view => ViewExport.Write(view, ExportFormat.Bytes, Stream.Null), view => ViewExport.Write(view, ExportFormat.Csv, Stream.Null),
            view => ViewStatistics.Of(view, WorkLimits.Default), view => ViewDigest.Of(view, DigestAlgorithm.Crc32), view => ViewSearch.Count(view, Pattern.Parse("3")),
        ],
    };

    private static readonly Dictionary<string, Action<MappedFile>[]> OnFiles = new()
    {
        ["MappedFile.get_CurrentLength"] = [file => _ = file.CurrentLength],
        ["MappedFile.get_Birth"] = [file => _ = file.Birth],
        ["MappedFile.get_Owner"] = [file => _ = file.Owner],
        ["MappedFile.get_ChangeTime"] = [file => _ = file.ChangeTime],
        ["MappedFile.ReadAttribute"] = [file => file.ReadAttribute("user.x")],
        ["MappedFile.TryWriteAttribute"] = [file => file.TryWriteAttribute("user.x", [1])],
        ["MappedFile.RemoveAttribute"] = [file => file.RemoveAttribute("user.x")],
        ["MappedFile.Lease"] = [file => file.Lease().Dispose()],
        ["MappedFile.LeaseBuffered"] = [file => file.LeaseBuffered().Dispose()],
        ["MappedFile.Sync"] = [file => file.Sync()],
        ["MappedFile.SyncRange"] = [file => file.SyncRange(0, 1), file => file.SyncRange(0, 0)],
        ["MappedFile.WriteBack"] = [file => file.WriteBack(0, 1, wait: false)],
        ["MappedFile.get_Extents"] = [file => _ = file.Extents],
        ["MappedFile.Advise"] = [file => file.Advise(0, 1, AccessAdvice.Random), file => file.Advise(0, 0, AccessAdvice.Random)],
        ["MappedFile.CachedShare"] = [file => file.CachedShare(0, 1), file => file.CachedShare(0, 0)],
        ["MappedFile.EnsureReaches"] = [file => file.EnsureReaches(1)],
        ["MappedFile.AsSequence"] = [file => file.AsSequence(0, 1)],
        ["MappedFile.AsMemory"] = [file => file.AsMemory(0, 1)],
        ["MappedFile.NextHole"] = [file => file.NextHole(0), file => file.NextHole(file.Length)],
        ["MappedFile.Allocate"] = [file => file.Allocate(0, 1), file => file.Allocate(0, 0)],
        ["MappedFile.GiveSpaceBack"] = [file => file.GiveSpaceBack()],
        ["MappedFile.MissingSpace"] = [file => file.MissingSpace(0, 1), file => file.MissingSpace(0, 0)],
        ["MappedFile.SetLength"] = [file => file.SetLength(9)],
        ["MappedFile.TryInsertRange"] = [file => file.TryInsertRange(0, 4096), file => file.TryInsertRange(0, 0)],
        ["MappedFile.TryCollapseRange"] = [file => file.TryCollapseRange(0, 4096), file => file.TryCollapseRange(0, 0)],
        ["MappedFile.ReadAt"] = [file => file.ReadAt(0, new byte[1]), file => file.ReadAt(0, [])],
        ["MappedFile.WriteAt"] = [file => file.WriteAt(0, [1]), file => file.WriteAt(0, [])],
        ["MappedFile.WriteZeros"] = [file => file.WriteZeros(0, 1), file => file.WriteZeros(0, 0)],
        ["MappedFile.SpliceToOutput"] = [file => file.SpliceToOutput(0, 1), file => file.SpliceToOutput(0, 0)],
        ["DataFile.RecordLayout"] = [],
    };

    private static readonly Dictionary<string, Action<MemoryLease>[]> OnLeases = new()
    {
        ["MemoryLease.Read"] = [lease => lease.Read(0, 8), lease => lease.Read(2, 3), lease => lease.Read(0, 0)],
        ["MemoryLease.ReadAt"] = [lease => lease.ReadAt(0, new byte[8])],
        ["MemoryLease.ReadAgain"] = [lease => lease.ReadAgain(0, 8)],
        ["MemoryLease.Write"] = [lease => lease.Write(0, 8)],
        ["MemoryView.ReadElements"] = [lease => Whole.ReadElements(lease, 0, 2, new byte[8])],
        ["MemoryView.WriteElements"] = [lease => Whole.WriteElements(lease, 0, new byte[8])],
        ["MemoryView.TryAsTensorSpan"] = [lease => Whole.TryAsTensorSpan(lease, out ReadOnlyTensorSpan<int> _), lease => Whole.TryAsTensorSpan(lease, out TensorSpan<int> _)],
    };

    private static readonly Dictionary<string, Action<TypedLease<int>>[]> OnTypedLeases = new()
    {
        ["TypedLease`1.Read"] = [lease => lease.Read(0, 2), lease => lease.Read(0, new int[2])],
        ["TypedLease`1.Write"] = [lease => lease.Write(0, 2)],
        ["TypedLease`1.CopyFrom"] = [lease => lease.CopyFrom([1, 2])],
    };

    private TemporaryFolder _folder = null!;

    private static MemoryView<int> Whole => MemoryView.Over(new int[16]);

    [SetUp]
    public void Prepare() => _folder = new();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void EveryPublicMemberIsInAList()
    {
        Type[] types = [typeof(DataFile), typeof(MappedFile), typeof(MemorySource), typeof(MemoryView), typeof(MemoryView<int>), typeof(TypedLease<int>), typeof(MemoryLease), typeof(MappedSequence)];
        HashSet<string> listed = [.. NeedNoMemory, .. OnViews.Keys, .. OnFiles.Keys, .. OnLeases.Keys, .. OnTypedLeases.Keys];
        string[] missing = [.. types
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(method => $"{type.Name}.{method.Name}"))
            .Where(name => !listed.Contains(name)).Distinct()];
        Assert.That(missing, Is.Empty, "say whether they refuse once the file is closed");
    }

    [Test]
    public void AViewOfAClosedMemoryRefuses([Values("mapped", "copied on write", "array", "memory", "unmanaged")] string kind, [Values] bool used)
    {
        foreach ((string name, Action<MemoryView<int>>[] actions) in OnViews)
        {
            for (int number = 0; number < actions.Length; number++)
            {
                using MemorySource source = Source(kind);
                MemoryView<int> view = new MemoryView(source).Cast(ElementType.Int32).As<int>();
                if (used)
                {
                    Assert.That(() => actions[number](view), Throws.Nothing, $"{name} {number}");
                }

                source.Dispose();
                Assert.That(() => actions[number](view), Throws.TypeOf<ObjectDisposedException>(), $"{name} {number}");
            }
        }
    }

    [Test]
    public void AClosedFileRefuses([Values(MapAccess.ReadWrite, MapAccess.CopyOnWrite, MapAccess.Read)] MapAccess access, [Values] bool mapped)
    {
        foreach ((string name, Action<MappedFile>[] actions) in OnFiles)
        {
            for (int number = 0; number < actions.Length; number++)
            {
                MappedFile file = MappedFile.Open(_folder.Write("f.bin", Bytes), access);
                if (mapped)
                {
                    file.Lease().Dispose();
                }

                file.Dispose();
                Assert.That(() => actions[number](file), Throws.TypeOf<ObjectDisposedException>(), $"{name} {number}");
            }
        }
    }

    [Test]
    public void ALeaseOfAClosedMemoryGivesNoWindow(
        [Values("mapped", "buffered", "copied on write", "array", "memory", "unmanaged")] string kind, [Values] bool used)
    {
        foreach ((string name, Action<MemoryLease>[] actions) in OnLeases)
        {
            for (int number = 0; number < actions.Length; number++)
            {
                using MemorySource source = Source(kind);
                using MemoryLease lease = kind == "buffered" ? ((MappedFile)source).LeaseBuffered() : source.Lease();
                if (used)
                {
                    // The window stays with a buffered lease: it must not be handed out again.
                    Assert.That(lease.Read(0, 16).SequenceEqual(Bytes.AsSpan(0, 16)));
                }

                source.Dispose();
                bool neverWrites = kind == "buffered" && (name == "MemoryLease.Write" || name == "MemoryView.WriteElements" || (name == "MemoryView.TryAsTensorSpan" && number == 1));
                Assert.That(
                    () => actions[number](lease),
                    neverWrites ? Throws.TypeOf<InvalidOperationException>().Or.TypeOf<ObjectDisposedException>() : Throws.TypeOf<ObjectDisposedException>(),
                    $"{name} {number}");
            }
        }
    }

    [Test]
    public void ATypedLeaseOfAClosedMemoryGivesNothing([Values("mapped", "copied on write", "array", "memory", "unmanaged")] string kind)
    {
        foreach ((string name, Action<TypedLease<int>>[] actions) in OnTypedLeases)
        {
            using MemorySource source = Source(kind);
            using TypedLease<int> lease = new MemoryView(source).Cast(ElementType.Int32).As<int>().Lease();
            Assert.That(() => actions[0](lease), Throws.Nothing, name);
            source.Dispose();
            Assert.That(() => actions[0](lease), Throws.TypeOf<ObjectDisposedException>(), name);
        }
    }

    [Test]
    public void MemoryAndSequencesOfAClosedFileGiveNoSpan()
    {
        using MappedFile file = (MappedFile)Source("mapped");
        using MappedSequence sequence = file.AsSequence(0, 32, 8);
        using IMemoryOwner<byte> owner = file.AsMemory(0, 32);
        Assert.That(sequence.Sequence.ToArray(), Is.EqualTo(Bytes[..32]));
        Assert.That(owner.Memory.Span[5], Is.EqualTo(5));
        file.Dispose();
        Assert.That(() => sequence.Sequence.ToArray(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => owner.Memory.Span[5], Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => owner.Memory.Pin(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void ASpanOutlivesTheFileForAsLongAsItsLease([Values("mapped", "buffered", "array")] string kind)
    {
        using MemorySource source = Source(kind);
        using MemoryLease lease = kind == "buffered" ? ((MappedFile)source).LeaseBuffered() : source.Lease();
        ReadOnlySpan<byte> window = lease.Read(8, 8);
        source.Dispose();
        Assert.That(window.SequenceEqual(Bytes.AsSpan(8, 8)));
    }

    [Test]
    public void TheLengthDoesNotChangeUnderALease([Values] bool buffered)
    {
        using MappedFile file = (MappedFile)Source("mapped");
        MemoryLease lease = buffered ? file.LeaseBuffered() : file.Lease();
        Assert.That(() => file.SetLength(8), Throws.TypeOf<InvalidOperationException>().With.Message.Contains("while a lease is out"));
        lease.Dispose();
        lease.Dispose();
        file.SetLength(8);
        Assert.That(file.Length, Is.EqualTo(8));
        using MemoryLease next = file.Lease();
        Assert.That(() => file.SetLength(4), Throws.TypeOf<InvalidOperationException>());
    }

    [Test]
    public void AnEditedFileThatIsClosedRecordsNothing()
    {
        DataFile file = DataFile.Open(_folder.Write("a.npy", [.. MmapTool.Formats.Npy.NpyHeader.Write(ElementType.UInt8, [64]), .. Bytes]), MapAccess.ReadWrite);
        file.Dispose();
        Assert.That(() => file.RecordLayout(file.Member(), Layout.Contiguous(ElementType.UInt8, [8, 8], file.Member().Reachable.Offset)), Throws.TypeOf<ObjectDisposedException>());
    }

    private MemorySource Source(string kind) => kind switch
    {
        "array" => MemorySource.Of([.. Bytes]),
        "memory" => MemorySource.Of(new Memory<byte>([.. Bytes])),
        "unmanaged" => MemorySource.Of(Unmanaged(), Bytes.Length),
        "copied on write" => MappedFile.Open(_folder.Write("f.bin", Bytes), MapAccess.CopyOnWrite),
        _ => MappedFile.Open(_folder.Write("f.bin", Bytes), MapAccess.ReadWrite),
    };

    // A handful of 64 bytes that live as long as the process.
    private static nint Unmanaged()
    {
        nint address = System.Runtime.InteropServices.Marshal.AllocHGlobal(Bytes.Length);
        System.Runtime.InteropServices.Marshal.Copy(Bytes, 0, address, Bytes.Length);
        return address;
    }
}
