namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// A variational inequality that is spread over workers: find z* in a set C of R^D with &lt;F(z*), z - z*&gt; &gt;= 0 for all z in C, where
/// F = (1/M) sum_m F_m and worker m knows F_m alone. Of a saddle point min_x max_y f(x, y): z = (x, y), F(z) = (grad_x f, -grad_y f). All
/// numbers are doubles.
/// </summary>
/// <remarks>Calls for different nodes may run at the same time; a node is used by one thread at a time.</remarks>
public interface IGame
{
    /// <summary>M, the number of nodes.</summary>
    int Nodes { get; }

    /// <summary>D, the length of z.</summary>
    int Dimension { get; }

    /// <summary>C.</summary>
    FeasibleSet Set { get; }

    /// <summary>What is known of F and of the F_m; computed at the first call and kept. Safe from any thread.</summary>
    GameConstants Constants { get; }

    /// <summary>
    /// z*, where it can be computed: null where it is not unique, or where the game is too large for it. Computed at the first call and kept; safe from
    /// any thread.
    /// </summary>
    ReadOnlyMemory<double>? Solution { get; }

    /// <summary>F_m.</summary>
    /// <param name="node">m, 0 to M - 1.</param>
    IOperator Local(int node);

    /// <summary>Writes z_0, a point of C; the zero vector where a game has no better one.</summary>
    /// <param name="point">D numbers, overwritten.</param>
    void Start(Span<double> point) => Set.Center(point);

    /// <summary>
    /// max over y' of f(x, y') minus min over x' of f(x', y), where C is bounded and both have closed forms: 0 at z*, above 0 elsewhere in C. Null where they
    /// have none.
    /// </summary>
    /// <param name="point">z, a point of C.</param>
    double? Gap(ReadOnlySpan<double> point) => null;

    /// <summary>What is known of the game where it has the form that primal-dual methods are for; null where it has not.</summary>
    PrimalDualStructure? PrimalDual => null;
}

/// <summary>F_m, what one node knows. Nothing here allocates; points and results are the caller's.</summary>
public interface IOperator
{
    /// <summary>D, the length of z.</summary>
    int Dimension { get; }

    /// <summary>r_m, the number of data that F_m is a mean over; 0 where F_m is a formula.</summary>
    int SampleCount { get; }

    /// <summary>F_m at a point, or on a minibatch: F_m with its mean taken over the chosen data only.</summary>
    /// <param name="point">z, D numbers; must not overlap the value.</param>
    /// <param name="samples">Numbers of data, 0 to r_m - 1; empty means all. Where r_m = 0 every value is the full one.</param>
    /// <param name="value">D numbers, overwritten.</param>
    void Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> value);
}
