using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Tests.Decentralized;

/// <summary>e = sum_i |x_i - x*|^2 / (n |x*|^2), kept up to date for the nodes that an event touched.</summary>
internal sealed class DistanceToSolution
{
    private readonly double[] solution;
    private readonly double[] squares;
    private readonly double scale;
    private readonly int estimate;
    private readonly IReadOnlyList<NodeState<double>> nodes;

    public DistanceToSolution(IReadOnlyList<NodeState<double>> nodes, int estimate, ReadOnlySpan<double> solution)
    {
        this.nodes = nodes;
        this.estimate = estimate;
        this.solution = solution.ToArray();
        scale = nodes.Count * VectorKernels.SumOfSquares(solution);
        squares = new double[nodes.Count];
        for (int i = 0; i < squares.Length; i++)
            Touched(i);
    }

    public double Relative => squares.Sum() / scale;

    public void Touched(int node) => squares[node] = VectorKernels.SquaredDistance<double>(nodes[node][estimate], solution);
}
