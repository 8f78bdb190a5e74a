using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Attacks;

/// <summary>Parameters of <see cref="Ipm"/>: <c>attack: { kind: ipm }</c>.</summary>
public sealed record IpmAttackOptions : AttackOptions
{
    /// <summary>tau. Others use 0.1 (bucketing, flag aggregator), 0.5 (Blades), 1 (ByzantineMomentum) and 10 (Garfield).</summary>
    [Range(0, 1e9)]
    public double Tau { get; init; } = 2;

    /// <inheritdoc/>
    public override IOmniscientAttack CreateOmniscient() => new Ipm(Tau);
}

/// <summary>Inner product manipulation (IPM, "fall of empires"): -tau mu, so that the aggregate points against the honest mean.</summary>
/// <remarks>Source: Xie, Koyejo, Gupta, "Fall of Empires: Breaking Byzantine-tolerant SGD by Inner Product Manipulation", UAI 2019.</remarks>
/// <param name="tau">tau.</param>
public sealed class Ipm(double tau) : IOmniscientAttack
{
    /// <inheritdoc/>
    public Forgery Forge(AttackInput input)
    {
        input.Require(this);
        return Forgery.Mean(input.Honest, -tau);
    }
}
