namespace MmapTool.Notation.Records;

/// <summary>ZIP (PKWARE's APPNOTE 6.3, 4.3).</summary>
internal static class ZipRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "zip.local",
            "the local header before a file: zip.local@0 is the first",
            "{signature:S4,version:<u2,flags:<u2,method:<u2,time:<u2,date:<u2,crc32:<u4,compressed:<u4,size:<u4,name_length:<u2," +
            "extra_length:<u2}"),
        new(
            "zip.central",
            "an entry of the central directory",
            "{signature:S4,version_made:<u2,version:<u2,flags:<u2,method:<u2,time:<u2,date:<u2,crc32:<u4,compressed:<u4,size:<u4," +
            "name_length:<u2,extra_length:<u2,comment_length:<u2,disk:<u2,internal:<u2,external:<u4,local_offset:<u4}"),
        new(
            "zip.eocd",
            "the end of the central directory; without a comment: zip.eocd@-22",
            "{signature:S4,disk:<u2,central_disk:<u2,entries_here:<u2,entries:<u2,central_size:<u4,central_offset:<u4," +
            "comment_length:<u2}"),
    ];
}
