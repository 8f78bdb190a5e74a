using Starling.Algorithms.Problems;

namespace Starling.Algorithms.Decentralized;

/// <summary>A node's share of a convex problem; in double, with exact gradients.</summary>
/// <param name="function">f_i.</param>
public sealed class ProblemNodeOracle(ILocalFunction function) : INodeOracle<double>
{
    /// <inheritdoc/>
    public int Dimension => function.Dimension;

    /// <inheritdoc/>
    public bool HasConjugate => function.Conjugate is not null;

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<double> point, long number, Span<double> gradient) => function.Gradient(point, gradient);

    /// <inheritdoc/>
    public void Conjugate(ReadOnlySpan<double> dual, Span<double> point)
    {
        if (function.Conjugate is not { } conjugate)
            throw new NotSupportedException("The conjugate of this function has no closed form.");

        conjugate.Gradient(dual, point);
    }
}
