namespace Starling.Algorithms.Problems;

/// <summary>
/// A convex problem that is spread over the nodes of a network: minimise phi(x) = (1/n) sum_i f_i(x) + r(x) over x in R^d, where node
/// i knows f_i alone. All numbers are doubles.
/// </summary>
/// <remarks>
/// Calls for different nodes may run at the same time. One node is used by one thread at a time, except where a class promises more.
/// </remarks>
public interface IDistributedProblem
{
    /// <summary>n, the number of nodes.</summary>
    int Nodes { get; }

    /// <summary>d, the length of x.</summary>
    int Dimension { get; }

    /// <summary>L, the largest smoothness constant of all f_i.</summary>
    double Smoothness { get; }

    /// <summary>mu, the smallest strong convexity constant of all f_i; 0 where some f_i is convex only.</summary>
    double StrongConvexity { get; }

    /// <summary>
    /// A strong convexity constant of the average (1/n) sum_i f_i, mu or more: of quadratics everywhere, else near x*. Null where it is not known. It is
    /// computed at the first call and kept; the call is safe from any thread.
    /// </summary>
    double? AverageConvexity => null;

    /// <summary>
    /// The smoothness constant of the average (1/n) sum_i f_i, L or less. Null where it is not known. It is computed at the first call and kept; the call is
    /// safe from any thread.
    /// </summary>
    double? AverageSmoothness => null;

    /// <summary>r, known to every node; <see cref="Regularisers.None"/> where there is none.</summary>
    IRegulariser Regulariser { get; }

    /// <summary>
    /// x*, where it can be computed: null where it is not unique, or where the problem is too large for it. It is computed at the
    /// first call and kept; the call is safe from any thread.
    /// </summary>
    ProblemSolution? Solution { get; }

    /// <summary>f_i.</summary>
    /// <param name="node">i, 0 to n - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such node.</exception>
    ILocalFunction Local(int node);

    /// <summary>L_i, the smoothness constant of f_i.</summary>
    /// <param name="node">i, 0 to n - 1.</param>
    double SmoothnessOf(int node) => Local(node).Smoothness;
}

/// <summary>The minimiser of a problem and how exactly it is known.</summary>
/// <param name="Point">x*.</param>
/// <param name="Value">phi(x*).</param>
/// <param name="Residual">The norm of the smallest subgradient of phi at the point: 0 for the exact minimiser.</param>
/// <param name="Accuracy">
/// A bound on the distance from the exact minimiser: the residual over a lower bound on the strong convexity constant of phi.
/// </param>
public sealed record ProblemSolution(ReadOnlyMemory<double> Point, double Value, double Residual, double Accuracy);
