using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Attacks;

/// <summary>Parameters of <see cref="GaussianNoise"/>: <c>attack: { kind: gaussian }</c>.</summary>
public sealed record GaussianAttackOptions : AttackOptions
{
    /// <summary>The mean of every coordinate.</summary>
    [Range(-1e9, 1e9)]
    public double Mean { get; init; }

    /// <summary>The standard deviation of every coordinate.</summary>
    [Range(0, 1e9)]
    public double Deviation { get; init; } = 1;

    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new GaussianNoise(Mean, Deviation);
}

/// <summary>Noise in the place of the update: every coordinate is drawn from N(mean, deviation^2), anew in every round by every worker.</summary>
/// <remarks>The defaults, 0 and 1, are ByzFL's; Blades takes 0.1 and 0.1.</remarks>
/// <param name="mean">The mean.</param>
/// <param name="deviation">The standard deviation.</param>
public sealed class GaussianNoise(double mean, double deviation) : IWorkerAttack
{
    /// <inheritdoc/>
    public void Tamper<T>(TamperContext<T> context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomStream stream = context.Stream();
        for (int v = 0; v < context.Count; v++)
            stream.FillNormal(context.Update(v), mean, deviation);
    }
}
