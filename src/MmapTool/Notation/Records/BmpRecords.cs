namespace MmapTool.Notation.Records;

/// <summary>Windows bitmaps (Microsoft's BITMAPFILEHEADER and BITMAPINFOHEADER).</summary>
internal static class BmpRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "bmp.file",
            "the file header: bmp.file@0; the pixels start at byte offset",
            "{type:S2,size:<u4,reserved1:<u2,reserved2:<u2,offset:<u4}"),
        new(
            "bmp.info",
            "the information header: bmp.info@14",
            "{size:<u4,width:<i4,height:<i4,planes:<u2,bits:<u2,compression:<u4,image_size:<u4,x_per_metre:<i4,y_per_metre:<i4," +
            "colors_used:<u4,colors_important:<u4}"),
    ];
}
