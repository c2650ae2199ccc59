namespace MmapTool.Notation.Records;

/// <summary>The master boot record (UEFI Specification 2.10, 5.2.1 "Legacy Master Boot Record").</summary>
internal static class MbrRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "mbr.entry",
            "an entry of the partition table, of which there are four: mbr.entry(4)@446",
            "{boot:u1,first_chs:u1(3),type:u1,last_chs:u1(3),lba:<u4,sectors:<u4}"),
        new(
            "mbr.sector",
            "the whole sector: mbr.sector@0",
            "{code:V440,disk_id:<u4,reserved:V2,entries:mbr.entry(4),magic:<u2}"),
    ];
}
