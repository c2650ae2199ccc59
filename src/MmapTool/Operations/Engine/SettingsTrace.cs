namespace MmapTool.Operations.Engine;

/// <summary>
/// Tells a test the limits and settings that work begins with, so that it can show that an option reaches the engine. A program has no listener, and
/// each call then costs one comparison.
/// </summary>
internal static class SettingsTrace
{
    [ThreadStatic]
    private static Action<object>? listener;

    /// <summary>Called on the thread that sets it, with a <see cref="WorkLimits"/> or a <c>ChangeSettings</c>.</summary>
    public static Action<object>? Listener
    {
        get => listener;
        set => listener = value;
    }

    /// <summary>Work begins under these settings.</summary>
    public static void Begin(object settings) => listener?.Invoke(settings);
}
