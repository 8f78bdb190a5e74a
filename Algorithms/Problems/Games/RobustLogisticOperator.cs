using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// The mean over the samples of a node: with t = b w . (a + r) and s = 1/(1 + e^t) a sample contributes lambda w - b s (a + r) to w and beta r + b s w to its r.
/// </summary>
internal sealed class RobustLogisticOperator(NodeSamples samples, double lambda, double beta, int first, int stride, int dimension) : IOperator
{
    private readonly int d = samples.Dimension;

    /// <inheritdoc/>
    public int Dimension => dimension;

    /// <inheritdoc/>
    public int SampleCount => samples.Count;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> minibatch, Span<double> value)
    {
        SpanChecks.SameLength(dimension, point.Length, nameof(point));
        SpanChecks.SameLength(dimension, value.Length, nameof(value));
        SpanChecks.Disjoint(point, value, nameof(value));
        value.Clear();
        ReadOnlySpan<double> w = point[..d];
        Span<double> valueW = value[..d];
        VectorKernels.Axpy(lambda, w, valueW);
        int count = minibatch.IsEmpty ? samples.Count : minibatch.Length;
        for (int position = 0; position < count; position++)
        {
            int j = minibatch.IsEmpty ? position : minibatch[position];
            int start = first + (j * stride);
            ReadOnlySpan<double> r = point.Slice(start, d);
            Span<double> valueR = value.Slice(start, d);
            double slope = samples.Targets[j] * Sigmoid(j, w, r) / count;
            samples.AddTo(valueW, j, -slope);
            VectorKernels.Axpy(-slope, r, valueW);
            VectorKernels.Axpy(slope, w, valueR);
            VectorKernels.Axpy(beta / count, r, valueR);
        }
    }

    /// <summary>Adds weight times the derivative of the operator.</summary>
    public void AddJacobian(double weight, ReadOnlySpan<double> point, Span<double> jacobian)
    {
        ReadOnlySpan<double> w = point[..d];
        double[] v = new double[d];
        double each = weight / samples.Count;
        for (int k = 0; k < d; k++)
            jacobian[(k * dimension) + k] += weight * lambda;
        for (int j = 0; j < samples.Count; j++)
        {
            int start = first + (j * stride);
            ReadOnlySpan<double> r = point.Slice(start, d);
            samples.CopyTo(v, j);
            VectorKernels.Add(v, r, v);
            double s = Sigmoid(j, w, r);
            double curvature = each * s * (1 - s);
            double slope = each * samples.Targets[j] * s;
            for (int k = 0; k < d; k++)
            {
                Span<double> rowW = jacobian.Slice(k * dimension, dimension);
                Span<double> rowR = jacobian.Slice((start + k) * dimension, dimension);
                VectorKernels.Axpy(curvature * v[k], v, rowW[..d]);
                VectorKernels.Axpy(curvature * v[k], w, rowW.Slice(start, d));
                VectorKernels.Axpy(-curvature * w[k], v, rowR[..d]);
                VectorKernels.Axpy(-curvature * w[k], w, rowR.Slice(start, d));
                rowW[start + k] -= slope;
                rowR[k] += slope;
                rowR[start + k] += each * beta;
            }
        }
    }

    private double Sigmoid(int sample, ReadOnlySpan<double> w, ReadOnlySpan<double> r)
    {
        double t = samples.Targets[sample] * (samples.Dot(sample, w) + VectorKernels.Dot(w, r));
        return 1 / (1 + DeterministicMath.Exp(t));
    }
}
