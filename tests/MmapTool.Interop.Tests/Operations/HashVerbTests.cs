using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>hash through the command, against hashlib, zlib, the coreutils and xxhsum (oracle/digests.py), in both forms: the native one brings its own way to OpenSSL.</summary>
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
public class HashVerbTests(CommandForm form) : CommandFixture(form)
{
    [Test]
    public void Views_have_the_digests_of_their_bytes_whole_and_by_blocks() => Run("views", "1", "60");

    [Test]
    public void Files_have_the_digests_that_other_tools_print() => Run("files");

    private static void Run(string mode, params string[] more)
    {
        using TemporaryFolder folder = new();
        Oracle.Run("digests.py", [mode, .. more, folder.Path]);
    }
}
