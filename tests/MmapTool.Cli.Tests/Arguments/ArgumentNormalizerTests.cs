using MmapTool.Cli.Arguments;

namespace MmapTool.Cli.Tests.Arguments;

public sealed class ArgumentNormalizerTests
{
    private static readonly OptionSpec[] Specs =
    [
        OptionSpec.Switch("json", "a switch"),
        new("to", OptionKind.Shape, "DIMS", "a value"),
        new("output", OptionKind.Path, "OUT", "a value") { Short = 'o' },
    ];

    private static readonly TestCaseData[] Good =
    [
        new(new[] { "f", "v" }, "", "f|v"),
        new(new[] { "f", "--json" }, "json", "f"),
        new(new[] { "--to", "2,3", "f" }, "to=2,3", "f"),
        new(new[] { "--to=2,3", "f" }, "to=2,3", "f"),
        new(new[] { "--to", "-1,3", "f" }, "to=-1,3", "f"),
        new(new[] { "--to=-1,3", "f" }, "to=-1,3", "f"),
        new(new[] { "--to=--json" }, "to=--json", ""),
        new(new[] { "--to=a=b" }, "to=a=b", ""),
        new(new[] { "-o", "x", "f" }, "output=x", "f"),
        new(new[] { "-o=x", "f" }, "output=x", "f"),
        new(new[] { "-o", "-" }, "output=-", ""),
        new(new[] { "--output", "-" }, "output=-", ""),
        new(new[] { "-" }, "", "-"),
        new(new[] { "f", "-1", "-.5", "-3:" }, "", "f|-1|-.5|-3:"),
        new(new[] { "--json", "--", "--to", "-o", "--" }, "json", "--to|-o|--"),
        new(new[] { "f", "" }, "", "f|"),
        new(new[] { "--to", " x\ny" }, "to= x\ny", ""),
    ];

    private static readonly TestCaseData[] Bad =
    [
        new(new[] { "--jsno" }, "did you mean --json"),
        new(new[] { "--js" }, "did you mean --json"),
        new(new[] { "--outptu=x" }, "did you mean --output"),
        new(new[] { "--nothing-like-it" }, "unknown option --nothing-like-it"),
        new(new[] { "-x" }, "unknown option -x"),
        new(new[] { "-ox" }, "write -o x"),
        new(new[] { "--json=false" }, "takes no value"),
        new(new[] { "--json=" }, "takes no value"),
        new(new[] { "--to" }, "needs a value"),
        new(new[] { "--to", "--json" }, "needs a value"),
        new(new[] { "--to", "-o", "x" }, "needs a value"),
        new(new[] { "--to", "--", "x" }, "needs a value"),
        new(new[] { "--to=" }, "needs a value"),
        new(new[] { "--to", "" }, "needs a value"),
        new(new[] { "-o" }, "needs a value"),
        new(new[] { "--json", "--json" }, "given twice"),
        new(new[] { "-o", "a", "--output=b" }, "given twice"),
        new(new[] { "a\0b" }, "NUL"),
    ];

    [TestCaseSource(nameof(Good))]
    public void Options_values_and_operands_are_told_apart(string[] arguments, string options, string operands)
    {
        VerbArguments result = ArgumentNormalizer.Normalize("verb", arguments, Specs);
        string told = string.Join('|', result.Options.Select(option => option.Option.Name + (option.Value is null ? "" : "=" + option.Value)));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(told, Is.EqualTo(options));
            Assert.That(string.Join('|', result.Operands), Is.EqualTo(operands));
        }
    }

    [TestCaseSource(nameof(Bad))]
    public void Arguments_that_are_not_clear_are_refused(string[] arguments, string reason)
    {
        UsageException? refusal = Assert.Throws<UsageException>(() => ArgumentNormalizer.Normalize("verb", arguments, Specs));
        Assert.That(refusal!.Message, Does.Contain(reason));
    }
}
