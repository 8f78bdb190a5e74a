namespace Starling.Algorithms.Attacks;

/// <summary>Parameters of <see cref="MinSum"/>: <c>attack: { kind: min-sum }</c>.</summary>
public sealed record MinSumAttackOptions : AttackOptions
{
    /// <summary>p, the direction in which the mean is left.</summary>
    public AttackDirection Direction { get; init; } = AttackDirection.Unit;

    /// <inheritdoc/>
    public override IOmniscientAttack CreateOmniscient() => new MinSum(Direction);
}

/// <summary>
/// Min-Sum: y = mu - gamma p with the largest gamma for which the sum of squared distances to the honest updates is at most that of the honest
/// update in the middle of the others, sum_i ||y - h_i||^2 &lt;= min_j sum_i ||h_j - h_i||^2.
/// </summary>
/// <remarks>Source: Shejwalkar, Houmansadr, "Manipulating the Byzantine", NDSS 2021.</remarks>
/// <param name="direction">p.</param>
public sealed class MinSum(AttackDirection direction) : DistanceAttack(direction)
{
    private protected override double Bound(int honest, ReadOnlySpan<double> distances)
    {
        double least = double.PositiveInfinity;
        for (int j = 0; j < honest; j++)
            least = Math.Min(least, Measure(distances.Slice(j * honest, honest)));
        return least;
    }

    private protected override double Measure(ReadOnlySpan<double> distances)
    {
        double sum = 0;
        foreach (double distance in distances)
            sum += distance;
        return sum;
    }
}
