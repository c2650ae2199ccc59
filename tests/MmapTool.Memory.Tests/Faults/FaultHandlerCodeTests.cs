using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using MmapTool.Memory.Faults;
using MmapTool.Testing;

namespace MmapTool.Memory.Tests.Faults;

/// <summary>The machine code of the handler is its source, assembled.</summary>
public sealed class FaultHandlerCodeTests
{
    [Test]
    public void The_bytes_are_those_that_an_assembler_makes([Values("x64", "arm64")] string machine)
    {
        string source = Path.Combine(Sources(), "src", "MmapTool.Memory", "Faults", $"handler-{machine}.s");
        using TemporaryFolder folder = new();
        ProcessRun run;
        try
        {
            run = ProcessRun.Of("clang", ["-c", $"--target={(machine == "x64" ? "x86_64" : "aarch64")}-linux-gnu", source, "-o", folder["code.o"]]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("clang is not installed; .ci/run installs it");
            return;
        }

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(Code(File.ReadAllBytes(folder["code.o"])), Is.EqualTo((machine == "x64" ? FaultHandlerCode.X64 : FaultHandlerCode.Arm64).ToArray()));
    }

    // The section of an ELF object (64 bits, little-endian) that holds program bits and can be executed.
    private static byte[] Code(byte[] elf)
    {
        int at = (int)BinaryPrimitives.ReadInt64LittleEndian(elf.AsSpan(0x28));
        int size = BinaryPrimitives.ReadInt16LittleEndian(elf.AsSpan(0x3A));
        int count = BinaryPrimitives.ReadInt16LittleEndian(elf.AsSpan(0x3C));
        for (int section = 0; section < count; section++)
        {
            ReadOnlySpan<byte> header = elf.AsSpan(at + (section * size), size);
            bool isCode = BinaryPrimitives.ReadInt32LittleEndian(header[4..]) == 1 && (BinaryPrimitives.ReadInt64LittleEndian(header[8..]) & 4) != 0;
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x20..]);
            if (isCode && length > 0)
            {
                return elf.AsSpan((int)BinaryPrimitives.ReadInt64LittleEndian(header[0x18..]), length).ToArray();
            }
        }

        throw new InvalidOperationException("the object has no code");
    }

    private static string Sources([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
