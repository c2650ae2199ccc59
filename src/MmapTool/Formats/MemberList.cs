using System.Collections;
using System.Collections.Immutable;

namespace MmapTool.Formats;

/// <summary>Members that are all in memory. Their index of names is made when the first name is asked for.</summary>
#pragma warning disable CA1710 // As IMemberList.
public sealed class MemberList : IMemberList
#pragma warning restore CA1710
{
    private readonly ImmutableArray<Member> members;
    private readonly Lazy<Dictionary<string, Member>> byName;

    /// <summary>Lists members.</summary>
    /// <param name="members">The members, in the file's own order.</param>
    public MemberList(ImmutableArray<Member> members)
    {
        this.members = members;
        byName = new(() =>
        {
            Dictionary<string, Member> index = new(members.Length, StringComparer.Ordinal);
            foreach (Member member in members)
            {
                index.TryAdd(member.Name, member);
            }

            return index;
        });
    }

    /// <inheritdoc/>
    public long Count => members.Length;

    /// <inheritdoc/>
    public Member? Only => members is [var only] ? only : null;

    /// <summary>A list of one member.</summary>
    public static MemberList Of(Member member) => new([member]);

    /// <inheritdoc/>
    public Member? Find(string name) => Only is { } only ? only.Name == name ? only : null : byName.Value.GetValueOrDefault(name);

    /// <inheritdoc/>
    public IEnumerator<Member> GetEnumerator() => ((IEnumerable<Member>)members).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
