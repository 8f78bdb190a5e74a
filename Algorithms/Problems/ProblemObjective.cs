using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>What concerns all nodes of a problem at once: for evaluation, never for the methods themselves.</summary>
public static class ProblemObjective
{
    /// <summary>phi(x) = (1/n) sum_i f_i(x) + r(x), summed in the order of the nodes.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="point">x, d numbers.</param>
    public static double Value(IDistributedProblem problem, ReadOnlySpan<double> point)
    {
        ArgumentNullException.ThrowIfNull(problem);
        double sum = 0;
        for (int node = 0; node < problem.Nodes; node++)
            sum += problem.Local(node).Value(point);
        return (sum / problem.Nodes) + problem.Regulariser.Value(point);
    }

    /// <summary>The gradient of the smooth part, (1/n) sum_i grad f_i(x), summed in the order of the nodes.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="point">x, d numbers.</param>
    /// <param name="gradient">d numbers, overwritten.</param>
    /// <param name="scratch">d numbers, overwritten.</param>
    public static void Gradient(IDistributedProblem problem, ReadOnlySpan<double> point, Span<double> gradient, Span<double> scratch)
    {
        ArgumentNullException.ThrowIfNull(problem);
        gradient.Clear();
        for (int node = 0; node < problem.Nodes; node++)
        {
            problem.Local(node).Gradient(point, scratch);
            VectorKernels.Add(gradient, scratch, gradient);
        }

        VectorKernels.Scale(1.0 / problem.Nodes, gradient);
    }

    /// <summary>Makes a solution of a point: its value, its residual, and the accuracy that these give.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="point">x, kept.</param>
    /// <param name="convexity">A lower bound on the strong convexity constant of phi, above 0.</param>
    internal static ProblemSolution Solution(IDistributedProblem problem, double[] point, double convexity)
    {
        double[] gradient = new double[point.Length];
        Gradient(problem, point, gradient, new double[point.Length]);
        problem.Regulariser.ShortestSubgradient(point, gradient);
        double residual = VectorKernels.Norm2<double>(gradient);
        return new ProblemSolution(point, Value(problem, point), residual, residual / convexity);
    }
}
