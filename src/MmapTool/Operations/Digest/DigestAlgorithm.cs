namespace MmapTool.Operations.Digest;

/// <summary>How a digest is computed.</summary>
public enum DigestAlgorithm
{
    /// <summary>SHA-256 (FIPS 180-4): 32 bytes.</summary>
    Sha256,

    /// <summary>SHA-512 (FIPS 180-4): 64 bytes.</summary>
    Sha512,

    /// <summary>SHA-1 (FIPS 180-4): 20 bytes. Broken: to compare with old lists, never to trust.</summary>
    Sha1,

    /// <summary>MD5 (RFC 1321): 16 bytes. Broken: to compare with old lists, never to trust.</summary>
    Md5,

    /// <summary>CRC-32 of zip, gzip and PNG (ITU-T V.42): 4 bytes.</summary>
    Crc32,

    /// <summary>CRC-32C of iSCSI and ext4 (RFC 3720): 4 bytes.</summary>
    Crc32C,

    /// <summary>XXH3 of 64 bits, seed 0: 8 bytes.</summary>
    XxHash3,

    /// <summary>XXH3 of 128 bits (XXH128), seed 0: 16 bytes.</summary>
    XxHash128,
}
