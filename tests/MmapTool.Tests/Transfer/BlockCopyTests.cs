using MmapTool.Transfer;

namespace MmapTool.Tests.Transfer;

/// <summary>The inner loops of gathering and scattering, against a copy block by block. Sizes, strides and lengths are near those of a vector.</summary>
public class BlockCopyTests
{
    [Test]
    public void Blocks_are_gathered_and_scattered_whatever_their_size_stride_and_number(
        [Values(1, 2, 3, 4, 5, 8, 16, 17)] int size, [Values(0, 1, 2, 3, -1, -2)] int steps, [Values(0, 1)] int more)
    {
        int stride = (steps * size) + more;
        Random random = new(size);
        for (int count = 1; count < 100; count++)
        {
            int reach = (count - 1) * stride;
            int position = Math.Max(0, -reach) + 3;
            byte[] strided = new byte[position + Math.Max(0, reach) + size];
            random.NextBytes(strided);
            byte[] expected = [.. Enumerable.Range(0, count).SelectMany(block => strided.AsSpan(position + (block * stride), size).ToArray())];
            byte[] packed = new byte[count * size];
            BlockCopy.Gather(strided, position, stride, size, count, packed);
            Assert.That(packed, Is.EqualTo(expected), $"{count} blocks");

            byte[] scattered = new byte[strided.Length];
            byte[] model = new byte[strided.Length];
            for (int block = 0; block < count; block++)
            {
                packed.AsSpan(block * size, size).CopyTo(model.AsSpan(position + (block * stride)));
            }

            BlockCopy.Scatter(packed, size, count, scattered, position, stride);
            Assert.That(scattered, Is.EqualTo(model), $"{count} blocks");
        }
    }
}
