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

    /// <summary>
    /// Whether what compression loses of a worker's update is added to its next one (error feedback). Where it is left out: yes with compressors that are
    /// not unbiased, unless the algorithm has a memory of its own.
    /// </summary>
    public bool? Feedback { get; init; }

    /// <summary>Whether anything but identities is up.</summary>
    internal bool CompressesUp => Up.Any(part => part is not IdentityOptions);

    /// <summary>Whether anything but identities is down.</summary>
    internal bool CompressesDown => Down.Any(part => part is not IdentityOptions);

    /// <summary>Whether another section says the same.</summary>
    public bool Equals(CompressionSection? other) =>
        other is not null && Up.AsSpan().SequenceEqual(other.Up.AsSpan()) && Down.AsSpan().SequenceEqual(other.Down.AsSpan()) && Feedback == other.Feedback;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Up.Length, Up.FirstOrDefault(), Down.Length, Down.FirstOrDefault(), Feedback);

    /// <inheritdoc/>
    public IEnumerable<OptionIssue> Check()
    {
        if (Composition.Refuse(Up, "up") is { } up)
            yield return up;
        if (Composition.Refuse(Down, "down") is { } down)
            yield return down;
    }
}
