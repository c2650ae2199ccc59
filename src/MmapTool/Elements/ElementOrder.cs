namespace MmapTool.Elements;

/// <summary>The order in which elements are copied out: the <c>order</c> of memoryview's tobytes.</summary>
public enum ElementOrder
{
    /// <summary><c>C</c>: the last axis fastest.</summary>
    C,

    /// <summary><c>F</c>: the first axis fastest.</summary>
    Fortran,

    /// <summary><c>A</c>: Fortran order where the view is packed in it (and not in C order too), else C order.</summary>
    Any,
}
