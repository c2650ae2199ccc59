namespace MmapTool.Notation.Records;

/// <summary>libpcap's files, little-endian (draft-ietf-opsawg-pcap, 4 and 5).</summary>
internal static class PcapRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "pcap.header",
            "the file header: pcap.header@0",
            "{magic:<u4,major:<u2,minor:<u2,zone:<i4,accuracy:<u4,snaplen:<u4,network:<u4}"),
        new(
            "pcap.packet",
            "the head of a packet: pcap.packet@24 is the first",
            "{seconds:<u4,fraction:<u4,captured:<u4,length:<u4}"),
    ];
}
