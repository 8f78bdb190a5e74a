using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Compression;

/// <summary>Options of <see cref="Ternary"/>.</summary>
public sealed record TernaryOptions : CompressorOptions
{
    /// <summary>c, at how many times the root of their mean square elements are cut; TernGrad takes 2.5. 0 does not cut, which keeps it unbiased.</summary>
    [Range(0.0, 1e6)]
    public double Clip { get; init; }

    /// <inheritdoc/>
    internal override TensorRole Tensors => TensorRole.Apart;

    /// <inheritdoc/>
    public override ICompressor Create(CompressorSetting setting) => new Ternary(Clip);
}
