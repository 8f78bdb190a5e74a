using System.Numerics.Tensors;

namespace Starling.Algorithms.Attacks;

/// <summary>Parameters of <see cref="MinMax"/>: <c>attack: { kind: min-max }</c>.</summary>
public sealed record MinMaxAttackOptions : AttackOptions
{
    /// <summary>p, the direction in which the mean is left.</summary>
    public AttackDirection Direction { get; init; } = AttackDirection.Unit;

    /// <inheritdoc/>
    public override IOmniscientAttack CreateOmniscient() => new MinMax(Direction);
}

/// <summary>
/// Min-Max: y = mu - gamma p with the largest gamma for which no honest update is farther from y than the two farthest honest ones are from each
/// other, max_i ||y - h_i||^2 &lt;= max_ij ||h_i - h_j||^2.
/// </summary>
/// <remarks>Source: Shejwalkar, Houmansadr, "Manipulating the Byzantine", NDSS 2021.</remarks>
/// <param name="direction">p.</param>
public sealed class MinMax(AttackDirection direction) : DistanceAttack(direction)
{
    private protected override double Bound(int honest, ReadOnlySpan<double> distances) => TensorPrimitives.Max(distances);

    private protected override double Measure(ReadOnlySpan<double> distances) => TensorPrimitives.Max(distances);
}
