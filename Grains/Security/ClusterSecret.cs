using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Starling.Grains.Security;

/// <summary>What the silos of a cluster know each other by. Prints as nothing.</summary>
/// <param name="value">The secret.</param>
internal sealed class ClusterSecret(string value)
{
    /// <summary>The secret itself, for the context of a call.</summary>
    public string Value => value;

    /// <summary>Whether a text is the secret; takes the same time for all texts of its length.</summary>
    public bool Matches(string text) =>
        CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(text.AsSpan()), MemoryMarshal.AsBytes(value.AsSpan()));

    /// <inheritdoc/>
    public override string ToString() => "(secret)";
}
