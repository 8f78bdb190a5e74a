using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Grains.Runtime;

namespace Starling.Grains.Networks;

/// <summary>How good a point is.</summary>
internal static class NetworkEvaluation
{
    /// <summary>How good a point of a job is.</summary>
    public static async Task<(double? Loss, double? Accuracy, double? GradientNorm)> OfAsync<T>(NetworkContext<T> context, ComputePool pool, VectorBuffer<T> point)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (context.Problem is { } problem)
            return await pool.RunAsync(context.JobId, () => OfProblem(problem, MemoryMarshal.Cast<T, double>(point.Span)));

        ModelEvaluation score = await ModelEvaluation.OfAsync(pool, context.JobId, context.Work!, point);
        return (score.Loss, score.Accuracy, null);
    }

    /// <summary>The objective of a problem, and the norm of its gradient or shortest subgradient.</summary>
    public static (double? Loss, double? Accuracy, double? GradientNorm) OfProblem(IDistributedProblem problem, ReadOnlySpan<double> point)
    {
        double[] gradient = new double[point.Length];
        ProblemObjective.Gradient(problem, point, gradient, new double[point.Length]);
        problem.Regulariser.ShortestSubgradient(point, gradient);
        return (ProblemObjective.Value(problem, point), null, VectorKernels.Norm2<double>(gradient));
    }
}
