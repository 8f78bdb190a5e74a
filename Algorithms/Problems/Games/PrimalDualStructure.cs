using System.Numerics.Tensors;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// What is known of a game that is min over x, max over y of f(x) + &lt;A x, y&gt; - g(y) with a convex f and g(y) = sum_j (m_j/2) y_j^2 + &lt;b, y&gt;, every m_j at
/// least mu, so that F(x, y) = (grad f(x) + A^T y, m y + b - A x). Primal-dual methods need no more of it than F and these numbers. In place of A x there may be
/// h(x), whose h_j are convex where y is not negative: the coupling is y . h(x) then. The norms are computed at the first call and kept; safe from any thread.
/// </summary>
public sealed class PrimalDualStructure
{
    private readonly Lazy<double> smoothness;
    private readonly Lazy<double> coupling;
    private readonly Lazy<double> couplingCurvature;

    /// <summary>Describes a game.</summary>
    /// <param name="firstLength">The length of x; y has the rest of z.</param>
    /// <param name="convexity">mu, above 0.</param>
    /// <param name="smoothness">Computes L_f.</param>
    /// <param name="coupling">Computes |A|.</param>
    /// <param name="curvatures">m_j, a number for each of y, mu or more; empty where all are mu.</param>
    /// <param name="couplingCurvature">Computes L_xx; null for a coupling that is bilinear.</param>
    public PrimalDualStructure(
        int firstLength,
        double convexity,
        Func<double> smoothness,
        Func<double> coupling,
        ReadOnlyMemory<double> curvatures = default,
        Func<double>? couplingCurvature = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(firstLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(convexity);
        FirstLength = firstLength;
        Convexity = convexity;
        Curvatures = curvatures;
        LargestCurvature = curvatures.IsEmpty ? convexity : TensorPrimitives.Max(curvatures.Span);
        this.smoothness = new Lazy<double>(smoothness);
        this.coupling = new Lazy<double>(coupling);
        IsBilinear = couplingCurvature is null;
        this.couplingCurvature = new Lazy<double>(couplingCurvature ?? (() => 0));
    }

    /// <summary>The length of x; y has the rest of z.</summary>
    public int FirstLength { get; }

    /// <summary>mu, the convexity of g.</summary>
    public double Convexity { get; }

    /// <summary>m_j, the second derivatives of g; empty where all are mu.</summary>
    public ReadOnlyMemory<double> Curvatures { get; }

    /// <summary>The Lipschitz constant of grad g: the largest m_j.</summary>
    public double LargestCurvature { get; }

    /// <summary>L_f, the Lipschitz constant of grad f.</summary>
    public double Smoothness => smoothness.Value;

    /// <summary>Whether the coupling is &lt;A x, y&gt;.</summary>
    public bool IsBilinear { get; }

    /// <summary>|A|, the largest singular value of A; L_xy, the Lipschitz constant of h, where the coupling is not bilinear.</summary>
    public double Coupling => coupling.Value;

    /// <summary>L_xx, the Lipschitz constant of the gradient of y . h(x) in x, for all y of the game; 0 where the coupling is bilinear.</summary>
    public double CouplingCurvature => couplingCurvature.Value;
}
