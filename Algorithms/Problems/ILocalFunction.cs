namespace Starling.Algorithms.Problems;

/// <summary>f_i, what one node knows: smooth and convex. Nothing here allocates; points and results are the caller's.</summary>
public interface ILocalFunction
{
    /// <summary>d, the length of x.</summary>
    int Dimension { get; }

    /// <summary>m_i, the number of samples that f_i is a mean over; 0 where f_i is a formula.</summary>
    int SampleCount { get; }

    /// <summary>L_i: the gradient changes by at most L_i |x - y|. It may be an upper bound of the smallest such number.</summary>
    double Smoothness { get; }

    /// <summary>mu_i: f_i - (mu_i/2)|x|^2 is convex. It may be a lower bound of the largest such number, and is 0 where none is known.</summary>
    double StrongConvexity { get; }

    /// <summary>The gradient of the conjugate f_i^*; null where there is no closed form of it.</summary>
    IConjugate? Conjugate { get; }

    /// <summary>f_i(x).</summary>
    /// <param name="point">x, d numbers.</param>
    double Value(ReadOnlySpan<double> point);

    /// <summary>The gradient of f_i at x.</summary>
    /// <param name="point">x, d numbers; must not overlap the gradient.</param>
    /// <param name="gradient">d numbers, overwritten.</param>
    void Gradient(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>The gradient on a minibatch: of f_i with its mean taken over the chosen samples only.</summary>
    /// <param name="point">x, d numbers; must not overlap the gradient.</param>
    /// <param name="samples">Sample numbers, 0 to m_i - 1; empty means all. Where m_i = 0 every gradient is the full one.</param>
    /// <param name="gradient">d numbers, overwritten.</param>
    void Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> gradient);
}

/// <summary>The conjugate f^*(v) = max_x &lt;v, x&gt; - f(x) of a strongly convex f, which dual methods work with.</summary>
public interface IConjugate
{
    /// <summary>grad f^*(v) = argmin_x f(x) - &lt;v, x&gt;: the point where the gradient of f is v.</summary>
    /// <param name="dual">v, d numbers; may be the same span as the result.</param>
    /// <param name="point">d numbers, overwritten.</param>
    void Gradient(ReadOnlySpan<double> dual, Span<double> point);
}
