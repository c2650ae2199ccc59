namespace MmapTool.Notation.Records;

/// <summary>tar (POSIX.1-2017, pax, "ustar Interchange Format"). Numbers are octal text.</summary>
internal static class TarRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "tar.header",
            "the block before a file: tar.header@0 is the first",
            "{name:S100,mode:S8,uid:S8,gid:S8,size:S12,mtime:S12,checksum:S8,type:S1,linkname:S100,magic:S6,version:S2,uname:S32," +
            "gname:S32,devmajor:S8,devminor:S8,prefix:S155,pad:V12}"),
    ];
}
