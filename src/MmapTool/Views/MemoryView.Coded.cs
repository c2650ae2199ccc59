using MmapTool.Elements;
using MmapTool.Layouts;

namespace MmapTool.Views;

public partial class MemoryView
{
    /// <summary>
    /// Bits of every integer, seen as unsigned integers: <c>.bits[low:high]</c>. A write through the view keeps the other bits.
    /// </summary>
    /// <param name="low">The lowest bit; 0 is the integer's lowest, whatever its byte order.</param>
    /// <param name="high">One past the highest bit.</param>
    /// <exception cref="Errors.ViewException">The elements are no integers, or have no such bits.</exception>
    public MemoryView Bits(long low, long high) => With(Layout.Bits(low, high));

    /// <summary>
    /// The elements as numbers of the platform, read-only, in the same shape. Of coded elements it is a view of copies that are made window by window as they
    /// are read; of all others it is the view itself. Packed groups get one more axis, of the numbers of a group.
    /// </summary>
    /// <remarks>The copies are those of the memory at the time they are read.</remarks>
    public MemoryView Decoded()
    {
        ElementType type = ElementType;
        return type.IsCoded ? new(new DecodedSource(this), Layout.Contiguous(type.ValueType, type.ValueCount == 1 ? Shape : Shape.Add(type.ValueCount)), readOnly: true) : this;
    }

    /// <summary>The elements as they stand outside of a file: bits as integers, as <see cref="Decoded"/> gives them; all others as the view itself has them.</summary>
    public MemoryView Stored() => ElementType.Kind == ElementKind.Bits ? Decoded() : this;

    /// <summary>The elements as text shows them: what has no text of its own as numbers.</summary>
    internal MemoryView Shown() => ElementType.Kind is ElementKind.Bits or ElementKind.PackedGroup ? Decoded() : this;
}
