using System.Collections.Immutable;
using System.Text.Json;
using MmapTool.Cli.Output;
using MmapTool.Memory;

namespace MmapTool.Cli.Tests.Output;

public sealed class JsonAnswerTests
{
    [TestCase(10)]
    [TestCase(10_000)]
    [TestCase(100_000)]
    public void A_reader_that_is_gone_is_told_as_such_however_long_the_document(int count)
    {
        using FailingStream closed = new(new BrokenPipeException());
        ImmutableArray<long> numbers = [.. Enumerable.Range(0, count).Select(number => (long)number)];

        Assert.That(() => JsonAnswer.Document(closed, json => Write(json, numbers)), Throws.TypeOf<BrokenPipeException>());
    }

    private static void Write(Utf8JsonWriter json, ImmutableArray<long> numbers)
    {
        json.WriteStartObject();
        json.WriteNumbers("numbers", numbers);
        json.WriteEndObject();
    }
}
