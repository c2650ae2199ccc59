namespace MmapTool.Testing;

/// <summary>The forms of the command that the tests run.</summary>
public enum CommandForm
{
    /// <summary>As built beside the tests, or the one that <c>MMAPTOOL_EXE</c> names.</summary>
    Usual,

    /// <summary>Published as native code by <see cref="NativeBuild"/>.</summary>
    Native,

    /// <summary>The native one where it can be made here, else the usual one: for tests that hold for any form, and start it many times.</summary>
    Quickest,
}
