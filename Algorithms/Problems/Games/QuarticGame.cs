namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// The mean of quartic saddle functions (<see cref="QuarticGameOptions"/>). On |z| &lt;= R the second derivatives of a player are at most w_2 |A_2| + 3 w_4 |A_4|^2
/// R^2, which with |C| bounds L_m; mu is the smaller w_2 lambda_min(A_2) of the players; l is bounded by L^2/mu. Immutable.
/// </summary>
internal sealed class QuarticGame : IGame
{
    private readonly QuarticOperator[] locals;
    private readonly double radius;
    private readonly Lazy<GameConstants> constants;

    public QuarticGame(QuarticOperator[] locals, double radius)
    {
        this.locals = locals;
        this.radius = radius;
        Dimension = locals[0].Dimension;
        Set = FeasibleSet.Everything(Dimension);
        Solution = new double[Dimension];
        constants = new Lazy<GameConstants>(Measure);
    }

    /// <inheritdoc/>
    public int Nodes => locals.Length;

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public FeasibleSet Set { get; }

    /// <inheritdoc/>
    public GameConstants Constants => constants.Value;

    /// <summary>0: every term of f is homogeneous, and at least the couplings leave no other point.</summary>
    public ReadOnlyMemory<double>? Solution { get; }

    /// <inheritdoc/>
    public IOperator Local(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, locals.Length);
        return locals[node];
    }

    /// <inheritdoc/>
    public void Start(Span<double> point) => point.Fill(radius / Math.Sqrt(Dimension));

    private GameConstants Measure()
    {
        var each = new (double Lipschitz, double Monotonicity)[locals.Length];
        Parallel.For(0, each.Length, node => each[node] = locals[node].Constants(radius));
        double lipschitz = each.Sum(one => one.Lipschitz) / each.Length;
        double monotonicity = each.Min(one => one.Monotonicity);
        double average = each.Sum(one => one.Monotonicity) / each.Length;
        double cocoercivity = each.Max(one => one.Lipschitz * one.Lipschitz / one.Monotonicity);
        return new GameConstants
        {
            Lipschitz = lipschitz,
            NodeLipschitz = [.. each.Select(one => one.Lipschitz)],
            StrongMonotonicity = monotonicity,
            AverageMonotonicity = average,
            Cocoercivity = cocoercivity,
            AverageCocoercivity = Math.Min(cocoercivity, lipschitz * lipschitz / average),
            SampleCocoercivity = cocoercivity,
            SampleLipschitzSquared = [.. each.Select(one => one.Lipschitz * one.Lipschitz)],
        };
    }
}
