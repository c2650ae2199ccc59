namespace MmapTool.Testing;

/// <summary>Tests of the command that hold for each of its forms: <c>[TestFixture(CommandForm.Usual)] [TestFixture(CommandForm.Native)]</c>.</summary>
/// <param name="form">The form these run.</param>
public abstract class CommandFixture(CommandForm form)
{
    /// <summary>The form these run.</summary>
    protected CommandForm Form => form;

    [OneTimeSetUp]
    public void UseForm() => Command.Use(form);

    [OneTimeTearDown]
    public void UseUsualForm() => Command.Use(CommandForm.Usual);
}
