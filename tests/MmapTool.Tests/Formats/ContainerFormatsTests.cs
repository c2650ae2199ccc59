using MmapTool.Errors;
using MmapTool.Formats;

namespace MmapTool.Tests.Formats;

public sealed class ContainerFormatsTests
{
    [Test]
    public void An_unknown_name_is_answered_with_the_names_there_are() =>
        Assert.That(() => ContainerFormats.Named("hdf5"), Throws.TypeOf<ViewException>().With.Message.EndsWith("npy, nrrd, raw"));

    [Test]
    public void Every_format_is_found_by_its_name()
    {
        Assert.That(ContainerFormats.All.Select(format => ContainerFormats.Named(format.Info.Name)), Is.EqualTo(ContainerFormats.All));
        Assert.That(ContainerFormats.All[^1].Info.Name, Is.EqualTo("raw"));
    }
}
