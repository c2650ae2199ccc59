namespace MmapTool.Cli.Arguments;

/// <summary>The kind of an option's value: it says how the value is read, and later how a shell completes it.</summary>
internal enum OptionKind
{
    /// <summary>No value: the option is there or not.</summary>
    Switch,

    /// <summary>An integer, such as 3 or 0x10.</summary>
    Count,

    /// <summary>A number of bytes, such as 64Mi.</summary>
    Size,

    /// <summary>A number of seconds.</summary>
    Duration,

    /// <summary>One of a few names.</summary>
    Choice,

    /// <summary>The name of a container format.</summary>
    Container,

    /// <summary>A file.</summary>
    Path,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A view expression.</summary>
    View,

    /// <summary>An element type, with or without a shape.</summary>
    ElementType,

    /// <summary>A name and its meaning, such as <c>n=u2</c>.</summary>
    Definition,

    /// <summary>A shape, such as <c>2,3</c>.</summary>
    Shape,
}
