using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Attacks;

/// <summary>Parameters of <see cref="Mimic"/>: <c>attack: { kind: mimic }</c>.</summary>
public sealed record MimicAttackOptions : AttackOptions
{
    /// <summary>Which of the round's honest workers is copied, counted from 0 in worker order; counted on from 0 again where there are fewer.</summary>
    [Range(0, int.MaxValue)]
    public int Worker { get; init; }

    /// <inheritdoc/>
    public override IOmniscientAttack CreateOmniscient() => new Mimic(Worker);
}

/// <summary>
/// Mimic: every Byzantine worker copies one honest update, which so counts f + 1 times. Nothing about it is suspicious; it bites where the
/// workers' data differ.
/// </summary>
/// <remarks>Source: Karimireddy, He, Jaggi, "Byzantine-Robust Learning on Heterogeneous Datasets via Bucketing", ICLR 2022.</remarks>
/// <param name="worker">Which honest update, modulo q.</param>
public sealed class Mimic(int worker) : IOmniscientAttack
{
    /// <inheritdoc/>
    public Forgery Forge(AttackInput input)
    {
        input.Require(this);
        double[] weights = new double[input.Honest];
        weights[worker % input.Honest] = 1;
        return new Forgery { Weights = weights };
    }
}
