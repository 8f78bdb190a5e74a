using Starling.GrainInterfaces;

namespace Starling.Grains.Security;

/// <summary>What a cluster knows of a token.</summary>
/// <param name="Name">Who bears it.</param>
/// <param name="Role">What the bearer may do.</param>
/// <param name="Hash">SHA-256 of the token's UTF-8 bytes.</param>
/// <param name="Expires">When it ends to be good; null for never.</param>
public sealed record TokenEntry(string Name, AccessRole Role, ReadOnlyMemory<byte> Hash, DateTimeOffset? Expires)
{
    /// <summary>Who bears it: the hash is left out.</summary>
    public override string ToString() => $"{Name} ({Role})";
}
