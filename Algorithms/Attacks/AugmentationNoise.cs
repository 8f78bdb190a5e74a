using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Data;

namespace Starling.Algorithms.Attacks;

/// <summary>How the pixels of an image are moved about.</summary>
public enum PixelMap
{
    /// <summary>Not at all: noise only.</summary>
    None,

    /// <summary>Along the flow of the Lotka-Volterra equations.</summary>
    LotkaVolterra,

    /// <summary>By Arnold's cat map, once.</summary>
    Cat,
}

/// <summary>Parameters of <see cref="AugmentationNoise"/>: <c>attack: { kind: augmentation }</c>.</summary>
public sealed record AugmentationAttackOptions : AttackOptions
{
    /// <summary>How pixels are moved.</summary>
    public PixelMap Map { get; init; } = PixelMap.LotkaVolterra;

    /// <summary>How long the flow of the map runs.</summary>
    [Range(0, 100)]
    public double Time { get; init; } = 2;

    /// <summary>The standard deviation of the Gaussian noise that is added to every feature.</summary>
    [Range(0, 1e6)]
    public double Deviation { get; init; } = 0.5;

    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new AugmentationNoise(Map, Time, Deviation);
}

/// <summary>
/// Strong augmentation: the worker follows the protocol on images whose pixels a non-linear map has moved and that noise was added to, the
/// "dependent noise" of the flag aggregator's experiments.
/// </summary>
/// <remarks>
/// Features that are no square image are only made noisy. Source: Almasi, Mishra, Vamanan, Ravi, "Flag Aggregator", ICLR 2024, section 4; how far the
/// maps run is not in the text and chosen here.
/// </remarks>
/// <param name="map">How pixels are moved.</param>
/// <param name="time">How long the flow runs.</param>
/// <param name="deviation">The standard deviation of the noise.</param>
public sealed class AugmentationNoise(PixelMap map, double time, double deviation) : IWorkerAttack
{
    /// <inheritdoc/>
    public Dataset SeenBy(Dataset data, ulong seed) =>
        new AugmentedImages(data, PixelSources.Of(map, time, data.FeatureCount), deviation, seed) { Image = data.Image };
}
