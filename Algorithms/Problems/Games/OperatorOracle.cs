using Starling.Algorithms.Models;

namespace Starling.Algorithms.Problems.Games;

/// <summary>What a worker can be asked about its operator, as the gradient of a loss that is not known: the loss is 0.</summary>
/// <param name="local">F_m.</param>
public sealed class OperatorOracle(IOperator local) : ILocalOracle<double>
{
    /// <inheritdoc/>
    public int Dimension => local.Dimension;

    /// <inheritdoc/>
    public int SampleCount => local.SampleCount;

    /// <inheritdoc/>
    public double Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> gradient)
    {
        local.Evaluate(point, samples, gradient);
        return 0;
    }
}
