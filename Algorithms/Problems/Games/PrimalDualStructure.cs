namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// What is known of a game that is min over x, max over y of f(x) + &lt;A x, y&gt; - g(y) with a convex f and g(y) = (mu/2) |y|^2 + &lt;b, y&gt;, so that
/// F(x, y) = (grad f(x) + A^T y, mu y + b - A x). Primal-dual methods need no more of it than F and these numbers. The norms are computed at the first call and
/// kept; safe from any thread.
/// </summary>
public sealed class PrimalDualStructure
{
    private readonly Lazy<double> smoothness;
    private readonly Lazy<double> coupling;

    /// <summary>Describes a game.</summary>
    /// <param name="firstLength">The length of x; y has the rest of z.</param>
    /// <param name="convexity">mu, above 0.</param>
    /// <param name="smoothness">Computes L_f.</param>
    /// <param name="coupling">Computes |A|.</param>
    public PrimalDualStructure(int firstLength, double convexity, Func<double> smoothness, Func<double> coupling)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(firstLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(convexity);
        FirstLength = firstLength;
        Convexity = convexity;
        this.smoothness = new Lazy<double>(smoothness);
        this.coupling = new Lazy<double>(coupling);
    }

    /// <summary>The length of x; y has the rest of z.</summary>
    public int FirstLength { get; }

    /// <summary>mu, the convexity of g.</summary>
    public double Convexity { get; }

    /// <summary>L_f, the Lipschitz constant of grad f.</summary>
    public double Smoothness => smoothness.Value;

    /// <summary>|A|, the largest singular value of A.</summary>
    public double Coupling => coupling.Value;
}
