using System.ComponentModel.DataAnnotations;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Attacks;

/// <summary>Parameters of <see cref="CoordinateDrop"/>: <c>attack: { kind: drop }</c>.</summary>
public sealed record DropAttackOptions : AttackOptions
{
    /// <summary>rho, the probability with which a coordinate is lost. Garfield takes 0.3.</summary>
    [Range(0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Fraction { get; init; } = 0.1;

    /// <inheritdoc/>
    public override IWorkerAttack CreateWorker() => new CoordinateDrop(Fraction);
}

/// <summary>Loss: every coordinate of the worker's own update is 0 with probability rho, independently of the others.</summary>
/// <remarks>Source: the "drop" worker of the released code of the flag aggregator (Almasi et al., ICLR 2024), which means to do this.</remarks>
/// <param name="fraction">rho.</param>
public sealed class CoordinateDrop(double fraction) : IWorkerAttack
{
    private const int Block = 512;

    /// <inheritdoc/>
    public void Tamper<T>(TamperContext<T> context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomStream stream = context.Stream();
        Span<double> draws = stackalloc double[Block];
        for (int v = 0; v < context.Count; v++)
        {
            for (Span<T> rest = context.Update(v); !rest.IsEmpty;)
            {
                Span<double> block = draws[..Math.Min(Block, rest.Length)];
                stream.FillUniform(block);
                for (int k = 0; k < block.Length; k++)
                    rest[k] = block[k] < fraction ? T.Zero : rest[k];
                rest = rest[block.Length..];
            }
        }
    }
}
