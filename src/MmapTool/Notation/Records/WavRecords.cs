namespace MmapTool.Notation.Records;

/// <summary>RIFF and WAVE (Microsoft's "Multimedia Programming Interface and Data Specifications 1.0").</summary>
internal static class WavRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "wav.riff",
            "what the file starts with: wav.riff@0",
            "{id:S4,size:<u4,form:S4}"),
        new(
            "wav.chunk",
            "the head of a chunk: its id and the bytes that follow",
            "{id:S4,size:<u4}"),
        new(
            "wav.fmt",
            "the format, mostly at byte 20: wav.fmt@20",
            "{format:<u2,channels:<u2,rate:<u4,byte_rate:<u4,block_align:<u2,bits:<u2}"),
        new(
            "wav.header",
            "the 44 bytes before the samples of the simplest files: wav.header@0",
            "{riff:wav.riff,fmt_chunk:wav.chunk,fmt:wav.fmt,data_chunk:wav.chunk}"),
    ];
}
