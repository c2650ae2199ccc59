namespace MmapTool.Text;

/// <summary>How an element of one type is written in one style. Implemented by structs, so that the loop over elements has no call.</summary>
internal interface IElementText
{
    /// <summary>Bytes of room that any element needs beyond its field, or 0 where there is no such bound.</summary>
    int Room { get; }

    /// <summary>Writes one element where there is <see cref="Room"/> for it.</summary>
    /// <param name="element">Its bytes: numbers in this machine's order, records as they lie.</param>
    /// <param name="destination">At least <see cref="Room"/> bytes more than the field, all of which may be written to.</param>
    /// <param name="width">The field that it is right-aligned in, or 0.</param>
    /// <returns>Bytes of the field, or of the text where that is longer.</returns>
    int Write(scoped ReadOnlySpan<byte> element, Span<byte> destination, int width);

    /// <summary>Whether several elements are prepared together faster than one after another.</summary>
    bool Prepares { get; }

    /// <summary>Does the part of the work that is faster for several elements together.</summary>
    /// <param name="elements">At most <see cref="PreparedNumbers.Most"/> elements, packed.</param>
    /// <param name="prepared">Where it is kept.</param>
    void Prepare(scoped ReadOnlySpan<byte> elements, PreparedNumbers prepared);

    /// <summary>Writes one element that is prepared, if this type's are.</summary>
    /// <param name="prepared">The prepared numbers.</param>
    /// <param name="index">Which element it is there.</param>
    /// <param name="element">Its bytes.</param>
    /// <param name="destination">At least <see cref="Room"/> bytes more than the field, all of which may be written to.</param>
    /// <param name="width">The field that it is right-aligned in, or 0.</param>
    /// <returns>Bytes of the field, or of the text where that is longer.</returns>
    int Write(PreparedNumbers prepared, int index, scoped ReadOnlySpan<byte> element, Span<byte> destination, int width);

    /// <summary>Writes one element.</summary>
    /// <param name="element">Its bytes: numbers in this machine's order, records as they lie.</param>
    /// <param name="output">Where the text goes.</param>
    void Write(scoped ReadOnlySpan<byte> element, ref TextBuffer output);

    /// <summary>Takes note of how wide the element is, for those that align what they hold.</summary>
    /// <returns>The width that the whole element is to be aligned to; 0 for elements that are not.</returns>
    int Measure(scoped ReadOnlySpan<byte> element, ref TextBuffer scratch);
}
