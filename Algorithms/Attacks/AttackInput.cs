using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Attacks;

/// <summary>What an omniscient attack may look at. Like a rule, it never sees a vector.</summary>
public sealed record AttackInput
{
    internal const string NobodyHonest = "This attack is made of honest updates, and there is no honest worker.";
    internal const string OneHonest = "The standard deviation of this attack needs at least two honest workers.";

    /// <summary>q, the number of honest updates in the round.</summary>
    public required int Honest { get; init; }

    /// <summary>f, the number of Byzantine updates in the round.</summary>
    public required int Byzantine { get; init; }

    /// <summary>The round, from 0.</summary>
    public int Round { get; init; }

    /// <summary>The job's seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The inner products of the q honest updates, sigma and sign(mu), in this order; null where the attack has said that it needs none.
    /// Vectors behind these are not looked at.
    /// </summary>
    public GramMatrix? Gram { get; init; }

    /// <summary>
    /// J, how far a forgery moves the result of the aggregation from the honest mean: asked by an <see cref="ISearchedAttack"/> that searches by
    /// itself; null where who has the input runs the search.
    /// </summary>
    public Func<Forgery, double>? Damage { get; init; }

    /// <summary>The inner products, for an attack that needs them.</summary>
    internal GramMatrix Products
    {
        get
        {
            if (Gram is null)
                throw new InvalidOperationException("This attack needs the Gram matrix.");
            if (Gram.Count < Honest + 2)
                throw new InvalidOperationException($"The Gram matrix of {Honest} honest updates, sigma and sign has {Honest + 2} rows, not {Gram.Count}.");
            return Gram;
        }
    }

    /// <summary>Throws what an attack has against the counts.</summary>
    internal void Require(IOmniscientAttack attack)
    {
        if (attack.Refuse(Honest, Byzantine) is { } reason)
            throw new ArgumentException(reason, nameof(attack));
    }
}
