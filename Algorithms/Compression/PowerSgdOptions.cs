using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Compression;

/// <summary>Options of <see cref="PowerSgd"/>.</summary>
public sealed record PowerSgdOptions : CompressorOptions
{
    /// <summary>r, the rank of what is sent of every matrix.</summary>
    [Range(1, 1024)]
    public int Rank { get; init; } = 2;

    /// <inheritdoc/>
    internal override TensorRole Tensors => TensorRole.Together;

    /// <inheritdoc/>
    public override ICompressor Create(CompressorSetting setting) => new PowerSgd(Rank, setting.Layout);
}
