using System.Buffers;
using System.Text.Json;

namespace MmapTool.Cli.Output;

/// <summary>
/// The answers of <c>run</c>, one JSON object a line. The JSON document that a command writes becomes the answer's <c>result</c>.
/// Answers are held back until there are many of them or somebody waits; one that outgrows <see cref="Most"/> is passed on as it comes.
/// </summary>
internal sealed class AnswerStream(Stream output) : WriteOnlyStream
{
    /// <summary>The largest result, in bytes, that can still be taken back when the command fails at its end: 16 MiB.</summary>
    private const int Most = 16 << 20;
    private const int FlushAt = 64 * 1024;
    private static readonly int ExitPlace = "{\"exit\":"u8.Length;

    private readonly ArrayBufferWriter<byte> scratch = new();
    private byte[] buffer = new byte[FlushAt];
    private int used;
    private int answer;
    private bool passing;

    /// <summary>Whether the output has failed, or an answer can't be ended: there is nothing more to say, and nowhere.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether what there is of the answer can still be taken back.</summary>
    public bool CanFail => !IsBroken && !passing;

    /// <summary>Begins an answer.</summary>
    public void Begin()
    {
        if (used >= FlushAt)
        {
            FlushAnswers();
        }

        answer = used;
        passing = false;
        Append("{\"exit\":0,\"result\":"u8);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        int from = used;
        Append(bytes);

        // A line feed inside a JSON document can only be white space, and an answer is one line.
        buffer.AsSpan(from, used - from).Replace((byte)'\n', (byte)' ');
        if (used - answer > Most)
        {
            passing = true;
            FlushAnswers();
            answer = 0;
        }
    }

    /// <summary>Ends the answer of a command that came to a result.</summary>
    public void End(int exit)
    {
        if (passing)
        {
            // The exit status has been written, as 0.
            if (exit != ExitStatus.Done)
            {
                IsBroken = true;
                throw new InvalidOperationException($"an answer of more than {Most} bytes ended with exit status {exit}");
            }
        }
        else
        {
            buffer[answer + ExitPlace] = (byte)('0' + exit);
            while (used > 0 && buffer[used - 1] == (byte)' ')
            {
                used--;
            }

            if (buffer[used - 1] == (byte)':')
            {
                Append("null"u8);
            }
        }

        Append("}\n"u8);
        answer = used;
    }

    /// <summary>Takes back what there is of the answer and makes it an error.</summary>
    public void Fail(Failure failure)
    {
        if (passing)
        {
            IsBroken = true;
            throw new IOException($"an answer of more than {Most} bytes could not be ended: {failure.Message}");
        }

        used = answer;
        scratch.ResetWrittenCount();
        using (Utf8JsonWriter json = JsonAnswer.Writer(scratch))
        {
            json.WriteStartObject();
            json.WriteNumber("exit", failure.Exit);
            json.WriteText("error", failure.Message);
            json.WriteEndObject();
        }

        Append(scratch.WrittenSpan);
        Append("\n"u8);
        answer = used;
    }

    /// <summary>Nothing: a command that flushes does not end the answer.</summary>
    public override void Flush()
    {
    }

    /// <summary>Gives out the answers held back.</summary>
    public void FlushAnswers()
    {
        try
        {
            output.Write(buffer.AsSpan(0, used));
            output.Flush();
            used = 0;
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length - used < bytes.Length)
        {
            Array.Resize(ref buffer, checked(Math.Max(buffer.Length * 2, used + bytes.Length)));
        }

        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }
}
