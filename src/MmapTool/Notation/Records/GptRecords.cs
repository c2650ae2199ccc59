namespace MmapTool.Notation.Records;

/// <summary>The GUID partition table (UEFI Specification 2.10, 5.3 "GUID Partition Table Format"). The first three fields of a GUID are little-endian.</summary>
internal static class GptRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "gpt.header",
            "the header, in the second sector: gpt.header@512",
            "{signature:S8,revision:<u4,header_size:<u4,header_crc32:<u4,reserved:<u4,my_lba:<u8,alternate_lba:<u8,first_usable_lba:<u8," +
            "last_usable_lba:<u8,disk_guid:V16,entries_lba:<u8,entry_count:<u4,entry_size:<u4,entries_crc32:<u4}"),
        new(
            "gpt.entry",
            "a partition; mostly from the third sector on: gpt.entry(128)@1024",
            "{type_guid:V16,guid:V16,first_lba:<u8,last_lba:<u8,attributes:<u8,name:<u2(36)}"),
    ];
}
