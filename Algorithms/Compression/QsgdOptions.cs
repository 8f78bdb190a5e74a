using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Compression;

/// <summary>Options of <see cref="Qsgd"/>.</summary>
public sealed record QsgdOptions : CompressorOptions
{
    /// <summary>s, the number of levels above zero: 127 fit with their signs into a byte.</summary>
    [Range(1, short.MaxValue)]
    public int S { get; init; } = 127;

    /// <summary>The norm that the levels are fractions of: l2, or max, the largest absolute value.</summary>
    public DitheringNorm Norm { get; init; }

    /// <summary>B, how many coordinates have a norm of their own: 128 and 512 are usual. The whole vector where it is not given.</summary>
    [Range(1, int.MaxValue)]
    public int? Bucket { get; init; }

    /// <summary>Whether what is received is divided by 1 + omega: not unbiased any more, but contractive.</summary>
    public bool Contractive { get; init; }

    /// <inheritdoc/>
    internal override TensorRole Tensors => TensorRole.Apart;

    /// <inheritdoc/>
    public override ICompressor Create(CompressorSetting setting) => new Qsgd(S, Norm, Bucket ?? int.MaxValue, Contractive);
}
