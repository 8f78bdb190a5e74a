namespace Starling.Algorithms.Attacks;

/// <summary>Which search of the worst factor.</summary>
public enum FactorSearchKind
{
    /// <summary>The one-sided and then the two-sided search; the worse of the two factors.</summary>
    Both,

    /// <summary>As ByzFL does: 20 evaluations, first step 10; never tries a factor below the best one.</summary>
    OneSided,

    /// <summary>As ByzantineMomentum does: 16 evaluations, first step 1; tries both sides of the best one.</summary>
    TwoSided,
}

/// <summary>
/// A search for the factor t >= 0 with the largest damage J(t), as a state machine: try <see cref="Next"/>, <see cref="Tell"/> the damage, until there
/// is no next one. So damage can be computed anywhere, and as slowly as it takes.
/// </summary>
/// <remarks>
/// Both searches begin at 0 and first expand: they go to best + delta and double delta as long as that is strictly better, then multiply delta
/// by 0.8. J is not unimodal: no search finds the true maximum; a worst case should be reported with a grid beside it.
/// </remarks>
public abstract class FactorSearch
{
    /// <summary>What a step is multiplied with when it is not doubled.</summary>
    private protected const double Ratio = 0.8;

    /// <summary>The factor to try; null when the search is over.</summary>
    public abstract double? Next { get; }

    /// <summary>The factor with the largest damage so far; the smallest of equal ones that was tried.</summary>
    public abstract double Best { get; }

    /// <summary>The damage of <see cref="Best"/>; negative infinity before anything was told.</summary>
    public abstract double BestDamage { get; }

    /// <summary>Takes the damage of <see cref="Next"/>. NaN is less than any damage.</summary>
    /// <param name="damage">J(t).</param>
    /// <exception cref="InvalidOperationException">The search is over.</exception>
    public abstract void Tell(double damage);

    /// <summary>Begins a search.</summary>
    /// <param name="kind">Which.</param>
    public static FactorSearch Create(FactorSearchKind kind) => kind switch
    {
        FactorSearchKind.OneSided => new LineSearch(twoSided: false, evaluations: 20, step: 10),
        FactorSearchKind.TwoSided => new LineSearch(twoSided: true, evaluations: 16, step: 1),
        FactorSearchKind.Both => new BestOfSearches(Create(FactorSearchKind.OneSided), Create(FactorSearchKind.TwoSided)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Runs the search to its end.</summary>
    /// <param name="damage">J.</param>
    /// <returns><see cref="Best"/>.</returns>
    public double Run(Func<double, double> damage)
    {
        while (Next is { } factor)
            Tell(damage(factor));
        return Best;
    }
}

/// <summary>One search, with expansion and contraction.</summary>
/// <param name="twoSided">Whether the contraction tries below the best factor too.</param>
/// <param name="evaluations">How often damage is asked for, at 0 included.</param>
/// <param name="step">delta, the first step.</param>
internal sealed class LineSearch(bool twoSided, int evaluations, double step) : FactorSearch
{
    private double next;
    private double delta = step;
    private bool expands = true;
    private bool isFirst = true;
    private int left = evaluations;
    private double best;
    private double bestDamage = double.NegativeInfinity;

    public override double? Next => left > 0 ? next : null;

    public override double Best => best;

    public override double BestDamage => bestDamage;

    public override void Tell(double damage)
    {
        if (left == 0)
            throw new InvalidOperationException("The search is over.");

        bool isBetter = damage > bestDamage;
        left--;
        if (isBetter)
            (best, bestDamage) = (next, damage);
        if (isFirst)
        {
            (isFirst, next) = (false, delta);
            return;
        }

        if (!expands)
            delta *= Ratio;
        else if (isBetter)
            delta *= 2;
        else
            (expands, delta) = (false, delta * Ratio);

        next = expands || !twoSided ? best + delta : Beside(next);
    }

    /// <summary>A step towards the best factor from the last one tried, and a factor that is not negative.</summary>
    private double Beside(double last)
    {
        if (last < best)
            return last + delta;

        double tried = last - delta;
        while (tried < 0)
            tried = (tried + last) / 2;
        return tried;
    }
}

/// <summary>One search after the other; the best factor of all, the earlier of equal ones.</summary>
/// <param name="searches">The searches.</param>
internal sealed class BestOfSearches(params FactorSearch[] searches) : FactorSearch
{
    public override double? Next => searches.FirstOrDefault(search => search.Next is not null)?.Next;

    public override double Best => Winner.Best;

    public override double BestDamage => Winner.BestDamage;

    private FactorSearch Winner => searches.Aggregate((best, other) => other.BestDamage > best.BestDamage ? other : best);

    public override void Tell(double damage) => (searches.FirstOrDefault(search => search.Next is not null) ?? searches[^1]).Tell(damage);
}
