using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>What the algorithms of steps along gradients have in common.</summary>
public abstract record GradientGossipOptions : GossipAlgorithmOptions
{
    /// <summary>eta, the step size; where L is known it may be left out and is then a multiple of 1/L.</summary>
    [Range(0, 1e12, MinimumIsExclusive = true)]
    public double? LearningRate { get; init; }

    /// <summary>Every gradient is rescaled to at most this Euclidean norm before anything is done with it; 0 turns clipping off.</summary>
    [Range(0, 1e12)]
    public double ClipNorm { get; init; }

    /// <summary>Samples of a gradient, reshuffled when all have had their turn; 0 for all of them at once. 32 for models and 0 for problems where it is not given.</summary>
    [Range(0, int.MaxValue)]
    public int? BatchSize { get; init; }

    /// <inheritdoc/>
    public override bool SuitsModels => true;

    /// <inheritdoc/>
    internal override int? MinibatchSize => BatchSize;

    /// <summary>eta L where <see cref="LearningRate"/> is left out.</summary>
    private protected abstract double DefaultMultiple { get; }

    /// <inheritdoc/>
    public override OptionIssue? Refuse(DecentralizedSetting setting) =>
        base.Refuse(setting) ?? LearningRates.Refuse(LearningRate, setting);

    /// <summary>eta.</summary>
    internal double StepSize(DecentralizedSetting setting) => LearningRates.Of(LearningRate, DefaultMultiple, setting);
}

/// <summary>Whether a step along a gradient comes before or behind the averaging.</summary>
public enum GossipOrder
{
    /// <summary>x = W x - eta g: the gradient is taken at the point before averaging, and may be computed while messages travel.</summary>
    CombineThenAdapt,

    /// <summary>x = W (x - eta g).</summary>
    AdaptThenCombine,
}
