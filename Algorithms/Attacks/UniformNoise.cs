using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Attacks;

/// <summary>Options of <see cref="UniformNoise"/>, which has no parameters: <c>attack: uniform</c>.</summary>
public sealed record UniformAttackOptions : AttackOptions
{
    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new UniformNoise();
}

/// <summary>
/// A "uniformly random gradient" in the place of the update: every coordinate is drawn from [0, 1), anew in every round by every worker. All
/// coordinates are positive, so that two such vectors have a cosine near 3/4: the attackers agree without knowing each other.
/// </summary>
/// <remarks>Source: the released code of the flag aggregator (Almasi et al., ICLR 2024) and of Garfield.</remarks>
public sealed class UniformNoise : IWorkerAttack
{
    /// <inheritdoc/>
    public void Tamper<T>(TamperContext<T> context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomStream stream = context.Stream();
        for (int v = 0; v < context.Count; v++)
            stream.FillUniform(context.Update(v));
    }
}
