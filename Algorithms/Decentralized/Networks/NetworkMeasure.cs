using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Networks;

/// <summary>Writes x_i of a node.</summary>
/// <param name="node">i.</param>
/// <param name="destination">d numbers, overwritten.</param>
/// <typeparam name="T">The element type of the run.</typeparam>
public delegate void NodeEstimates<T>(int node, Span<T> destination)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

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
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of<T>(network.Nodes.Count, network.Estimate, average, solution);

    /// <summary>Measures nodes.</summary>
    /// <param name="nodes">n.</param>
    /// <param name="estimates">Writes x_i; it is asked twice for every node.</param>
    /// <param name="average">d numbers, overwritten with x^, as above.</param>
    /// <param name="solution">x*, d numbers; empty where it is not known.</param>
    public static NetworkMeasure Of<T>(int nodes, NodeEstimates<T> estimates, Span<T> average, ReadOnlySpan<double> solution)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = nodes;
        int d = average.Length;
        T[] estimate = new T[d];
        double[] sums = new double[d];
        for (int i = 0; i < n; i++)
        {
            estimates(i, estimate);
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
            estimates(i, estimate);
            consensus += VectorKernels.SquaredDistance<T>(estimate, average) / n;
            if (target.Length > 0)
                distance += VectorKernels.SquaredDistance<T>(estimate, target) / n;
        }

        double scale = VectorKernels.SumOfSquares(solution);
        return new NetworkMeasure(consensus, target.Length == 0 ? null : distance / (scale > 0 ? scale : 1));
    }
}
