namespace MmapTool.Notation.Records;

/// <summary>The Portable Executable format (Microsoft's "PE Format", COFF File Header and Section Table), and the DOS header before it.</summary>
internal static class PeRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "pe.dos",
            "the DOS header: pe.dos@0; the signature \"PE\" stands at byte lfanew",
            "{magic:S2,cblp:<u2,cp:<u2,crlc:<u2,cparhdr:<u2,minalloc:<u2,maxalloc:<u2,ss:<u2,sp:<u2,csum:<u2,ip:<u2,cs:<u2," +
            "lfarlc:<u2,ovno:<u2,res:<u2(4),oemid:<u2,oeminfo:<u2,res2:<u2(10),lfanew:<u4}"),
        new(
            "pe.coff",
            "the COFF header, 4 bytes behind that signature",
            "{machine:<u2,sections:<u2,timestamp:<u4,symbols_offset:<u4,symbols:<u4,optional_size:<u2,characteristics:<u2}"),
        new(
            "pe.section",
            "a section header; they follow the optional header",
            "{name:S8,virtual_size:<u4,virtual_address:<u4,raw_size:<u4,raw_offset:<u4,relocations_offset:<u4,lines_offset:<u4," +
            "relocations:<u2,lines:<u2,characteristics:<u4}"),
    ];
}
