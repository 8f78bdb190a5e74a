using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Attacks;

/// <summary>In which direction p an attack leaves the honest mean mu.</summary>
public enum AttackDirection
{
    /// <summary>mu / ||mu||; zero where mu is.</summary>
    Unit,

    /// <summary>sign(mu), coordinate by coordinate.</summary>
    Sign,

    /// <summary>sigma, the standard deviation, coordinate by coordinate.</summary>
    Std,
}

/// <summary>
/// The attacks that leave the honest mean as far as distances to the honest updates allow, y = mu - gamma p: <see cref="MinMax"/> and
/// <see cref="MinSum"/>. All distances come from inner products.
/// </summary>
/// <remarks>
/// gamma is found by halving steps, as the authors' code does: from gamma = step = 10, feasible ones are gone beyond by step / 2, others left by as
/// much, until the last feasible one is within 1e-5; so gamma is below 20.
/// </remarks>
/// <param name="direction">p.</param>
public abstract class DistanceAttack(AttackDirection direction) : IOmniscientAttack
{
    private const double Start = 10;
    private const double Precision = 1e-5;

    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    /// <remarks>Two honest updates are the least: of one there are no distances.</remarks>
    public string? Refuse(int honest, int byzantine) => honest < 2
        ? "This attack is bounded by the distances between honest updates; it needs at least two honest workers."
        : null;

    /// <inheritdoc/>
    public Forgery Forge(AttackInput input)
    {
        input.Require(this);
        return Forge(input, Search(input));
    }

    /// <summary>gamma, the largest feasible factor that the search finds.</summary>
    internal double Search(AttackInput input)
    {
        GramMatrix gram = input.Products;
        double[] between = new double[input.Honest * input.Honest];
        for (int i = 0; i < between.Length; i++)
            between[i] = gram.SquaredDistance(i / input.Honest, i % input.Honest);

        double bound = Bound(input.Honest, between);
        double[] candidate = new double[gram.Count];
        double[] distances = new double[gram.Count];
        double feasible = 0;
        double gamma = Start;
        for (double step = Start; Math.Abs(feasible - gamma) > Precision; step /= 2)
        {
            Forge(input, gamma).Row().CopyTo(candidate, 0);
            gram.SquaredDistances(candidate, distances);
            if (Measure(distances.AsSpan(0, input.Honest)) <= bound)
            {
                feasible = gamma;
                gamma += step / 2;
            }
            else
            {
                gamma -= step / 2;
            }
        }

        return feasible;
    }

    /// <summary>What the measure may not exceed, from the squared distances between honest updates.</summary>
    /// <param name="honest">q.</param>
    /// <param name="distances">q * q numbers, row by row.</param>
    private protected abstract double Bound(int honest, ReadOnlySpan<double> distances);

    /// <summary>The measure of a candidate, from its squared distances to the honest updates.</summary>
    private protected abstract double Measure(ReadOnlySpan<double> distances);

    private Forgery Forge(AttackInput input, double gamma)
    {
        var mean = Forgery.Mean(input.Honest);
        return direction switch
        {
            AttackDirection.Sign => mean with { Sign = -gamma },
            AttackDirection.Std => mean with { Deviation = -gamma },
            _ => Forgery.Mean(input.Honest, 1 - (gamma * InverseNorm(input))),
        };
    }

    /// <summary>1 / ||mu||, or 0.</summary>
    private static double InverseNorm(AttackInput input)
    {
        double square = 0;
        for (int i = 0; i < input.Honest; i++)
        {
            for (int j = 0; j < input.Honest; j++)
                square += input.Products[i, j];
        }

        return square > 0 ? input.Honest / Math.Sqrt(square) : 0;
    }
}
