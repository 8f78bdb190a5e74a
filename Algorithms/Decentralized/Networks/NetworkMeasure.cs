using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Networks;

/// <summary>Where a network stands.</summary>
/// <param name="Consensus">(1/n) sum_i |x_i - x^|^2, with x^ the average of the nodes.</param>
/// <param name="Distance">(1/n) sum_i |x_i - x*|^2 / |x*|^2, or without the divisor where x* is zero; null where x* is not known.</param>
public sealed record NetworkMeasure(double Consensus, double? Distance)
{
    /// <summary>Measures a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="average">d numbers, overwritten with x^: the mean in the order of the nodes, in double, rounded once.</param>
    /// <param name="solution">x*, d numbers; empty where it is not known.</param>
    public static NetworkMeasure Of<T>(INetworkRunner<T> network, Span<T> average, ReadOnlySpan<double> solution)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = network.Nodes.Count;
        int d = average.Length;
        T[] estimate = new T[d];
        double[] sums = new double[d];
        for (int i = 0; i < n; i++)
        {
            network.Estimate(i, estimate);
            VectorKernels.AddWeighted<T>(1.0 / n, estimate, sums);
        }

        VectorKernels.Round<T>(sums, average);
        T[] target = new T[solution.Length];
        for (int k = 0; k < target.Length; k++)
            target[k] = T.CreateTruncating(solution[k]);
        double consensus = 0;
        double distance = 0;
        for (int i = 0; i < n; i++)
        {
            network.Estimate(i, estimate);
            consensus += VectorKernels.SquaredDistance<T>(estimate, average) / n;
            if (target.Length > 0)
                distance += VectorKernels.SquaredDistance<T>(estimate, target) / n;
        }

        double scale = VectorKernels.SumOfSquares(solution);
        return new NetworkMeasure(consensus, target.Length == 0 ? null : distance / (scale > 0 ? scale : 1));
    }
}
