using System.Reflection;
using CommandLine;
using MmapTool.Cli.Verbs;

namespace MmapTool.Cli.Tests.Arguments;

/// <summary>The table of options for the first stage and the help, against the attributes for CommandLineParser.</summary>
public sealed class OptionSpecTests
{
    private static IEnumerable<TestCaseData> EveryVerb => VerbList.All.Select(verb => new TestCaseData(verb.Name));

    [TestCaseSource(nameof(EveryVerb))]
    public void Every_option_that_is_bound_is_in_the_table_and_the_other_way_round(string name)
    {
        Verb verb = VerbList.Find(name);
        IEnumerable<string> bound = OptionsClass(verb).GetProperties()
            .Select(property => (property, option: property.GetCustomAttribute<OptionAttribute>()))
            .Where(pair => pair.option is not null)
            .Select(pair => $"{pair.option!.LongName} {pair.option.ShortName} {pair.property.PropertyType != typeof(bool)}");
        IEnumerable<string> table = verb.Options
            .Select(option => $"{option.Name} {(option.Short == '\0' ? "" : option.Short.ToString())} {option.TakesValue}");
        Assert.That(table, Is.EquivalentTo(bound));
    }

    [TestCaseSource(nameof(EveryVerb))]
    public void The_help_tells_every_option(string name)
    {
        string help = Help.Of(VerbList.Find(name));
        foreach (PropertyInfo property in OptionsClass(VerbList.Find(name)).GetProperties())
        {
            if (property.GetCustomAttribute<OptionAttribute>() is { } option)
            {
                Assert.That(help, Does.Match($"--{option.LongName}[ \n]"));
            }
        }
    }

    [TestCaseSource(nameof(EveryVerb))]
    public void Options_are_plain_strings_and_switches(string name)
    {
        foreach (PropertyInfo property in OptionsClass(VerbList.Find(name)).GetProperties())
        {
            if (property.GetCustomAttribute<OptionAttribute>() is not null)
            {
                Assert.That(property.PropertyType, Is.AnyOf(typeof(bool), typeof(string), typeof(IReadOnlyList<string>)), property.Name);
            }
        }
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

    private static Type OptionsClass(Verb verb)
    {
        Type? type = verb.GetType();
        while (type is not null && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Verb<,>)))
        {
            type = type.BaseType;
        }

        return type!.GetGenericArguments()[0];
    }
}
