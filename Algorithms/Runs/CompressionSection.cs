using System.Collections.Immutable;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Runs;

/// <summary>How vectors are encoded on the wire: <c>compression:</c> of a job.</summary>
public sealed record CompressionSection : ICheckedOptions
{
    /// <summary>From the workers to the server: compressors that are applied left to right, usually one. None sends vectors as they are.</summary>
    public ImmutableArray<CompressorOptions> Up { get; init; } = [new IdentityOptions()];

    /// <summary>From the server to the workers.</summary>
    public ImmutableArray<CompressorOptions> Down { get; init; } = [new IdentityOptions()];

    /// <summary>Whether another section says the same.</summary>
    public bool Equals(CompressionSection? other) =>
        other is not null && Up.AsSpan().SequenceEqual(other.Up.AsSpan()) && Down.AsSpan().SequenceEqual(other.Down.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Up.Length, Up.FirstOrDefault(), Down.Length, Down.FirstOrDefault());

    /// <inheritdoc/>
    public IEnumerable<OptionIssue> Check()
    {
        if (Composition.Refuse(Up, "up") is { } up)
            yield return up;
        if (Composition.Refuse(Down, "down") is { } down)
            yield return down;
    }
}
