using System.Runtime.InteropServices;

namespace MmapTool.Memory;

/// <summary>The library that the platform's cryptographic digests need on Linux: OpenSSL's. Slim containers have none.</summary>
internal static class CryptographyLibrary
{
    // The names that the runtime tries, in its order.
    private static readonly string[] Known = ["libssl.so.3", "libssl.so.1.1", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    private static bool? s_isThere;

    /// <summary>The name that errors give it.</summary>
    public static string Name => Known[0];

    /// <summary>Whether it can be loaded; the runtime ends the process where it can't and is asked for a digest.</summary>
    public static bool IsThere => s_isThere ??= !OperatingSystem.IsLinux() || Names().Any(static name => NativeLibrary.TryLoad(name, out _));

    private static string[] Names() =>
        Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE") is { Length: > 0 } version ? [$"libssl.so.{version}", .. Known] : Known;
}
