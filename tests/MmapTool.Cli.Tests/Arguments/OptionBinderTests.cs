using FsCheck;
using FsCheck.Fluent;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Verbs;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Arguments;

public sealed class OptionBinderTests
{
    [Test]
    public void Any_value_arrives_as_it_was_given()
    {
        using OptionBinder binder = new();
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), given =>
        {
            // A NUL is refused before; and an argument can hold no half of a surrogate pair.
            string value = given.Get.Replace('\0', 'x');
            VerbArguments arguments = ArgumentNormalizer.Normalize("extract", ["--output=" + value, "--json"], ExtractOptions.Specs);
            ExtractOptions bound = binder.Bind<ExtractOptions>(arguments);
            return bound.Output == value && bound.Json && !bound.Force;
        }).Hold();
    }

    [TestCase("-1")]
    [TestCase("--force")]
    [TestCase("-o")]
    [TestCase("--")]
    [TestCase("true")]
    [TestCase(" leading")]
    [TestCase("a\nb")]
    [TestCase("a=b")]
    [TestCase(":")]
    public void Values_that_CommandLineParser_mistakes_arrive_too(string value)
    {
        using OptionBinder binder = new();
        ExtractOptions bound = binder.Bind<ExtractOptions>(ArgumentNormalizer.Normalize("extract", ["--as=" + value], ExtractOptions.Specs));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(bound.As, Is.EqualTo(value));
            Assert.That(bound.Force, Is.False);
            Assert.That(bound.Output, Is.Null);
        }
    }

    [Test]
    public void The_same_options_of_two_verbs_are_not_taken_for_each_other()
    {
        using OptionBinder binder = new();
        VerbArguments arguments = ArgumentNormalizer.Normalize("info", ["--json"], CommonOptions.Specs);
        Assert.That(binder.Bind<InfoOptions>(arguments).Json, Is.True);
        Assert.That(binder.Bind<RunOptions>(arguments).Json, Is.True);
        InfoOptions again = binder.Bind<InfoOptions>(arguments);
        Assert.That(binder.Bind<InfoOptions>(arguments), Is.SameAs(again), "bound once");
    }
}
