using System.Globalization;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.PowerCuts;

/// <summary>
/// Writes that a system does on its own before the power goes: some of the pages that were not synced, and some of the names and lengths.
/// </summary>
internal static class DirtyPages
{
    private const int Page = 4096;

    /// <summary>Writes nothing, some random ranges of the folder's files, all the file system's metadata so far, or everything.</summary>
    /// <param name="random">Where from.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="other">A file of the same file system that has nothing to do with the change: to sync it writes the metadata.</param>
    public static void WriteSome(Random random, string folder, string other)
    {
        int way = random.Next(5);
        if (way is 2 && random.Next(2) == 0)
        {
            WriteMetadata(random, other);
        }

        if (way is 1 or 2 or 3)
        {
            string[] files = Directory.GetFiles(folder);
            random.Shuffle(files);
            foreach (string file in files)
            {
                long pages = (new FileInfo(file).Length / Page) + 1;
                List<string> commands = [];
                for (int count = random.Next(16); count > 0; count--)
                {
                    long first = random.NextInt64(pages);
                    long length = 1 + random.NextInt64(Math.Min(pages - first, 1 + random.NextInt64(pages)));
                    commands.AddRange(["-c", string.Create(CultureInfo.InvariantCulture, $"sync_range -bwa {first * Page} {length * Page}")]);
                }

                if (commands.Count > 0)
                {
                    Assert.That(TemporaryMount.Run("xfs_io", [.. commands, file]), Is.Null);
                }
            }
        }

        if (way is 3)
        {
            WriteMetadata(random, other);
        }
        else if (way is 4)
        {
            Assert.That(TemporaryMount.Run("sync", "-f", folder), Is.Null);
        }
    }

    private static void WriteMetadata(Random random, string other)
    {
        using FileStream stream = new(other, FileMode.OpenOrCreate);
        stream.SetLength(random.Next(1, 100));
        stream.Flush(flushToDisk: true);
    }
}
