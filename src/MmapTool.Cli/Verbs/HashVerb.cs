using System.Globalization;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Formats;
using MmapTool.Operations.Digest;
using MmapTool.Operations.Engine;
using MmapTool.Views;

namespace MmapTool.Cli.Verbs;

/// <summary>The options of <c>hash</c>.</summary>
internal static class HashOptions
{
    private static readonly (string Name, DigestAlgorithm Value)[] Algorithms =
    [
        ("sha256", DigestAlgorithm.Sha256),
        ("sha512", DigestAlgorithm.Sha512),
        ("sha1", DigestAlgorithm.Sha1),
        ("md5", DigestAlgorithm.Md5),
        ("crc32", DigestAlgorithm.Crc32),
        ("crc32c", DigestAlgorithm.Crc32C),
        ("xxh3", DigestAlgorithm.XxHash3),
        ("xxh128", DigestAlgorithm.XxHash128),
    ];

    /// <summary>The name of the algorithm that is taken where none is asked for.</summary>
    public static string DefaultAlgorithm => Algorithms[0].Name;

    public static ChoiceSpec<DigestAlgorithm> Algorithm { get; } =
        new("algorithm", $"{DefaultAlgorithm} (default), {string.Join(", ", Algorithms.Skip(1).Select(static algorithm => algorithm.Name))}", Algorithms) { Value = "NAME" };

    public static OptionSpec Blocks { get; } = new("blocks", OptionKind.Size, "SIZE", "a digest of every SIZE bytes") { Minimum = 1 };

    public static IReadOnlyList<OptionSpec> All { get; } = [Algorithm, Blocks, .. CommonOptions.All];
}

/// <summary>A request of <c>hash</c>, checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="View">The view; empty for the container's own.</param>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="AlgorithmName">The name of the algorithm.</param>
/// <param name="BlockSize">Bytes of a block; 0 for the whole in one.</param>
/// <param name="Settings">The options of every verb.</param>
internal sealed record HashRequest(string Path, string View, DigestAlgorithm Algorithm, string AlgorithmName, long BlockSize, CommonSettings Settings);

/// <summary>Digests of a view's bytes.</summary>
internal sealed class HashVerb : Verb<HashRequest>
{
    // Bytes of zeros that take as long as a user notices.
    private const long LargeHoles = 4L << 30;

    /// <inheritdoc/>
    public override string Name => "hash";

    /// <inheritdoc/>
    public override string Usage => "FILE [VIEW] [--algorithm NAME] [--blocks SIZE]";

    /// <inheritdoc/>
    public override string Summary => "digest of a view's bytes, whole or block by block";

    /// <inheritdoc/>
    public override string Details =>
        "The bytes are those of the view's elements in C order, as extract writes them. Of a raw file the\n" +
        "line is what sha256sum prints, and sha256sum -c reads it; of a container its own view is hashed,\n" +
        $"which is not the whole file (--format {ContainerFormats.PlainBytes.Info.Name} is). --blocks prints for every block its offset in the\n" +
        "view's bytes, in decimal and hexadecimal, and its digest, and computes no digest of the whole;\n" +
        "blocks and CRCs are computed on several threads.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool hash disk.img\n" +
        "mmaptool hash data.npy '[:, 0]' --algorithm crc32 --json\n" +
        "mmaptool hash big.bin --blocks 64Mi --algorithm xxh3";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionSpec> Options => HashOptions.All;

    /// <inheritdoc/>
    public override HashRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        string view = list.Optional() ?? "";
        list.End();
        string name = options.Text(HashOptions.Algorithm) ?? HashOptions.DefaultAlgorithm;
        DigestAlgorithm algorithm = HashOptions.Algorithm.Of(name);
        long blocks = options.Integer(HashOptions.Blocks) ?? 0;
        return new HashRequest(path, view, algorithm, name, blocks, CommonSettings.From(options, insideRun));
    }

    /// <inheritdoc/>
    public override int Execute(HashRequest request, Invocation invocation)
    {
        DataFile file = invocation.Open(request.Path, request.Settings);
        MemoryView view = file.View(request.View, request.Settings.Names).Stored();
        using Progress? progress = Progress.For(invocation.Streams, request.Settings, () => Label(request, file, view), view.Layout.ByteLength, invocation.InsideRun);
        WorkLimits limits = invocation.Limits(request.Settings, progress);
        TextOutput output = new(invocation.Output);
        if (request.BlockSize > 0)
        {
            PrintBlocks(view, request, limits, output);
        }
        else
        {
            string digest = Convert.ToHexStringLower(ViewDigest.Of(view, request.Algorithm, limits));
            output.Line(request.Settings.Json
                ? $"{{{JsonAnswer.Schema},\"algorithm\":\"{request.AlgorithmName}\",\"digest\":\"{digest}\",\"bytes\":{Text(view.ByteLength)}}}"
                : SumLine(digest, request.View.Length == 0 ? request.Path : $"{request.Path}::{request.View}"));
        }

        progress?.Dispose();
        output.Flush();
        return ExitStatus.Done;
    }

    // A bar that stands still at a hole of terabytes says why, and what would not.
    private static string Label(HashRequest request, DataFile file, MemoryView view)
    {
        if (request.Algorithm is DigestAlgorithm.Crc32 or DigestAlgorithm.Crc32C || view.Source != file.Mapping || view.Count == 0)
        {
            return "hash";
        }

        long holes = file.Mapping.MissingSpace(view.Layout.Start, view.Layout.End - view.Layout.Start);
        return holes < LargeHoles ? "hash" : $"hash ({ViewDescription.Bytes(holes)} are holes, whose zeros {request.AlgorithmName} reads too; crc32c passes over them)";
    }

    private static void PrintBlocks(MemoryView view, HashRequest request, WorkLimits limits, TextOutput output)
    {
        bool json = request.Settings.Json;
        if (json)
        {
            output.Write($"{{{JsonAnswer.Schema},\"algorithm\":\"{request.AlgorithmName}\",\"bytes\":{Text(view.ByteLength)},\"blockSize\":{Text(request.BlockSize)},\"blocks\":[");
        }

        ViewDigest.Blocks(
            view,
            request.Algorithm,
            request.BlockSize,
            (offset, length, digest) =>
            {
                string hex = Convert.ToHexStringLower(digest);
                if (json)
                {
                    output.Write($"{(offset > 0 ? "," : "")}{{\"offset\":{Text(offset)},\"bytes\":{Text(length)},\"digest\":\"{hex}\"}}");
                }
                else
                {
                    output.Line(string.Create(CultureInfo.InvariantCulture, $"{offset} 0x{offset:x} {hex}"));
                }
            },
            limits);
        if (json)
        {
            output.Line("]}");
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // As the coreutils print a name that would break the line: escaped, and the line marked with a backslash.
    private static string SumLine(string digest, string name) => name.AsSpan().ContainsAny("\\\n\r")
        ? $"\\{digest}  {name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)}"
        : $"{digest}  {name}";
}
