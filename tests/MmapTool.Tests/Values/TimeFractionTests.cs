using System.Runtime.InteropServices;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Testing;
using MmapTool.Values;

namespace MmapTool.Tests.Values;

/// <summary>An edit of times brings the result into the type, and not the factor or the length. This is the rule of integers, except that NaT stays NaT.</summary>
public sealed class TimeFractionTests
{
    private static readonly long[] Counts = [0, 1, -1, 7, -9, 100, 101, 3_000_000_001, -4_611_686_018_427_387_905, long.MaxValue, -long.MaxValue];

    [Test]
    public void Times_and_integers_have_one_arithmetic(
        [Values("m8[s] *=", "m8[s] +=", "m8[s] -=", "M8[D] +=", "M8[D] -=")] string operation,
        [Values("0.5", "-0.5", "1.5", "0.1", "1e-3", "3", "1e19", "-9223372036854775808", "@FLOATS::f8")] string right,
        [Values] CastValues mode)
    {
        if (right.StartsWith('@') && !operation.Contains('*', StringComparison.Ordinal))
        {
            // Floats from a view are factors only.
            return;
        }

        using TemporaryFolder folder = new();
        string floats = folder.Write("floats", MemoryMarshal.AsBytes<double>([.. Counts.Select((_, index) => (index - 4) / 4.0)]));
        string text = right.Replace("@FLOATS", $"@\"{floats}\"", StringComparison.Ordinal);
        for (int index = 0; index < Counts.Length; index++)
        {
            string value = text.StartsWith('@') ? $"{text}[{index}:+1]" : text;
            string integers = folder.Write("integers", MemoryMarshal.AsBytes<long>([Counts[index], 5]));
            string times = folder.Write("times", MemoryMarshal.AsBytes<long>([Counts[index], long.MinValue]));
            long? expected = Result(integers, $"i8{operation[operation.IndexOf(' ', StringComparison.Ordinal)..]} {value}", mode);
            long? found = Result(times, $"{operation} {value}", mode);
            if (expected == long.MinValue)
            {
                // This count is NaT. The least count of a time is the next one.
                expected = CastModes.Saturates(mode) ? -long.MaxValue : null;
            }

            Assert.That(found, Is.EqualTo(expected), $"{Counts[index]}: {operation} {value}");
            Assert.That(MemoryMarshal.Read<long>(File.ReadAllBytes(times).AsSpan(8)), Is.EqualTo(long.MinValue), "NaT");
        }
    }

    [Test]
    public void Lengths_of_another_unit_are_added_before_they_are_rounded(
        [Values("M8[D]", "m8[D]")] string type, [Values("+=", "-=")] string operation, [Values(CastValues.Exact, CastValues.Truncate, CastValues.Round, CastValues.Saturate)] CastValues mode)
    {
        using TemporaryFolder folder = new();
        for (long days = -3; days <= 3; days++)
        {
            for (long hours = -60; hours <= 60; hours += 6)
            {
                string file = folder.Write("file", MemoryMarshal.AsBytes<long>([days, 5]));
                string other = folder.Write("hours", MemoryMarshal.AsBytes<long>([hours]));
                decimal exact = days + ((operation == "+=" ? hours : -hours) / 24m);
                long? expected = mode == CastValues.Round ? (long)Math.Round(exact, MidpointRounding.ToEven) : mode == CastValues.Exact && exact != Math.Floor(exact) ? null : (long)Math.Floor(exact);
                Assert.That(Result(file, $"{type} {operation} @\"{other}\"::m8[h]", mode), Is.EqualTo(expected), $"{days} days {operation} {hours} hours");
            }
        }
    }

    // The first element after the edit of it; null where it is refused, and the file unchanged.
    private static long? Result(string path, string edit, CastValues mode)
    {
        byte[] before = File.ReadAllBytes(path);
        string first = edit.Insert(edit.IndexOf(' ', StringComparison.Ordinal), "[:1]");
        try
        {
            PatchOperation.Apply(path, [Edit.Parse(first)], mode, settings: new ChangeSettings { Sync = false, Journal = false });
        }
        catch (ValueException)
        {
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
            return null;
        }

        return MemoryMarshal.Read<long>(File.ReadAllBytes(path));
    }
}
