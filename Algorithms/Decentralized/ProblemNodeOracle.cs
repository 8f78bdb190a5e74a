using Starling.Algorithms.Problems;

namespace Starling.Algorithms.Decentralized;

/// <summary>A node's share of a convex problem, in double.</summary>
public sealed class ProblemNodeOracle : INodeOracle<double>
{
    private readonly ILocalFunction function;
    private readonly NodeMinibatches? minibatches;

    /// <summary>With the full gradient of f_i.</summary>
    /// <param name="function">f_i.</param>
    public ProblemNodeOracle(ILocalFunction function) => this.function = function;

    /// <summary>With gradients of minibatches.</summary>
    /// <param name="function">f_i.</param>
    /// <param name="minibatches">Which samples.</param>
    internal ProblemNodeOracle(ILocalFunction function, NodeMinibatches minibatches)
        : this(function) => this.minibatches = minibatches;

    /// <inheritdoc/>
    public int Dimension => function.Dimension;

    /// <inheritdoc/>
    public bool HasConjugate => function.Conjugate is not null;

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<double> point, long number, Span<double> gradient)
    {
        if (minibatches is null)
            function.Gradient(point, gradient);
        else
            function.Gradient(point, minibatches.Of(number), gradient);
    }

    /// <inheritdoc/>
    public void Conjugate(ReadOnlySpan<double> dual, Span<double> point)
    {
        if (function.Conjugate is not { } conjugate)
            throw new NotSupportedException("The conjugate of this function has no closed form.");

        conjugate.Gradient(dual, point);
    }
}
