namespace MmapTool.Notation.Records;

/// <summary>PNG (W3C Recommendation, Portable Network Graphics, chapters 5 and 11).</summary>
internal static class PngRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "png.chunk",
            "the head of a chunk: png.chunk@8 is the first",
            "{length:>u4,type:S4}"),
        new(
            "png.ihdr",
            "the image header: png.ihdr@16",
            "{width:>u4,height:>u4,depth:u1,color:u1,compression:u1,filter:u1,interlace:u1}"),
    ];
}
