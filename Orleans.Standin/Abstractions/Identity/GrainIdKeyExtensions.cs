using System.Globalization;

namespace Orleans.Runtime;

/// <summary>Keys that are integers (hexadecimal digits) or GUIDs (32 hexadecimal digits).</summary>
public static class GrainIdKeyExtensions
{
    /// <summary>The key of an integer.</summary>
    public static IdSpan CreateIntegerKey(long key) => IdSpan.Create(key.ToString("X", CultureInfo.InvariantCulture));

    /// <summary>The key of a GUID.</summary>
    public static IdSpan CreateGuidKey(Guid key) => IdSpan.Create(key.ToString("N"));

    /// <summary>The integer of a key.</summary>
    /// <exception cref="InvalidOperationException">The key is no integer.</exception>
    public static long GetIntegerKey(this GrainId grainId) =>
        long.TryParse(grainId.Key.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long key)
            ? key
            : throw new InvalidOperationException($"The key of {grainId} is no integer.");

    /// <summary>The GUID of a key.</summary>
    /// <exception cref="InvalidOperationException">The key is no GUID.</exception>
    public static Guid GetGuidKey(this GrainId grainId) =>
        Guid.TryParseExact(grainId.Key.ToString(), "N", out Guid key)
            ? key
            : throw new InvalidOperationException($"The key of {grainId} is no GUID.");
}
