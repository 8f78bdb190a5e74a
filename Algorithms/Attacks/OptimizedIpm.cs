namespace Starling.Algorithms.Attacks;

/// <summary>Parameters of <see cref="OptimizedIpm"/>: <c>attack: { kind: ipm-optimized }</c>.</summary>
public sealed record IpmOptimizedAttackOptions : AttackOptions
{
    /// <summary>How the factor is searched.</summary>
    public FactorSearchKind Search { get; init; } = FactorSearchKind.Both;

    /// <inheritdoc/>
    public override IOmniscientAttack CreateOmniscient() => new OptimizedIpm(Search);
}

/// <summary>Inner product manipulation with the worst factor of every round: -t mu, t >= 0 by search. The attackers know the rule.</summary>
/// <remarks>Costs up to 36 aggregations a round (both searches); of a rule that decides from inner products, these are small.</remarks>
/// <param name="search">How t is searched.</param>
public sealed class OptimizedIpm(FactorSearchKind search) : ISearchedAttack
{
    /// <inheritdoc/>
    public FactorSearch Search() => FactorSearch.Create(search);

    /// <inheritdoc/>
    public Forgery Forge(AttackInput input, double factor)
    {
        input.Require(this);
        return Forgery.Mean(input.Honest, -factor);
    }
}
