using System.Collections.Frozen;

namespace MmapTool.Notation.Records;

/// <summary>The records that are built in.</summary>
internal static class BuiltInRecords
{
    private static readonly FrozenDictionary<string, BuiltInRecord> ByName = All.ToFrozenDictionary(record => record.Name, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Families = All.Select(record => record.Name[..record.Name.IndexOf('.', StringComparison.Ordinal)]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>All of them, family by family.</summary>
    public static IEnumerable<BuiltInRecord> All =>
    [
        .. MbrRecords.All, .. GptRecords.All, .. ExtRecords.All, .. SquashFsRecords.All, .. ElfRecords.All, .. PeRecords.All, .. ZipRecords.All, .. GzipRecords.All,
        .. TarRecords.All, .. WavRecords.All, .. BmpRecords.All, .. PngRecords.All, .. PcapRecords.All, .. SegyRecords.All,
    ];

    /// <summary>Their names, in the same order.</summary>
    public static IEnumerable<string> Names => All.Select(record => record.Name);

    /// <summary>The record of a name; <see langword="null"/> where there is none.</summary>
    public static BuiltInRecord? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Whether names begin with this word and a dot.</summary>
    internal static bool IsFamily(string word) => Families.Contains(word);
}
