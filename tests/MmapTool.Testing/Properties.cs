using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace MmapTool.Testing;

/// <summary>FsCheck with a seed that is printed. MMAPTOOL_SEED sets the seed, to repeat a run.</summary>
public static class Properties
{
    // The number that FsCheck adds to the seed from one number to the next; any odd number serves.
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>The usual number of inputs, with a seed of this run.</summary>
    public static Config Usual => Config.QuickThrowOnFailure.WithReplay(
        FSharpOption<Replay>.Some(new Replay(new Rnd((ulong)(uint)Seeds.Next("FsCheck"), Gamma), FSharpOption<int>.None)));

    /// <summary>Tries a property, and fails where it does not hold.</summary>
    public static void Hold(this Property property) => property.Check(Usual);
}

/// <summary>FsCheck's attribute with such a seed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SeededPropertyAttribute : FsCheck.NUnit.PropertyAttribute
{
    /// <summary>The seed is that of MMAPTOOL_SEED, if it is set. Else FsCheck prints its seed when the property fails.</summary>
    public SeededPropertyAttribute()
    {
        if (Seeds.Asked is { } seed)
        {
            Replay = $"{(uint)seed},{0x9E3779B97F4A7C15}";
        }
    }
}
