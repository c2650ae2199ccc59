using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

public class ProcessMemoryTests
{
    [Test]
    public void The_figures_agree_with_the_kernel_s_and_each_other()
    {
        ProcessMemory memory = ProcessMemory.Current();
        Assert.That(memory.ResidentBytes, Is.InRange(10L << 20, Environment.WorkingSet * 2));
        Assert.That(memory.PeakResidentBytes, Is.GreaterThanOrEqualTo(memory.ResidentBytes * 9 / 10));
        Assert.That(memory.AnonymousBytes, Is.InRange(1L << 20, memory.ResidentBytes));
        Assert.That(memory.Limit, Is.GreaterThan(memory.ResidentBytes));
    }

    [Test]
    public void Memory_that_is_touched_is_counted_as_anonymous()
    {
        long before = ProcessMemory.Current().AnonymousBytes;
        byte[] block = GC.AllocateUninitializedArray<byte>(64 << 20);
        block.AsSpan().Fill(1);
        Assert.That(ProcessMemory.Current().AnonymousBytes - before, Is.GreaterThan(48 << 20));
        GC.KeepAlive(block);
    }

    [Test]
    public void The_least_limit_of_the_groups_counts()
    {
        using TemporaryFolder root = new();
        Directory.CreateDirectory(root["a/b"]);
        Directory.CreateDirectory(root["memory/docker"]);
        File.WriteAllText(root["a/memory.max"], "4096\n");
        File.WriteAllText(root["a/b/memory.max"], "max\n");
        File.WriteAllText(root["memory/memory.limit_in_bytes"], "9223372036854771712\n");
        File.WriteAllText(root["memory/docker/memory.limit_in_bytes"], "1024\n");
        Assert.That(MemoryLimit.Least(["0::/a/b"], root.Path), Is.EqualTo(4096), "the parent's");
        Assert.That(MemoryLimit.Least(["0::/"], root.Path), Is.Null);
        Assert.That(MemoryLimit.Least(["4:cpu,memory:/docker", "0::/a"], root.Path), Is.EqualTo(1024));
        Assert.That(MemoryLimit.Least(["4:memory:/elsewhere"], root.Path), Is.Null, "no limit is not the largest number");
        Assert.That(MemoryLimit.Least(["nonsense", "3:cpuset:/docker"], root.Path), Is.Null);
    }
}
