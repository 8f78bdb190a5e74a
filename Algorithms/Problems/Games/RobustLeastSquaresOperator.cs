using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>The mean over the rows of a node of what they contribute; the numbers of y of other nodes get 0.</summary>
internal sealed class RobustLeastSquaresOperator(NodeSamples rows, double lambda, int first, int dimension) : IOperator
{
    /// <inheritdoc/>
    public int Dimension => dimension;

    /// <inheritdoc/>
    public int SampleCount => rows.Count;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> value)
    {
        SpanChecks.SameLength(dimension, point.Length, nameof(point));
        SpanChecks.SameLength(dimension, value.Length, nameof(value));
        SpanChecks.Disjoint(point, value, nameof(value));
        value.Clear();
        ReadOnlySpan<double> x = point[..rows.Dimension];
        int count = samples.IsEmpty ? rows.Count : samples.Length;
        double weight = 2.0 / count;
        for (int position = 0; position < count; position++)
        {
            int t = samples.IsEmpty ? position : samples[position];
            double product = rows.Dot(t, x);
            double y = point[first + t];
            rows.AddTo(value[..rows.Dimension], t, weight * (product - y));
            value[first + t] += weight * (product + ((lambda - 1) * y) - (lambda * rows.Targets[t]));
        }
    }
}
