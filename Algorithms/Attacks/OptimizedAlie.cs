namespace Starling.Algorithms.Attacks;

/// <summary>Parameters of <see cref="OptimizedAlie"/>: <c>attack: { kind: alie-optimized }</c>.</summary>
public sealed record AlieOptimizedAttackOptions : AttackOptions
{
    /// <summary>How the factor is searched.</summary>
    public FactorSearchKind Search { get; init; } = FactorSearchKind.Both;

    /// <summary>Which side of the mean; above, as ByzFL does.</summary>
    public AlieDirection Direction { get; init; } = AlieDirection.Above;

    /// <summary>Whether sigma^2 is a sum over q - 1, and not over q.</summary>
    public bool Bessel { get; init; } = true;

    /// <inheritdoc/>
    public override IOmniscientAttack CreateOmniscient() => new OptimizedAlie(Search, Direction, Bessel);
}

/// <summary>A little is enough with the worst factor of every round: mu + t sigma, t >= 0 by search. The attackers know the rule.</summary>
/// <remarks>Costs up to 36 aggregations a round (both searches); of a rule that decides from inner products, these are small.</remarks>
/// <param name="search">How t is searched.</param>
/// <param name="direction">Which side of the mean.</param>
/// <param name="bessel">Whether sigma is divided by q - 1.</param>
public sealed class OptimizedAlie(FactorSearchKind search, AlieDirection direction, bool bessel) : ISearchedAttack
{
    /// <inheritdoc/>
    public bool Bessel => bessel;

    /// <inheritdoc/>
    public string? Refuse(int honest, int byzantine) => Alie.RefuseDeviation(honest, bessel);

    /// <inheritdoc/>
    public FactorSearch Search() => FactorSearch.Create(search);

    /// <inheritdoc/>
    public Forgery Forge(AttackInput input, double factor)
    {
        input.Require(this);
        return Alie.Shifted(input, factor, direction, bessel);
    }
}
