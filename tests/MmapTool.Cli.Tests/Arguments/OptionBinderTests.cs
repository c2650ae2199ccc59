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
            VerbArguments arguments = ArgumentNormalizer.Normalize("extract", ["--output=" + value, "--json"], ExtractOptions.All);
            GivenOptions bound = binder.Bind(arguments);
            return bound.Text(OutputOptions.Output) == value && bound.Has(CommonOptions.Json) && !bound.Has(OutputOptions.Force);
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
        GivenOptions bound = binder.Bind(ArgumentNormalizer.Normalize("extract", ["--as=" + value], ExtractOptions.All));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(bound.Text(ExtractOptions.As), Is.EqualTo(value));
            Assert.That(bound.Has(OutputOptions.Force), Is.False);
            Assert.That(bound.Text(OutputOptions.Output), Is.Null);
        }
    }

    [Test]
    public void Options_come_in_any_order_and_number_and_are_bound_once()
    {
        using OptionBinder binder = new();
        VerbArguments arguments = ArgumentNormalizer.Normalize("extract", ["--let", "n=u2", "-f", "-o", "out", "--json", "--let=m=n", "--threads", "3"], ExtractOptions.All);
        GivenOptions bound = binder.Bind(arguments);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(bound.All(LetOption.Spec), Is.EqualTo(["n=u2", "m=n"]));
            Assert.That(bound.Text(OutputOptions.Output), Is.EqualTo("out"));
            Assert.That(bound.Integer(CommonOptions.Threads), Is.EqualTo(3));
            Assert.That(bound.Has(CommonOptions.Json) && bound.Has(OutputOptions.Force), Is.True);
            Assert.That(bound.Has(CommonOptions.Quiet), Is.False);
            Assert.That(binder.Bind(arguments), Is.SameAs(bound), "bound once");
        }
    }
}
