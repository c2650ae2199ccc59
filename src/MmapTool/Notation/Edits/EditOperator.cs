namespace MmapTool.Notation;

/// <summary>The operation of an edit.</summary>
internal enum EditOperator
{
    /// <summary><c>VIEW = VALUE</c></summary>
    Set,

    /// <summary><c>VIEW : OLD -> NEW</c></summary>
    Verify,

    /// <summary><c>+=</c></summary>
    Add,

    /// <summary><c>-=</c></summary>
    Subtract,

    /// <summary><c>*=</c></summary>
    Multiply,

    /// <summary><c>/=</c></summary>
    Divide,

    /// <summary><c>%=</c></summary>
    Remainder,

    /// <summary><c>&amp;=</c></summary>
    And,

    /// <summary><c>|=</c></summary>
    Or,

    /// <summary><c>^=</c></summary>
    Xor,

    /// <summary><c>&lt;&lt;=</c></summary>
    ShiftLeft,

    /// <summary><c>&gt;&gt;=</c></summary>
    ShiftRight,
}
