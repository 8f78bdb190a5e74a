namespace Starling.Algorithms.Attacks;

/// <summary>
/// An omniscient attack with a factor that is searched so that it does the rule the largest damage: the attackers know the rule. Who can ask for
/// damage runs a <see cref="FactorSearch"/> and takes the forgery of the best factor.
/// </summary>
/// <remarks>
/// The attack itself needs no inner products; <see cref="AttackDamage"/> does, those of q + 2 vectors, where the rule needs any.
/// </remarks>
public interface ISearchedAttack : IOmniscientAttack
{
    /// <summary>Begins the search of a round.</summary>
    FactorSearch Search();

    /// <summary>The forgery of a factor.</summary>
    /// <param name="input">The round.</param>
    /// <param name="factor">t, not negative.</param>
    Forgery Forge(AttackInput input, double factor);

    /// <inheritdoc/>
    /// <remarks>Searches with <see cref="AttackInput.Damage"/>.</remarks>
    Forgery IOmniscientAttack.Forge(AttackInput input)
    {
        Func<Forgery, double> damage = input.Damage ?? throw new InvalidOperationException("This attack needs to know what damage it does.");
        return Forge(input, Search().Run(factor => damage(Forge(input, factor))));
    }
}
