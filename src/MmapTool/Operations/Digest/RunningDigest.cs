using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using MmapTool.Journaling;
using MmapTool.Memory;

namespace MmapTool.Operations.Digest;

/// <summary>A digest that takes bytes piece by piece.</summary>
internal abstract class RunningDigest : IDisposable
{
    /// <summary>A digest of no bytes yet.</summary>
    public static RunningDigest Of(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Sha256 => new Cryptographic(HashAlgorithmName.SHA256),
        DigestAlgorithm.Sha512 => new Cryptographic(HashAlgorithmName.SHA512),
        DigestAlgorithm.Sha1 => new Cryptographic(HashAlgorithmName.SHA1),
        DigestAlgorithm.Md5 => new Cryptographic(HashAlgorithmName.MD5),
        DigestAlgorithm.Crc32 => new Cyclic(),
        DigestAlgorithm.Crc32C => new Castagnoli(),
        DigestAlgorithm.XxHash3 => new Fast(new XxHash3()),
        DigestAlgorithm.XxHash128 => new Fast(new XxHash128()),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>Takes the next bytes.</summary>
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The digest of all bytes since the last, most significant byte first; begins anew.</summary>
    public abstract byte[] Finish();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    private sealed class Cryptographic(HashAlgorithmName name) : RunningDigest
    {
        private readonly IncrementalHash hash = Create(name);

        // Without its library the runtime would end the process.
        private static IncrementalHash Create(HashAlgorithmName name) => CryptographyLibrary.IsThere
            ? IncrementalHash.CreateHash(name)
            : throw new IOException($"{name} needs OpenSSL, and {CryptographyLibrary.Name} is not there: install it (Debian: libssl3), or take --algorithm crc32, crc32c, xxh3 or xxh128, which go without");

        public override void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

        public override byte[] Finish() => hash.GetHashAndReset();

        public override void Dispose()
        {
            hash.Dispose();
            base.Dispose();
        }
    }

    private sealed class Fast(NonCryptographicHashAlgorithm hash) : RunningDigest
    {
        public override void Append(ReadOnlySpan<byte> bytes) => hash.Append(bytes);

        public override byte[] Finish() => hash.GetHashAndReset();
    }

    // The platform's class gives the least significant byte first, where zlib and its kin print the number.
    private sealed class Cyclic : RunningDigest
    {
        private readonly Crc32 hash = new();

        public override void Append(ReadOnlySpan<byte> bytes) => hash.Append(bytes);

        public override byte[] Finish()
        {
            byte[] digest = Bytes(hash.GetCurrentHashAsUInt32());
            hash.Reset();
            return digest;
        }
    }

    // System.IO.Hashing has no CRC-32C.
    private sealed class Castagnoli : RunningDigest
    {
        private uint crc = uint.MaxValue;

        public override void Append(ReadOnlySpan<byte> bytes) => crc = Checksum.Step(crc, bytes);

        public override byte[] Finish()
        {
            byte[] digest = Bytes(~crc);
            crc = uint.MaxValue;
            return digest;
        }
    }

    private static byte[] Bytes(uint crc)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc);
        return bytes;
    }
}
