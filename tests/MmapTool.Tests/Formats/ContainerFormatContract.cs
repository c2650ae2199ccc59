using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Layouts;
using MmapTool.Testing;
using MmapTool.Testing.Formats;
using MmapTool.Views;

namespace MmapTool.Tests.Formats;

/// <summary>
/// The promises that every container format keeps. A fixture for a format derives from this, and gives a valid file and the places where numbers stand in it.
/// </summary>
/// <typeparam name="TFormat">The format.</typeparam>
public abstract class ContainerFormatContract<TFormat>
    where TFormat : IContainerFormat, new()
{
    // Headers are capped: none of these files makes a reader allocate more.
    private const long MostAllocated = 64 << 20;

    private static readonly BigInteger[] Numbers =
    [
        0, 1, 2, -1, 127, 255, 256, ushort.MaxValue, int.MaxValue, (BigInteger)int.MaxValue + 1, uint.MaxValue, long.MaxValue, long.MaxValue - 1, (BigInteger)long.MaxValue + 1,
        ulong.MaxValue, long.MinValue, BigInteger.Pow(10, 30), (BigInteger)1 << 61, (BigInteger)1 << 62,
    ];

    private readonly TFormat _format = new();
    private TemporaryFolder _folder;
    private IDisposable? _joined;

    /// <summary>A valid file of a few hundred bytes, whose last byte belongs to its data.</summary>
    protected abstract byte[] Sample { get; }

    /// <summary>For each length, count and offset of the sample a function that makes the file with another number in its place; null where the number can't be written there.</summary>
    protected abstract IReadOnlyDictionary<string, Func<BigInteger, byte[]?>> Fields { get; }

    /// <summary>Files whose parts overlap or contradict each other, which are refused.</summary>
    protected virtual IReadOnlyDictionary<string, byte[]> Contradictions => new Dictionary<string, byte[]>();

    [SetUp]
    public void Make()
    {
        _folder = new TemporaryFolder();
        _joined = ContainerFormats.All.Any(format => format.Info.Name == _format.Info.Name) ? null : JoinedFormat.Of(_format);
    }

    [TearDown]
    public void Delete()
    {
        _joined?.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void The_sample_is_read_and_its_members_are_found_by_name()
    {
        using DataFile file = Open(Sample);
        Assert.That(file.Container.Format.Info.Name, Is.EqualTo(_format.Info.Name));
        Member[] members = [.. file.Container.Members];
        Assert.That(file.Container.Members.Count, Is.EqualTo(members.Length).And.GreaterThan(0));
        Assert.That(members.Select(member => file.Container.Members.Find(member.Name)), Is.EqualTo(members));
        Assert.That(file.Container.Members.Find("no such member"), Is.Null);
        Assert.That(file.Container.Files.Count(found => found.Role != FileRole.Header), Is.GreaterThan(0));
        Assert.That(members.Where(member => member.Layout is not null).Max(member => member.Layout!.End), Is.EqualTo(Sample.Length), "the last byte belongs to the data");
    }

    [Test]
    public void A_file_cut_anywhere_is_refused_with_its_place_or_is_whole()
    {
        byte[] sample = Sample;
        for (int length = 0; length < sample.Length; length++)
        {
            bool isRead = IsRead(sample[..length], $"cut at byte {length}");
            Assert.That(isRead, Is.EqualTo(_format.Info.Name == ContainerFormats.PlainBytes.Info.Name), $"cut at byte {length}");
        }
    }

    [Test]
    public void Numbers_at_their_limits_are_refused_or_hold()
    {
        int refused = 0;
        foreach ((string field, Func<BigInteger, byte[]?> make) in Fields)
        {
            foreach (BigInteger number in Numbers.Concat([Sample.Length, Sample.Length + 1, Sample.Length - 1]))
            {
                if (make(number) is { } file && !IsRead(file, $"{field} = {number}"))
                {
                    refused++;
                }
            }
        }

        Assert.That(refused, Is.GreaterThanOrEqualTo(3 * Fields.Count));
    }

    [Test]
    public void Contradictions_are_refused()
    {
        foreach ((string name, byte[] file) in Contradictions)
        {
            Assert.That(IsRead(file, name), Is.False, name);
        }
    }

    [Test]
    public void Changed_bytes_are_refused_or_hold()
    {
        Random random = new(Seeds.Next("changed bytes"));
        byte[] sample = Sample;
        for (int round = 0; round < 400; round++)
        {
            byte[] changed = [.. sample];
            for (int count = random.Next(1, 4); count > 0; count--)
            {
                changed[random.Next(Math.Min(changed.Length, 300))] = (byte)random.Next(256);
            }

            IsRead(changed, $"round {round}");
        }
    }

    [Test]
    public void Content_counts_before_the_name_and_a_name_promises_the_content()
    {
        if (_format.Info.Endings.IsEmpty)
        {
            using DataFile named = Open(Sample, "file.bin");
            Assert.That(named.Container.IsPlainBytes);
            return;
        }

        using (DataFile renamed = DataFile.Open(_folder.Write("other.bin", Sample)))
        {
            Assert.That(renamed.Container.Format.Info.Name, Is.EqualTo(_format.Info.Name));
        }

        foreach (string ending in _format.Info.Endings)
        {
            string path = _folder.Write("text" + ending, "no header at all"u8.ToArray());
            Assert.That(() => DataFile.Open(path), Throws.TypeOf<ContainerException>(), ending);
            using DataFile bytes = DataFile.Open(path, format: ContainerFormats.PlainBytes.Info.Name);
            Assert.That(bytes.Length, Is.EqualTo(16));
        }
    }

    [Test]
    public void A_file_that_is_written_is_read_as_it_was_meant()
    {
        if (_format is not IContainerWriter writer)
        {
            return;
        }

        (ElementType Type, long[] Shape)[] cases =
        [
            (ElementType.UInt8, [3]), (ElementType.Int16.WithByteOrder(ByteOrder.Big), [2, 3]), (ElementType.Single, [4, 1, 2]), (ElementType.Double, []), (ElementType.Int32, [0, 5]),
        ];
        foreach ((ElementType type, long[] shape) in cases)
        {
            foreach (bool fortran in (bool[])[false, true])
            {
                WrittenContainer written = writer.Prepare([new("", type, [.. shape], fortran)]);
                Layout place = written.Members.Single();
                byte[] data = [.. Enumerable.Range(7, (int)place.ByteLength).Select(number => (byte)number)];
                Assert.That(place.ByteLength == 0 || place.Offset == written.Header.Length, "the data follow the header");
                using DataFile file = Open([.. written.Header, .. data]);
                Layout read = file.Member().Reachable;
                if (written.Header.IsEmpty)
                {
                    Assert.That(read.ByteLength, Is.EqualTo(place.ByteLength));
                    continue;
                }

                Assert.That((read.ElementType, read.ByteLength), Is.EqualTo((type, place.ByteLength)));
                Assert.That(read.Shape, Is.EqualTo(shape));
                Assert.That(read.Strides, Is.EqualTo(place.Strides));
                Assert.That(file.View().ToBytes(), Is.EqualTo(new MemoryView(MemoryView.Over((byte[])[.. written.Header, .. data]).Source, place).ToBytes()));
            }
        }
    }

    [Test]
    public void A_header_that_is_changed_says_the_new_layout_of_the_same_data()
    {
        if (_format is not IHeaderEditor)
        {
            return;
        }

        byte[] before = Sample;
        string path = Write(before);
        HeaderChange change;
        Layout flat;
        string name;
        using (DataFile file = DataFile.Open(path))
        {
            Member member = file.Container.Members.Last(member => member.Layout is not null);
            name = member.Name;
            flat = member.Reachable.Cast(ElementType.UInt8);
            try
            {
                change = file.RecordLayout(member, flat)!;
            }
            catch (ViewException refused)
            {
                Assert.That(refused.Message, Does.Contain("header"), "a format may say that it has no room");
                return;
            }
        }

        Apply(change);
        using DataFile changed = DataFile.Open(path);
        Layout now = changed.Member(name).Reachable;
        Assert.That((now.ElementType, now.ByteLength), Is.EqualTo((ElementType.UInt8, flat.ByteLength)));
        Assert.That(now.Shape, Is.EqualTo(flat.Shape));
        Assert.That(changed.View($"[\"{name}\"]".Replace("[\"\"]", "", StringComparison.Ordinal)).ToBytes(), Is.EqualTo(before[(int)flat.Start..(int)flat.End]));
    }

    [Test]
    public void An_attribute_that_is_set_is_read_and_one_that_is_deleted_is_gone()
    {
        if (_format is not IHeaderEditor editor)
        {
            return;
        }

        string path = Write(Sample);
        string[] before = Attributes(path);
        foreach (string? text in (string?[])["a value", "another", null])
        {
            HeaderChange change;
            using (DataFile file = DataFile.Open(path))
            {
                try
                {
                    using RelatedFiles files = new();
                    change = editor.Set(FileProbe.Of(file.Mapping), files, file.Container, "some key", text);
                }
                catch (ViewException refused)
                {
                    Assert.That(refused.Message, Does.Contain(_format.Info.Name).And.Contain("metadata"));
                    return;
                }
            }

            Apply(change);
            Assert.That(Attributes(path), Is.EquivalentTo(text is null ? before : [.. before, $"some key = {text}"]));
        }

        static string[] Attributes(string path)
        {
            using DataFile file = DataFile.Open(path);
            return [.. file.Container.Attributes.Select(attribute => $"{attribute.Name} = {attribute.Text}")];
        }
    }

    [Test]
    public void A_file_of_bytes_becomes_one_by_a_header_in_front()
    {
        if (_format is not IDataAdopter adopter)
        {
            return;
        }

        byte[] data = [.. Enumerable.Range(0, 24).Select(number => (byte)number)];
        foreach (int block in (int[])[0, 512, 4096, 8192, 1 << 30])
        {
            Layout layout = Layout.Contiguous(ElementType.Int16, [3, 4]);
            ImmutableArray<byte> header = adopter.HeaderInFront(layout, block);
            Assert.That(block is 0 or 1 << 30 || header.Length % block == 0);
            using DataFile file = Open([.. header, .. data]);
            Assert.That(file.Member().Reachable, Is.EqualTo(Layout.Contiguous(ElementType.Int16, [3, 4], header.Length)));
        }
    }

    [Test]
    public void A_header_beside_the_data_is_found_and_belongs_to_them_alone()
    {
        if (_format is not ISideHeader side)
        {
            return;
        }

        string data = _folder.Write("data.bin", new byte[24]);
        string other = _folder.Write("other.bin", new byte[24]);
        File.WriteAllBytes(side.PathBeside(data), [.. side.WriteBeside("data.bin", Layout.Contiguous(ElementType.Int16, [3, 4]))]);
        using RelatedFiles files = new();
        Assert.That(side.HeaderPaths(data), Does.Contain(side.PathBeside(data)));
        Assert.That((side.FindBeside(data, files), side.FindBeside(other, files)), Is.EqualTo((side.PathBeside(data), (string?)null)));
        Assert.That((side.IsHeaderOf(side.PathBeside(data), data), side.IsHeaderOf(side.PathBeside(data), other)), Is.EqualTo((true, false)));
        foreach (string path in (string[])[data, side.PathBeside(data)])
        {
            using DataFile file = DataFile.Open(path);
            Assert.That((file.Path, file.Container.HeaderPath, file.Member().Reachable), Is.EqualTo((data, side.PathBeside(data), Layout.Contiguous(ElementType.Int16, [3, 4]))));
        }
    }

    /// <summary>A copy with a text in the place of another, which stands there once.</summary>
    protected static byte[] Replaced(byte[] file, string old, BigInteger number) => Replaced(file, old, old[..^1] + number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A copy with a text in the place of another, which stands there once.</summary>
    protected static byte[] Replaced(byte[] file, string old, string text)
    {
        byte[] from = [.. old.Select(character => (byte)character)];
        int at = file.AsSpan().IndexOf(from);
        Assert.That(at, Is.GreaterThanOrEqualTo(0));
        return [.. file[..at], .. text.Select(character => (byte)character), .. file[(at + from.Length)..]];
    }

    private static void Apply(HeaderChange change)
    {
        byte[] file = File.ReadAllBytes(change.Path);
        int start = (int)change.Offset;
        Assert.That(file[start..(start + change.OldBytes.Length)], Is.EqualTo(change.OldBytes));
        File.WriteAllBytes(change.Path, [.. file[..start], .. change.NewBytes, .. file[(start + change.OldBytes.Length)..]]);
    }

    // Whether it is read. Then all its members lie in the file; else it is refused as a damaged container, with a place inside the file.
    private bool IsRead(byte[] bytes, string what)
    {
        string path = Write(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using DataFile file = DataFile.Open(path, format: _format.Info.Name);
            foreach (Member member in file.Container.Members)
            {
                Assert.That(member.Layout is null, Is.EqualTo(member.Unavailable is not null), what);
                if (member.Layout is { } layout)
                {
                    Assert.That(layout.Start >= 0 && layout.End <= file.FileOf(member).Length && layout.Start <= layout.End, what);
                }
            }

            return true;
        }
        catch (ContainerException refused)
        {
            Assert.That(refused.Message, Is.Not.Empty.And.Not.Contain("\n"), what);
            Assert.That(refused.Offset, Is.InRange(0, Math.Max(bytes.Length, FileProbe.StartLength)), what);
            return false;
        }
        finally
        {
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(MostAllocated), what);
        }
    }

    private DataFile Open(byte[] bytes, string? name = null) => DataFile.Open(name is null ? Write(bytes) : _folder.Write(name, bytes));

    private string Write(byte[] bytes) => _folder.Write("file" + (_format.Info.Endings.IsEmpty ? ".bin" : _format.Info.Endings[0]), bytes);
}
