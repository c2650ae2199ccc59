using System.Text.RegularExpressions;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Verbs;
using MmapTool.Operations.Engine;

namespace MmapTool.Cli.Tests.Arguments;

/// <summary>An option is spelled in one place, and the help, the checks and the errors come from there.</summary>
public sealed partial class OptionSpecTests
{
    private static IEnumerable<TestCaseData> EveryVerb => VerbList.All.Select(verb => new TestCaseData(verb.Name));

    private static IEnumerable<TestCaseData> EveryOption => VerbList.All.SelectMany(verb => verb.Options.Select(option => new TestCaseData(verb.Name, option.Name)));

    [TestCaseSource(nameof(EveryVerb))]
    public void The_help_tells_every_option(string name)
    {
        string help = Help.Of(VerbList.Find(name));
        foreach (OptionSpec option in VerbList.Find(name).Options)
        {
            Assert.That(help, Does.Match($"--{option.Name}[ \n]"));
        }
    }

    [TestCaseSource(nameof(EveryVerb))]
    public void No_verb_has_two_options_of_one_name(string name)
    {
        IReadOnlyList<OptionSpec> options = VerbList.Find(name).Options;
        Assert.That(options.Select(option => option.Name), Is.Unique);
        Assert.That(options.Where(option => option.Short != '\0').Select(option => option.Short), Is.Unique);
    }

    [TestCaseSource(nameof(EveryOption))]
    public void A_value_that_its_kind_does_not_allow_is_refused_by_the_name_of_the_option(string verb, string name)
    {
        OptionSpec option = VerbList.Find(verb).Options.Single(one => one.Name == name);
        GivenOptions given = new([(name, "no such value")]);
        switch (option.Kind)
        {
            case OptionKind.Count or OptionKind.Size:
                Assert.That(() => given.Integer(option), Throws.TypeOf<UsageException>().With.Message.StartsWith($"--{name} takes an integer"));
                if (option.Maximum < long.MaxValue)
                {
                    Assert.That(() => new GivenOptions([(name, $"{option.Maximum + 1}")]).Integer(option), Throws.TypeOf<UsageException>().With.Message.Contains($"{option.Maximum}"));
                }

                Assert.That(() => new GivenOptions([(name, $"{option.Minimum - 1}")]).Integer(option), Throws.TypeOf<UsageException>());
                Assert.That(new GivenOptions([(name, $"{option.Minimum}")]).Integer(option), Is.EqualTo(option.Minimum));
                break;
            case OptionKind.Duration:
                Assert.That(() => given.Duration(option), Throws.TypeOf<UsageException>().With.Message.StartsWith($"--{name} takes a number of seconds"));
                break;
            case OptionKind.Choice:
                Assert.That(option.Choices, Is.Not.Empty.And.Unique);
                Assert.That(option.NoneOf("x").Message, Does.StartWith($"--{name} takes one of {option.Choices[0]}"));
                break;
            case OptionKind.Switch:
                Assert.That(option.Value, Is.Null);
                break;
            default:
                Assert.That(option.Value, Is.Not.Null.And.EqualTo(option.Value!.ToUpperInvariant()));
                break;
        }
    }

    // Found in the command itself: a choice that is refused is named with those that there are.
    [TestCaseSource(nameof(EveryOption))]
    public void A_choice_that_is_none_is_answered_with_all_that_there_are(string verb, string name)
    {
        OptionSpec option = VerbList.Find(verb).Options.Single(one => one.Name == name);
        if (option.Kind != OptionKind.Choice)
        {
            return;
        }

        string[] words = verb switch
        {
            "find" => [verb, "no/such/file", "7"],
            "patch" => [verb, "no/such/file", "h[0]=1"],
            "extract" => [verb, "no/such/file", "-o", "no/such/output"],
            "cast" => [verb, "no/such/file", "--to", "u1"],
            "reshape" => [verb, "no/such/file", "--to", "2"],
            "convert" => [verb, "no/such/file", "--to", "u1", "-o", "no/such/output"],
            _ => [verb, "no/such/file"],
        };
        Answer answer = CommandRunner.Run([.. words, $"--{name}=nonsense"]);
        Assert.That(answer, Is.EqualTo(new Answer(ExitStatus.Usage, "", $"mmaptool: {option.NoneOf("nonsense").Message}\n")));
    }

    [Test]
    public void Every_choice_means_a_value()
    {
        Assert.That(CommonOptions.Io.Choices.Select(CommonOptions.Io.Of), Is.EqualTo(Enum.GetValues<WindowSource>()));
        Assert.That(CommonOptions.Color.Choices.Select(CommonOptions.Color.Of), Is.EqualTo(Enum.GetValues<Choice>()));
        Assert.That(CastingOption.Spec.Choices.Select(CastingOption.Spec.Of), Is.EquivalentTo(Enum.GetValues<MmapTool.Values.CastValues>()));
        Assert.That(HashOptions.Algorithm.Choices.Select(HashOptions.Algorithm.Of), Is.EquivalentTo(Enum.GetValues<MmapTool.Operations.Digest.DigestAlgorithm>()));
    }

    [TestCaseSource(nameof(EveryVerb))]
    public void The_help_fits_a_screen(string name)
    {
        string[] lines = Help.Of(VerbList.Find(name)).Split('\n');
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines, Has.Length.LessThanOrEqualTo(45));
            Assert.That(lines.Max(line => line.Length), Is.LessThanOrEqualTo(100));
        }
    }

    /// <summary>Messages name options in the middle of sentences. An option that is renamed must not live on there.</summary>
    [Test]
    public void Every_option_that_a_message_of_the_command_names_is_there()
    {
        HashSet<string> known = [.. VerbList.All.SelectMany(verb => verb.Options).Select(option => option.Name), "help", "version"];
        List<string> unknown = [];
        foreach (string path in Sources())
        {
            foreach (Match literal in Literal().Matches(File.ReadAllText(path)))
            {
                unknown.AddRange(Named().Matches(literal.Value).Select(match => match.Groups[1].Value).Where(name => !known.Contains(name)).Select(name => $"{Path.GetFileName(path)}: --{name}"));
            }
        }

        // The one option that CommandLineParser is given, which no user writes.
        Assert.That(unknown.Except(["OptionBinder.cs: --set"]), Is.Empty);
    }

    [Test]
    public void No_option_is_spelled_twice()
    {
        (string Name, string File)[] declared = [.. Sources().SelectMany(path => Declared().Matches(File.ReadAllText(path)).Select(match => (match.Groups[1].Value, Path.GetFileName(path))))];
        string[] names = [.. VerbList.All.SelectMany(verb => verb.Options).Select(option => option.Name).Distinct()];
        Assert.That(declared.Select(one => one.Name).Distinct(), Is.EquivalentTo(names));

        // The type of a cast, the shape of a reshape and the type of a conversion are three options of one name.
        Assert.That(declared.Where(one => one.Name != "to").Select(one => one.Name), Is.Unique);

        // No word of the command line is compared with an option's name but by its specification.
        string[] words = [.. Sources().SelectMany(path => Literal().Matches(File.ReadAllText(path)).Select(match => match.Value)).Where(literal => names.Any(name => literal == $"\"--{name}\""))];
        Assert.That(words, Is.Empty);
    }

    private static IEnumerable<string> Sources()
    {
        string folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "src/MmapTool.Cli")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Directory.EnumerateFiles(Path.Combine(folder, "src/MmapTool.Cli"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
    }

    [GeneratedRegex("\"(?:[^\"\\\\\n]|\\\\.)*\"")]
    private static partial Regex Literal();

    [GeneratedRegex("(?:OptionSpec|ChoiceSpec<\\w+>) \\w+ (?:\\{ get; \\} =|=>)\\s*(?:new|OptionSpec.Switch|OptionSpec.OneOf|Chosen)\\(\\s*\"([a-z-]+)\"")]
    private static partial Regex Declared();

    [GeneratedRegex("--([a-z][a-z-]*)")]
    private static partial Regex Named();
}
