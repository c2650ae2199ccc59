using System.Buffers;
using System.IO.Pipelines;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Seams;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Export;
using MmapTool.Operations.Recovery;
using MmapTool.Views;

namespace MmapTool.Cli.Tests;

/// <summary>Replaces the library in tests of the command line alone. Opening a file throws the given exception.</summary>
internal sealed partial class FakeLibrary(Exception? failure = null) : ILibrary
{
    public int Opened { get; private set; }

    public DataFile Open(string path, CommonSettings settings, TimeSpan wait, CancellationToken cancellation)
    {
        Opened++;
        throw failure ?? new InvalidOperationException("nothing to open");
    }

    public DataFile OpenInput(Stream input, string name, CommonSettings settings, CancellationToken cancellation) => Open(name, settings, TimeSpan.Zero, cancellation);

    public bool IsWritable(string path) => true;

    public bool IsSameFile(string path, string other) => path == other;

    public void Export(MemoryView view, PipeWriter to, ExportFormat form, ExportStyle style, WorkSettings work) => to.Write("[1]"u8);

    public IEnumerable<Edit> ReadScript(Stream script, ViewNames names) => [];

    public ChangeReport Patch(PatchJob job)
    {
        // The edits are read lazily, as the library does.
        long edits = job.Edits.LongCount();
        return failure is null ? new ChangeReport(edits, 1, 2, [new Change("h[3] = 4", job.Path, 6, 2, "1", "4")], []) : throw failure;
    }

    public RecoverReport Recover(string path, RecoverAction action, TimeSpan wait, long memory, bool dryRun, string? journalFolder, Func<long, IProgress<long>?> progress, CancellationToken cancellation) =>
        throw failure ?? new InvalidOperationException("nothing to recover");

    public ChangeReport RecordLayout(RecordingJob job) => throw failure ?? new InvalidOperationException("nothing to record");
}
