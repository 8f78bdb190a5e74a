using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Attacks;

/// <summary>On which side of the mean an attack stays within the deviation.</summary>
public enum AlieDirection
{
    /// <summary>mu - z sigma, as in the paper.</summary>
    Below,

    /// <summary>mu + z sigma, as ByzFL does.</summary>
    Above,
}

/// <summary>Whose number the probability behind z_max is taken of.</summary>
public enum AlieQuantile
{
    /// <summary>(n - f - s) / (n - f): of the honest workers.</summary>
    Honest,

    /// <summary>(n - s) / n: of all workers, an older convention.</summary>
    All,
}

/// <summary>Parameters of <see cref="Alie"/>: <c>attack: { kind: alie }</c>. ByzFL's attack is factor 1.5 and direction above.</summary>
public sealed record AlieAttackOptions : AttackOptions
{
    /// <summary>z; not given, z_max of the numbers of workers in the round.</summary>
    [Range(0, 1e9)]
    public double? Factor { get; init; }

    /// <summary>Which side of the mean.</summary>
    public AlieDirection Direction { get; init; } = AlieDirection.Below;

    /// <summary>Of which workers z_max is a quantile, where it is not given.</summary>
    public AlieQuantile Quantile { get; init; } = AlieQuantile.Honest;

    /// <summary>Whether sigma^2 is a sum over q - 1, and not over q as in the paper's code.</summary>
    public bool Bessel { get; init; } = true;

    /// <inheritdoc/>
    public override IOmniscientAttack CreateOmniscient() => new Alie(Factor, Direction, Quantile, Bessel);
}

/// <summary>
/// A little is enough (ALIE): mu - z sigma, so near to the mean that the attackers pass for honest and far enough that, together with the s
/// honest workers farther out, they are the majority: z_max = Phi^-1((n - f - s) / (n - f)), s = floor(n/2 + 1) - f.
/// </summary>
/// <remarks>
/// z_max needs a probability between 0 and 1: at least 3 workers and f at most floor(n / 2). Source: Baruch, Baruch, Goldberg, "A Little Is Enough:
/// Circumventing Defenses for Distributed Learning", NeurIPS 2019.
/// </remarks>
/// <param name="factor">z; null for z_max.</param>
/// <param name="direction">Which side of the mean.</param>
/// <param name="quantile">Of which workers z_max is a quantile.</param>
/// <param name="bessel">Whether sigma is divided by q - 1.</param>
public sealed class Alie(double? factor, AlieDirection direction, AlieQuantile quantile, bool bessel) : IOmniscientAttack
{
    /// <inheritdoc/>
    public bool Bessel => bessel;

    /// <summary>(n - f - s) / (n - f), or (n - s) / n, with s = floor(n/2 + 1) - f: the share of workers that must be within z.</summary>
    /// <param name="workers">n.</param>
    /// <param name="byzantine">f.</param>
    /// <param name="quantile">Of which workers.</param>
    public static double Probability(int workers, int byzantine, AlieQuantile quantile)
    {
        int supporters = (workers / 2) + 1 - byzantine;
        int among = quantile == AlieQuantile.Honest ? workers - byzantine : workers;
        return (double)(among - supporters) / among;
    }

    /// <summary>z_max.</summary>
    /// <param name="workers">n.</param>
    /// <param name="byzantine">f.</param>
    /// <param name="quantile">Of which workers.</param>
    /// <exception cref="ArgumentException">The probability is not between 0 and 1.</exception>
    public static double LargestFactor(int workers, int byzantine, AlieQuantile quantile)
    {
        double probability = Probability(workers, byzantine, quantile);
        return probability is > 0 and < 1
            ? NormalQuantile.Of(probability)
            : throw new ArgumentException(NoQuantile(workers, byzantine), nameof(byzantine));
    }

    /// <inheritdoc/>
    public string? Refuse(int honest, int byzantine) => RefuseDeviation(honest, bessel)
        ?? (factor is null && Probability(honest + byzantine, byzantine, quantile) is not (> 0 and < 1) ? NoQuantile(honest + byzantine, byzantine) : null);

    /// <inheritdoc/>
    public Forgery Forge(AttackInput input)
    {
        input.Require(this);
        return Shifted(input, factor ?? LargestFactor(input.Honest + input.Byzantine, input.Byzantine, quantile), direction, bessel);
    }

    /// <summary>mu + z sigma or mu - z sigma.</summary>
    internal static Forgery Shifted(AttackInput input, double factor, AlieDirection direction, bool bessel) => Forgery.Mean(input.Honest) with
    {
        Deviation = direction == AlieDirection.Above ? factor : -factor,
        Bessel = bessel,
    };

    /// <summary>What is wrong with so many honest workers for an attack with a standard deviation.</summary>
    internal static string? RefuseDeviation(int honest, bool bessel) =>
        honest < 1 ? AttackInput.NobodyHonest : bessel && honest < 2 ? AttackInput.OneHonest : null;

    private static string NoQuantile(int workers, int byzantine) =>
        $"z_max is not defined for {byzantine} Byzantine of {workers} workers: it needs at least 3 workers and at most half of them Byzantine; or give factor.";
}
