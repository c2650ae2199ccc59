namespace MmapTool.Notation.Records;

/// <summary>gzip (RFC 1952, 2.3).</summary>
internal static class GzipRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "gzip.header",
            "what a file starts with: gzip.header@0",
            "{id:u1(2),method:u1,flags:u1,mtime:<u4,extra_flags:u1,os:u1}"),
        new(
            "gzip.trailer",
            "what a file ends with: gzip.trailer@-8",
            "{crc32:<u4,size:<u4}"),
    ];
}
