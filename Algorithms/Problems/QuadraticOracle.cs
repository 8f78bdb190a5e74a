using System.Numerics;
using Starling.Algorithms.Models;

namespace Starling.Algorithms.Problems;

/// <summary>f(x) = 1/2 (x - b)^T diag(a) (x - b), a formula: every gradient is the full one.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="curvature">a, the diagonal.</param>
/// <param name="minimum">b.</param>
public sealed class QuadraticOracle<T>(T[] curvature, T[] minimum) : ILocalOracle<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public int Dimension => curvature.Length;

    /// <inheritdoc/>
    public int SampleCount => 0;

    /// <inheritdoc/>
    public double Gradient(ReadOnlySpan<T> point, ReadOnlySpan<int> samples, Span<T> gradient)
    {
        double value = 0;
        for (int j = 0; j < curvature.Length; j++)
        {
            T distance = point[j] - minimum[j];
            gradient[j] = curvature[j] * distance;
            value += 0.5 * double.CreateChecked(gradient[j] * distance);
        }

        return value;
    }
}
