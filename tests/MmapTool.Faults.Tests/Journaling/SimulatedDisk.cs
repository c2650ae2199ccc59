using MmapTool.Journaling;
using MmapTool.Memory;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>The power went off. No later step happens.</summary>
internal sealed class PowerOffException : Exception;

/// <summary>
/// A disk with one target and the place of its journal. It keeps a log of every step. It can lose its power after each step, and
/// then lists the states that might be left. Writes that were not synced may have happened or not, in any order, sector by sector.
/// </summary>
internal sealed class SimulatedDisk : IJournalPlace
{
    private const int Sector = 512;
    private readonly List<Step> log = [];
    private int syncs;

    public SimulatedDisk(byte[] target, byte[]? journal = null)
    {
        Target = new(this, target);
        Journal = journal is null ? null : new(this, journal);
        InitialTarget = target.ToArray();
        InitialJournal = journal;
    }

    private enum StepKind
    {
        Write,
        Sync,
        Create,
        Delete,
        SyncFolder,
        SetLength,
        Mark,
        Unmark,
    }

    public FileIdentity Identity { get; } = new(1, 2);

    /// <summary>The target's mark.</summary>
    public JournalMark? Mark { get; private set; }

    public SimulatedFile Target { get; }

    public SimulatedFile? Journal { get; private set; }

    public string Path => "target.mmap-journal";

    public bool Exists => Journal is not null;

    /// <summary>Steps taken so far.</summary>
    public int Steps => log.Count;

    /// <summary>Syncs asked for so far, of files and of the folder.</summary>
    public int Syncs => syncs;

    /// <summary>The power goes off before step number this + 1.</summary>
    public int PowerOffAfter { get; init; } = int.MaxValue;

    /// <summary>The sync with this number, counted from 0, does nothing. The tests must notice this mistake.</summary>
    public int BrokenSync { get; init; } = -1;

    /// <summary>Whether files can share blocks.</summary>
    public bool CanClone { get; init; }

    /// <summary>Told the number of each step before it is taken.</summary>
    public Action<int>? OnStep { get; set; }

    private byte[] InitialTarget { get; }

    private JournalMark? InitialMark { get; set; }

    private byte[]? InitialJournal { get; }

    /// <summary>The disk with this mark on its target.</summary>
    public SimulatedDisk Marked(JournalMark? mark)
    {
        (Mark, InitialMark) = (mark, mark);
        return this;
    }

    public IJournalFile Create()
    {
        if (Exists)
        {
            throw new IOException("it exists");
        }

        Take(new(StepKind.Create, null, 0, []));
        Journal = new(this, []);
        return Journal;
    }

    public IJournalFile Open(bool writable) => Journal ?? throw new FileNotFoundException(Path);

    public void Delete()
    {
        Take(new(StepKind.Delete, null, 0, []));
        Journal = null;
    }

    public void SyncFolder() => Take(new(StepKind.SyncFolder, null, 0, []), isSync: true);

    /// <summary>The last writes that were not synced. A power cut may lose any one of them alone.</summary>
    public IEnumerable<int> LastUnsynced => Enumerable.Range(0, log.Count)
        .Where(i => log[i].Kind == StepKind.Write && !log.Skip(i).Any(step => step.Kind == StepKind.Sync && step.File == log[i].File)).TakeLast(8);

    /// <summary>A disk as it may be after a power cut at this instant. Synced writes are there; each other write is kept by chance.</summary>
    /// <param name="random">The chance.</param>
    /// <param name="kept">How likely an unsynced sector is to have reached the disk, from 0 to 1.</param>
    /// <param name="lost">A step that has certainly not reached the disk.</param>
    public SimulatedDisk AfterPowerOff(Random random, double kept, int lost = -1)
    {
        int folderSynced = log.FindLastIndex(step => step.Kind == StepKind.SyncFolder);
        byte[]? journal = InitialJournal;
        SimulatedFile? file = null;

        // Names appear and vanish in order: any number of the changes after the last sync of the folder may have been kept.
        // The mark changes in the same way as names.
        List<int> names = [.. Enumerable.Range(0, log.Count).Where(i => log[i].Kind is StepKind.Create or StepKind.Delete or StepKind.Mark or StepKind.Unmark)];
        int unsynced = names.Count(i => i > folderSynced);
        int lostNames = kept >= 1 ? 0 : kept <= 0 ? unsynced : random.Next(unsynced + 1);
        bool exists = InitialJournal is not null;
        JournalMark? mark = InitialMark;
        foreach (int i in names.Take(names.Count - lostNames))
        {
            exists = log[i].Kind is StepKind.Create || (log[i].Kind != StepKind.Delete && exists);
            mark = log[i].Kind switch { StepKind.Mark => JournalMark.Decode(log[i].Bytes), StepKind.Unmark => null, _ => mark };
        }

        if (exists)
        {
            file = log.LastOrDefault(step => step.File is not null && step.File != Target).File;
            journal = file is null ? InitialJournal ?? [] : Content(file, InitialJournal ?? [], random, kept, lost);
        }

        return new SimulatedDisk(Content(Target, InitialTarget, random, kept, lost), exists ? journal : null) { CanClone = CanClone }.Marked(mark);
    }

    private byte[] Content(SimulatedFile file, byte[] initial, Random random, double kept, int lost)
    {
        int synced = log.FindLastIndex(step => step.Kind == StepKind.Sync && step.File == file);
        byte[] content = initial.ToArray();
        for (int i = 0; i < log.Count; i++)
        {
            Step step = log[i];
            if (step.Kind == StepKind.SetLength && step.File == file && (i < synced || random.NextDouble() < kept))
            {
                Array.Resize(ref content, (int)step.Offset);
            }

            if (step.Kind != StepKind.Write || step.File != file)
            {
                continue;
            }

            for (int start = 0; start < step.Bytes.Length;)
            {
                long offset = step.Offset + start;
                int length = (int)Math.Min(Sector - (offset % Sector), step.Bytes.Length - start);
                if (i < synced || (i != lost && random.NextDouble() < kept))
                {
                    if (content.Length < offset + length)
                    {
                        Array.Resize(ref content, (int)offset + length);
                    }

                    step.Bytes.AsSpan(start, length).CopyTo(content.AsSpan((int)offset));
                }

                start += length;
            }
        }

        return content;
    }

    private void Take(Step step, bool isSync = false)
    {
        if (log.Count >= PowerOffAfter)
        {
            throw new PowerOffException();
        }

        OnStep?.Invoke(log.Count);
        log.Add(isSync && syncs++ == BrokenSync ? step with { Kind = StepKind.Write } : step);
    }

    private readonly record struct Step(StepKind Kind, SimulatedFile? File, long Offset, byte[] Bytes);

    /// <summary>A file on the disk, as the running system sees it.</summary>
    public sealed class SimulatedFile(SimulatedDisk disk, byte[] content) : IJournalFile
    {
        private byte[] content = content.ToArray();

        public ReadOnlySpan<byte> Content => content;

        public string Name => this == disk.Target ? "target" : disk.Path;

        public long Length => content.Length;

        public void ReadAt(long offset, Span<byte> buffer)
        {
            if (disk.log.Count >= disk.PowerOffAfter)
            {
                throw new PowerOffException();
            }

            content.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
        }

        public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
        {
            disk.Take(new(StepKind.Write, this, offset, bytes.ToArray()));
            if (content.Length < offset + bytes.Length)
            {
                Assert.That(this, Is.Not.EqualTo(disk.Target), "the target grew");
                Array.Resize(ref content, (int)offset + bytes.Length);
            }

            bytes.CopyTo(content.AsSpan((int)offset));
        }

        public void SetLength(long length)
        {
            disk.Take(new(StepKind.SetLength, this, length, []));
            Array.Resize(ref content, (int)length);
        }

        // Like a write, this may have reached the disk in part if it was not synced.
        public bool TryClone(long offset, IByteTarget from, long fromOffset, long length)
        {
            Assert.That((offset | fromOffset | length) % FileExtents.Alignment, Is.Zero);
            if (!disk.CanClone)
            {
                return false;
            }

            byte[] bytes = new byte[length];
            from.ReadAt(fromOffset, bytes);
            WriteAt(offset, bytes);
            return true;
        }

        // Sectors of zeros are holes.
        public (long Start, long End) NextHole(long offset)
        {
            int start = (int)offset;
            while (start < content.Length && !IsHole(start))
            {
                start = ((start / Sector) + 1) * Sector;
            }

            int end = start;
            while (end < content.Length && IsHole(end))
            {
                end = ((end / Sector) + 1) * Sector;
            }

            return end > start ? (start, Math.Min(end, content.Length)) : (content.Length, content.Length);

            bool IsHole(int at) => !content.AsSpan(at / Sector * Sector, Math.Min(Sector, content.Length - (at / Sector * Sector))).ContainsAnyExcept((byte)0);
        }

        public byte[]? ReadAttribute(string name) => this == disk.Target ? disk.Mark?.Encode() : null;

        public bool TryWriteAttribute(string name, ReadOnlySpan<byte> value)
        {
            disk.Take(new(StepKind.Mark, null, 0, value.ToArray()));
            disk.Mark = JournalMark.Decode(value);
            return true;
        }

        public void RemoveAttribute(string name)
        {
            if (disk.Mark is not null)
            {
                disk.Take(new(StepKind.Unmark, null, 0, []));
                disk.Mark = null;
            }
        }

        public void Sync() => disk.Take(new(StepKind.Sync, this, 0, []), isSync: true);

        // The sync returns as late as the protocol allows. Writes that are made meanwhile have reached the disk before it returns.
        public Action BeginSync() => Sync;

        public void Dispose()
        {
        }
    }
}
