using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MmapTool.Cli;

/// <summary>
/// Turns the first SIGINT or SIGTERM into a cancellation, so that temporaries are removed and a change is finished or taken back
/// before the process ends. A second signal ends it at once. Nothing is hooked until somebody asks for <see cref="Token"/>.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly bool hookSignals;
    private readonly Action? endNow;
    private CancellationTokenSource? source;
    private PosixSignalRegistration? interrupt;
    private PosixSignalRegistration? terminate;

    /// <summary>Makes it.</summary>
    /// <param name="hookSignals">False in tests, which call <see cref="Cancel"/>.</param>
    /// <param name="endNow">Ends the process at once, for a second signal; where null, that does what signals do.</param>
    public Interruption(bool hookSignals, Action? endNow = null) => (this.hookSignals, this.endNow) = (hookSignals, endNow);

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token
    {
        get
        {
            if (source is null)
            {
                source = new CancellationTokenSource();
                if (hookSignals)
                {
                    Hook();
                }
            }

            return source.Token;
        }
    }

    /// <summary>As a first signal does.</summary>
    public void Cancel()
    {
        _ = Token;
        source!.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        interrupt?.Dispose();
        terminate?.Dispose();
        source?.Dispose();
    }

    private void Hook()
    {
        try
        {
            // The class starts its thread first: a registration that can't be made would end the process when it is finalized.
            RuntimeHelpers.RunClassConstructor(typeof(PosixSignalRegistration).TypeHandle);
            interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
            terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        }
        catch (Exception error) when (error is IOException or OutOfMemoryException or TypeInitializationException)
        {
            // They need a thread, and the system gives none: a signal then ends the process, and a change under way leaves its journal.
        }
    }

    private void Handle(PosixSignalContext context)
    {
        if (!source!.IsCancellationRequested)
        {
            context.Cancel = true;
            source.Cancel();
        }
        else
        {
            endNow?.Invoke();
        }
    }
}
