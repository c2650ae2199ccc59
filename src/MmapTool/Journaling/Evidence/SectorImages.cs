using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>Images of sectors by their numbers: the first few in memory, the rest in a temporary file, so that a large chunk is compared in little memory.</summary>
internal sealed class SectorImages : IDisposable
{
    // Bounds the images in memory to 1 MiB.
    private const int MostInMemory = (1 << 20) / SectorDigests.Sector;

    private readonly Dictionary<long, int> places = [];
    private byte[] memory = [];
    private SpillFile? spill;

    /// <summary>The sectors that have an image.</summary>
    public IEnumerable<long> Sectors => places.Keys;

    /// <summary>How many there are.</summary>
    public long Count => places.Count;

    /// <summary>Whether a sector has an image.</summary>
    public bool Contains(long sector) => places.ContainsKey(sector);

    /// <summary>Reads a sector's image.</summary>
    /// <param name="sector">The sector's number.</param>
    /// <param name="image">Takes the image; as long as the one that was written.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryRead(long sector, Span<byte> image)
    {
        if (!places.TryGetValue(sector, out int place))
        {
            return false;
        }

        if (place < MostInMemory)
        {
            memory.AsSpan(place * SectorDigests.Sector, image.Length).CopyTo(image);
        }
        else
        {
            spill!.ReadAt((long)place * SectorDigests.Sector, image);
        }

        return true;
    }

    /// <summary>Writes a sector's image, in the place of an earlier one.</summary>
    public void Write(long sector, ReadOnlySpan<byte> image)
    {
        if (!places.TryGetValue(sector, out int place))
        {
            place = places.Count;
            places.Add(sector, place);
        }

        if (place < MostInMemory)
        {
            if (memory.Length < (place + 1) * SectorDigests.Sector)
            {
                Array.Resize(ref memory, Math.Min(MostInMemory, Math.Max(16, place * 2)) * SectorDigests.Sector);
            }

            image.CopyTo(memory.AsSpan(place * SectorDigests.Sector));
        }
        else
        {
            spill ??= SpillFile.Create(SystemPath.TemporaryFolder);
            spill.WriteAt((long)place * SectorDigests.Sector, image);
        }
    }

    /// <summary>Forgets all images.</summary>
    public void Clear() => places.Clear();

    /// <inheritdoc/>
    public void Dispose() => spill?.Dispose();
}
