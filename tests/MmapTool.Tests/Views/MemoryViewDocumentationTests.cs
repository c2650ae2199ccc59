using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Views;
using static MmapTool.Tests.Views.PythonMemory;

namespace MmapTool.Tests.Views;

/// <summary>
/// Every promise of Python's documentation of memoryview ("Memory Views" in the library reference), by its own examples. The comments have the
/// answers of Python (3.11.2, little-endian Linux).
/// </summary>
public sealed class MemoryViewDocumentationTests
{
    private static readonly ElementType Char = ElementType.Create(ElementKind.Bytes, 1);

    // v = memoryview(b'abcefg'); v[1] -> 98; v[-1] -> 103; bytes(v[1:4]) -> b'bce'
    [Test]
    public void Slicing_and_indexing()
    {
        MemoryView view = Bytes("abcefg"u8);
        Assert.That(view.GetValue(1), Is.EqualTo((byte)98));
        Assert.That(view.GetValue(-1), Is.EqualTo((byte)103));
        Assert.That(view.Slice(1, 4).ToBytes(), Is.EqualTo("bce"u8.ToArray()));
        Assert.That(view[1..4].ToBytes(), Is.EqualTo("bce"u8.ToArray()));
        Assert.That(view.Slice(null, null, -1).ToList(), Is.EqualTo(new object[] { (byte)103, (byte)102, (byte)101, (byte)99, (byte)98, (byte)97 }));
    }

    // memoryview(b'abc')[5] -> IndexError: index out of bounds on dimension 1
    [Test]
    public void An_index_out_of_bounds_is_refused() => Assert.That(() => Bytes("abc"u8).GetValue(5), Throws.TypeOf<ViewException>().With.Message.Contains("out of bounds"));

    // a = array.array('l', [-11111111, 22222222, -33333333, 44444444]); m = memoryview(a)
    // m[0] -> -11111111; m[-1] -> 44444444; m[::2].tolist() -> [-11111111, -33333333]
    [Test]
    public void A_native_format_indexes_with_an_integer_and_slices()
    {
        MemoryView<long> view = Array(-11111111L, 22222222, -33333333, 44444444);
        Assert.That(view[0], Is.EqualTo(-11111111));
        Assert.That(view[-1], Is.EqualTo(44444444));
        Assert.That(view.Slice(null, null, 2).ToArray(), Is.EqualTo(new long[] { -11111111, -33333333 }));
        Assert.That((view.Format, view.ItemSize, view.ByteLength), Is.EqualTo(("q", 8, 32L)));
    }

    // With data = bytearray(b'abcefg') and v = memoryview(data): `v[0] = ord(b'z')` -> b'zbcefg'; `v[1:4] = b'123'` -> b'z123fg';
    // `v[2:3] = b'spam'` -> ValueError: lvalue and rvalue have different structures; `v[2:6] = b'spam'` -> b'z1spam'
    [Test]
    public void Writable_memory_is_assigned_through_the_view_and_never_resized()
    {
        ArrayMemory data = new("abcefg"u8.ToArray());
        MemoryView view = new(data);
        view.SetValue((int)'z', 0);
        Assert.That(data.Bytes, Is.EqualTo("zbcefg"u8.ToArray()));
        view[1..4].CopyFrom(Bytes("123"u8));
        Assert.That(data.Bytes, Is.EqualTo("z123fg"u8.ToArray()));
        Assert.That(() => view[2..3].CopyFrom(Bytes("spam"u8)), Throws.TypeOf<ViewException>().With.Message.Contains("different structures"));
        view[2..6].CopyFrom(Bytes("spam"u8));
        Assert.That(data.Bytes, Is.EqualTo("z1spam"u8.ToArray()));
    }

    // memoryview(b'abc')[0] = 1 -> TypeError: cannot modify read-only memory
    [Test]
    public void Read_only_memory_is_not_assigned()
    {
        MemoryView view = Bytes("abc"u8);
        Assert.That(view.IsReadOnly);
        Assert.That(() => view.SetValue(1, 0), Throws.InvalidOperationException.With.Message.Contains("cannot modify read-only memory"));
        Assert.That(() => view.Fill(1), Throws.InvalidOperationException);
        Assert.That(() => view.CopyFrom(view), Throws.InvalidOperationException);
    }

    // hash(memoryview(b'abcefg')) == hash(b'abcefg'); v[2:4], v[::-2] likewise
    // hash(memoryview(bytearray(b'a'))) -> ValueError: cannot hash writable memoryview object
    // hash(memoryview(b'abcd').cast('i')) -> ValueError: memoryview: hashing is restricted to formats 'B', 'b' or 'c'
    [Test]
    public void One_dimensional_read_only_views_of_bytes_hash_as_their_bytes()
    {
        MemoryView view = Bytes("abcefg"u8);
        Assert.That(view[2..4].ContentHash(), Is.EqualTo(Bytes("ce"u8).ContentHash()));
        Assert.That(view.Slice(null, null, -2).ContentHash(), Is.EqualTo(Bytes("geb"u8).ContentHash()));
        Assert.That(view.Cast(Char).ContentHash(), Is.EqualTo(view.ContentHash()));
        Assert.That(view.ContentHash(), Is.Not.EqualTo(Bytes("abcefh"u8).ContentHash()));
        Assert.That(() => ByteArray("a"u8).ContentHash(), Throws.TypeOf<ViewException>().With.Message.Contains("cannot hash writable"));
        Assert.That(() => Bytes("abcd"u8).Cast(ElementType.Int32).ContentHash(), Throws.TypeOf<ViewException>().With.Message.Contains("restricted"));
    }

    // a = array('I', [1,2,3,4,5]); b = array('d', [1.0,2.0,3.0,4.0,5.0]); c = array('b', [5,3,1])
    // memoryview(a) == a == memoryview(b) == b -> True; y[::-2] == c -> True
    [Test]
    public void Views_are_equal_if_shapes_and_values_are_whatever_the_formats()
    {
        MemoryView integers = Array(1u, 2u, 3u, 4u, 5u);
        MemoryView reals = Array(1.0, 2, 3, 4, 5);
        Assert.That(integers.ValueEquals(reals));
        Assert.That(reals.Slice(null, null, -2).ValueEquals(Array(new sbyte[] { 5, 3, 1 })));
        Assert.That(reals.ValueEquals(Array(1.0, 2, 3, 4)), Is.False);
        Assert.That(reals.ValueEquals(Array(1.0, 2, 3, 4, 6)), Is.False);
    }

    // memoryview(b'abc').cast('c') == memoryview(b'abc') -> False
    [Test]
    public void Characters_do_not_equal_numbers() => Assert.That(Bytes("abc"u8).Cast(Char).ValueEquals(Bytes("abc"u8)), Is.False);

    // n = memoryview(struct.pack('d', nan)).cast('d'); n == n -> False
    [Test]
    public void A_view_with_a_NaN_does_not_equal_itself()
    {
        MemoryView view = Array(double.NaN);
        Assert.That(view.ValueEquals(view), Is.False);
    }

    // memoryview(np.zeros((0,3))) == memoryview(np.zeros((0,5))) -> True; (3,0) == (5,0) -> False
    [Test]
    public void Axes_behind_one_of_no_elements_do_not_count()
    {
        MemoryView empty = Bytes([]);
        Assert.That(empty.Reshape(0, 3).ValueEquals(empty.Reshape(0, 5)));
        Assert.That(empty.Reshape(3, 0).ValueEquals(empty.Reshape(5, 0)), Is.False);
        Assert.That(empty.Reshape(0, 3).ValueEquals(empty), Is.False);
    }

    // memoryview(b'abc').tobytes() -> b'abc'. With m the 2 x 3 array of 0 to 5:
    // C order: tobytes('F') -> 0 3 1 4 2 5; tobytes('A') -> 0 1 2 3 4 5.
    // Fortran order, np.arange(6).reshape(2, 3, order='F'): tobytes() -> 0 2 4 1 3 5; tobytes('A') -> 0 1 2 3 4 5; tobytes('F') -> 0 1 2 3 4 5
    [Test]
    public void Tobytes_in_each_order()
    {
        MemoryView view = Bytes([0, 1, 2, 3, 4, 5]).Cast(ElementType.UInt8, 2, 3);
        Assert.That(view.ToBytes(), Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5 }));
        Assert.That(view.ToBytes(ElementOrder.Fortran), Is.EqualTo(new byte[] { 0, 3, 1, 4, 2, 5 }));
        Assert.That(view.ToBytes(ElementOrder.Any), Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5 }));
        MemoryView fortran = new(view.Source, Layout.FortranContiguous(ElementType.UInt8, [2, 3]));
        Assert.That(fortran.ToBytes(), Is.EqualTo(new byte[] { 0, 2, 4, 1, 3, 5 }));
        Assert.That(fortran.ToBytes(ElementOrder.Any), Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5 }));
        Assert.That(fortran.ToBytes(ElementOrder.Fortran), Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5 }));
    }

    // memoryview(b'abc').hex('-') -> 61-62-63; m = memoryview(bytes(range(7))): m.hex('_', 3) -> 00_010203_040506
    // m.hex('_', -3) -> 000102_030405_06; m.hex('_', 0) -> 00010203040506; memoryview(b'abc').hex(':', 100) -> 616263
    [TestCase('_', 3, "00_010203_040506")]
    [TestCase('_', -3, "000102_030405_06")]
    [TestCase('_', 0, "00010203040506")]
    [TestCase('-', 1, "00-01-02-03-04-05-06")]
    [TestCase(':', 100, "00010203040506")]
    [TestCase(':', int.MinValue, "00010203040506")]
    [TestCase(null, 1, "00010203040506")]
    public void Hex_groups_from_the_right_or_for_negative_counts_from_the_left(char? separator, int bytes, string expected)
    {
        MemoryView view = Bytes([0, 1, 2, 3, 4, 5, 6]);
        Assert.That(view.Hex(separator, bytes), Is.EqualTo(expected));
        StringWriter text = new();
        view.WriteHex(text, separator, bytes);
        Assert.That(text.ToString(), Is.EqualTo(expected));
        System.Buffers.ArrayBufferWriter<byte> ascii = new();
        view.WriteHex(ascii, separator, bytes);
        Assert.That(System.Text.Encoding.ASCII.GetString(ascii.WrittenSpan), Is.EqualTo(expected));
    }

    [Test]
    public void Hex_of_nothing_is_nothing_and_a_separator_must_be_ASCII()
    {
        Assert.That(Bytes([]).Hex(':'), Is.Empty);
        Assert.That(() => Bytes([1]).Hex('é'), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    // memoryview(array.array('d', [1.1, 2.2, 3.3])).tolist() -> [1.1, 2.2, 3.3]; memoryview(b'abc').tolist() -> [97, 98, 99]
    [Test]
    public void Tolist()
    {
        Assert.That(Bytes("abc"u8).ToList(), Is.EqualTo(new object[] { (byte)97, (byte)98, (byte)99 }));
        Assert.That(Array(1.1, 2.2, 3.3).ToList(), Is.EqualTo(new object[] { 1.1, 2.2, 3.3 }));
        Assert.That(Bytes([0, 1, 2, 3, 4, 5]).Cast(ElementType.UInt8, 2, 3).ToList(), Is.EqualTo(new object[] { new object[] { (byte)0, (byte)1, (byte)2 }, new object[] { (byte)3, (byte)4, (byte)5 } }));
    }

    // m = memoryview(bytearray(b'abc')); mm = m.toreadonly(); mm.tolist() -> [97, 98, 99]; mm[0] = 42 -> TypeError; m[0] = 43; mm.tolist() -> [43, 98, 99]
    [Test]
    public void Toreadonly_leaves_the_original_writable()
    {
        MemoryView view = ByteArray("abc"u8);
        MemoryView fixedView = view.ToReadOnly();
        Assert.That(() => fixedView.SetValue(42, 0), Throws.InvalidOperationException);
        view.SetValue(43, 0);
        Assert.That(fixedView.GetValue(0), Is.EqualTo((byte)43));
        Assert.That(fixedView[0].IsReadOnly && fixedView.Reshape(1, 3).IsReadOnly && fixedView.As<byte>().IsReadOnly);
    }

    // with memoryview(b'abc') as m: m[0] -> 97; then m[0] -> ValueError: operation forbidden on released memoryview object
    [Test]
    public void Release_and_the_context_manager()
    {
        MemoryView view = Bytes("abc"u8);
        MemoryView other = view[1..];
        using (view)
        {
            Assert.That(view.GetValue(0), Is.EqualTo((byte)97));
        }

        Assert.That(() => view.GetValue(0), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains("operation forbidden on released memoryview object"));
        Assert.That(() => view.Shape, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => view[1..], Throws.TypeOf<ObjectDisposedException>());
        Assert.That(view.Release, Throws.Nothing);
        Assert.That(other.GetValue(0), Is.EqualTo((byte)98), "other views stay");
    }

    // a = array.array('l', [1,2,3]); x = memoryview(a); y = x.cast('B'): (x.format, x.itemsize, len(x), x.nbytes) -> ('l', 8, 3, 24); y: ('B', 1, 24, 24)
    [Test]
    public void Cast_of_longs_to_bytes()
    {
        MemoryView longs = Array(1L, 2, 3);
        MemoryView bytes = longs.Cast(ElementType.UInt8);
        Assert.That((longs.ItemSize, longs.Length, longs.ByteLength), Is.EqualTo((8, 3L, 24L)));
        Assert.That((bytes.Format, bytes.ItemSize, bytes.Length, bytes.ByteLength), Is.EqualTo(("B", 1, 24L, 24L)));
    }

    // b = bytearray(b'zyz'); x = memoryview(b); y = x.cast('c'); y[0] = b'a'; b -> bytearray(b'ayz')
    [Test]
    public void Cast_of_unsigned_bytes_to_char()
    {
        ArrayMemory memory = new("zyz"u8.ToArray());
        MemoryView view = new MemoryView(memory).Cast(Char);
        view.SetValue("a"u8.ToArray(), 0);
        Assert.That(view.Format, Is.EqualTo("c"));
        Assert.That(memory.Bytes, Is.EqualTo("ayz"u8.ToArray()));
        Assert.That(() => view.SetValue(97, 0), Throws.TypeOf<ValueException>());
    }

    // buf = struct.pack('i'*12, *range(12)); y = memoryview(buf).cast('i', shape=[2,2,3])
    // y.tolist() -> [[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]; (len(y), y.nbytes) -> (2, 48); z = y.cast('b'): (len(z), z.nbytes) -> (48, 48)
    [Test]
    public void Cast_of_bytes_to_three_dimensions_of_ints_to_one_of_bytes()
    {
        MemoryView ints = Array([.. Enumerable.Range(0, 12)]).Cast(ElementType.UInt8).Cast(ElementType.Int32, 2, 2, 3);
        object[] expected = [new object[] { new object[] { 0, 1, 2 }, new object[] { 3, 4, 5 } }, new object[] { new object[] { 6, 7, 8 }, new object[] { 9, 10, 11 } }];
        Assert.That(ints.ToList(), Is.EqualTo(expected));
        Assert.That((ints.Length, ints.ByteLength, ints.Format), Is.EqualTo((2L, 48L, "i")));
        MemoryView bytes = ints.Cast(ElementType.Int8);
        Assert.That((bytes.Rank, bytes.Length, bytes.ByteLength), Is.EqualTo((1, 48L, 48L)));
    }

    // buf = struct.pack('L'*6, *range(6)); y = memoryview(buf).cast('L', shape=[2,3]); y.tolist() -> [[0, 1, 2], [3, 4, 5]]; y.nbytes -> 48
    [Test]
    public void Cast_of_unsigned_longs_to_two_dimensions()
    {
        MemoryView view = Array(0ul, 1ul, 2ul, 3ul, 4ul, 5ul).Cast(ElementType.UInt64, 2, 3);
        Assert.That(view.ToList(), Is.EqualTo(new object[] { new object[] { 0ul, 1ul, 2ul }, new object[] { 3ul, 4ul, 5ul } }));
        Assert.That((view.Length, view.ByteLength), Is.EqualTo((2L, 48L)));
    }

    // memoryview(b'abc').cast('i') -> TypeError: length is not a multiple of itemsize
    // memoryview(b'abcd')[::2].cast('H') -> TypeError: casts are restricted to C-contiguous views
    [Test]
    public void Cast_refuses_odd_lengths_and_gaps()
    {
        Assert.That(() => Bytes("abc"u8).Cast(ElementType.Int32), Throws.TypeOf<ViewException>());
        Assert.That(() => Bytes("abcd"u8).Slice(null, null, 2).Cast(ElementType.UInt16), Throws.TypeOf<ViewException>().With.Message.Contains("C-contiguous"));
    }

    // m = memoryview(struct.pack('i', 7)).cast('i', []): tolist() -> 7, ndim 0, shape (), nbytes 4, m[()] -> 7
    [Test]
    public void A_view_of_no_dimensions_is_a_scalar()
    {
        MemoryView view = Array(7).Cast(ElementType.Int32, System.Collections.Immutable.ImmutableArray<long>.Empty);
        Assert.That((view.Rank, view.Count, view.ByteLength), Is.EqualTo((0, 1L, 4L)));
        Assert.That(view.ToList(), Is.EqualTo(7));
        Assert.That(view.GetValue(), Is.EqualTo(7));
        Assert.That(view.GetItem(), Is.EqualTo(7));
        Assert.That(() => view.Length, Throws.TypeOf<ViewException>().With.Message.Contains("0-dim memory has no length"));
        Assert.That(() => view.GetEnumerator(), Throws.TypeOf<ViewException>());
    }

    // m[2**31] of 'i', 1.0 into 'i', 256 and -1 into 'B' -> ValueError or TypeError: invalid value (type) for format
    [Test]
    public void Values_that_do_not_fit_the_format_are_refused_and_nothing_is_written()
    {
        MemoryView ints = Array(5);
        Assert.That(() => ints.SetValue(1L << 31, 0), Throws.TypeOf<ValueException>());
        Assert.That(() => ints.SetValue(1.0, 0), Throws.TypeOf<ValueException>());
        Assert.That(() => ints.SetValue("1", 0), Throws.TypeOf<ValueException>());
        Assert.That(() => Array<byte>(5).SetValue(256, 0), Throws.TypeOf<ValueException>());
        Assert.That(() => Array<byte>(5).SetValue(-1, 0), Throws.TypeOf<ValueException>());
        Assert.That(ints.GetValue(0), Is.EqualTo(5));
    }

    // memoryview(b'abcd').cast('B', [2,2])[0] -> NotImplementedError: multi-dimensional sub-views are not implemented. Here they are.
    [Test]
    public void Multi_dimensional_sub_views_which_memoryview_does_not_implement()
    {
        MemoryView view = Bytes([0, 1, 2, 3, 4, 5]).Cast(ElementType.UInt8, 2, 3);
        Assert.That(view[1].ToBytes(), Is.EqualTo(new byte[] { 3, 4, 5 }));
        Assert.That(view[ViewIndex.All, 1].ToBytes(), Is.EqualTo(new byte[] { 1, 4 }));
        Assert.That(view[1, 2].Rank, Is.Zero);
        Assert.That(view[1, 2].GetItem(), Is.EqualTo((byte)5));
        List<object> rows = [];
        foreach (object row in view)
        {
            rows.Add(((MemoryView)row).ToList());
        }

        Assert.That(rows, Is.EqualTo((object[])view.ToList()));
    }

    // m[1, 2] of a 2 x 3 view -> 5: "multi-dimensional indexing with tuples of exactly ndim integers"
    [Test]
    public void Tuples_of_integers_index_one_element()
    {
        MemoryView view = Bytes([0, 1, 2, 3, 4, 5]).Cast(ElementType.UInt8, 2, 3);
        Assert.That(view.GetValue(1, 2), Is.EqualTo((byte)5));
        Assert.That(view.GetValue(-1, -3), Is.EqualTo((byte)3));
        Assert.That(() => view.GetValue(1), Throws.TypeOf<ViewException>());
        Assert.That(() => view.GetValue(1, 3), Throws.TypeOf<ViewException>());
    }

    // list(memoryview(b'abc')) -> [97, 98, 99]
    [Test]
    public void Iteration_gives_the_values_of_one_dimension()
    {
        List<object> values = [];
        foreach (object value in Bytes("abc"u8))
        {
            values.Add(value);
        }

        Assert.That(values, Is.EqualTo(new object[] { (byte)97, (byte)98, (byte)99 }));
    }

    // Added in 3.14: "count(value): the number of occurrences"; "index(value, start=0, stop=sys.maxsize): the index of the first
    // occurrence; raises ValueError if it is not there". Examples: [1, 0, 2, 0, 3].index(0, 2) -> 3; .index(0, -4, -1) -> 1; .index(0, 4) -> ValueError
    [Test]
    public void Count_and_index()
    {
        MemoryView view = Array(1, 0, 2, 0, 3);
        Assert.That(view.CountOf(0), Is.EqualTo(2));
        Assert.That(view.CountOf(0.0), Is.EqualTo(2));
        Assert.That(view.CountOf(7), Is.Zero);
        Assert.That(view.IndexOf((object)0), Is.EqualTo(1));
        Assert.That(view.IndexOf(0, 2), Is.EqualTo(3));
        Assert.That(view.IndexOf(0, -4, -1), Is.EqualTo(1));
        Assert.That(view.IndexOf(0, -100, 100), Is.EqualTo(1));
        Assert.That(view.IndexOf(0, 4), Is.EqualTo(-1));
        Assert.That(view.Contains(3.0) && !view.Contains(3.5) && !view.Contains("3"));
        Assert.That(() => view.Reshape(5, 1).IndexOf(0), Throws.TypeOf<ViewException>());
    }

    // x = memoryview(buf).cast('L', [3,4]): (x.c_contiguous, x.f_contiguous, x.contiguous) -> (True, False, True)
    [Test]
    public void Contiguity()
    {
        MemoryView view = Array([.. Enumerable.Range(0, 12).Select(value => (ulong)value)]).Reshape(3, 4);
        Assert.That((view.IsCContiguous, view.IsFContiguous, view.IsContiguous), Is.EqualTo((true, false, true)));
        MemoryView turned = view.Transpose();
        Assert.That((turned.IsCContiguous, turned.IsFContiguous, turned.IsContiguous), Is.EqualTo((false, true, true)));
        MemoryView gaps = view[ViewIndex.All, ViewIndex.Slice(null, null, 2)];
        Assert.That((gaps.IsCContiguous, gaps.IsFContiguous, gaps.IsContiguous), Is.EqualTo((false, false, false)));
        Assert.That((view[0, 0].IsCContiguous, view[0, 0].IsFContiguous), Is.EqualTo((true, true)));
    }

    // m = memoryview(b'abc'); (m.obj, m.itemsize, m.ndim, m.shape, m.strides, m.nbytes, m.readonly, len(m)) -> (b'abc', 1, 1, (3,), (1,), 3, True, 3)
    [Test]
    public void Attributes()
    {
        ArrayMemory memory = new("abc"u8.ToArray(), readOnly: true);
        MemoryView view = new(memory);
        Assert.That(view.Source, Is.SameAs(memory));
        Assert.That((view.ItemSize, view.Rank, view.Shape[0], view.Strides[0], view.ByteLength, view.IsReadOnly, view.Length), Is.EqualTo((1, 1, 3L, 1L, 3L, true, 3L)));
        Assert.That(view.Slice(null, null, 2).ByteLength, Is.EqualTo(2), "nbytes is what the elements take, not what they span");
    }
}
