using System.IO.Pipes;
using MmapTool.Cli.Output;

namespace MmapTool.Cli.Tests.Verbs;

/// <summary>The client of a <c>run</c>: sends each command only when the one before it has been answered.</summary>
internal sealed class ConversationStream : WriteOnlyStream
{
    private readonly AnonymousPipeServerStream pipe = new(PipeDirection.Out);
    private readonly Queue<byte[]> waiting;

    public ConversationStream(params byte[][] commands)
    {
        waiting = new Queue<byte[]>(commands);
        Commands = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        SendNext();
    }

    public Stream Commands { get; }

    public int Answers { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (int lines = buffer.Count((byte)'\n'); lines > 0; lines--)
        {
            Answers++;
            SendNext();
        }
    }

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        pipe.Dispose();
        Commands.Dispose();
        base.Dispose(disposing);
    }

    private void SendNext()
    {
        if (waiting.TryDequeue(out byte[]? command))
        {
            pipe.Write(command);
        }
        else
        {
            pipe.Dispose();
        }
    }
}
