using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Data;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Grains.Runtime;

namespace Starling.Grains.Networks;

/// <summary>How good a point is.</summary>
internal static class NetworkEvaluation
{
    /// <summary>Rows of one unit of work; sums run over the units in order, so that threads do not change the result.</summary>
    private const int BlockRows = 1000;

    /// <summary>How good a point of a job is.</summary>
    public static Task<(double? Loss, double? Accuracy, double? GradientNorm)> OfAsync<T>(NetworkContext<T> context, ComputePool pool, VectorBuffer<T> point)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => context.Problem is { } problem
        ? pool.RunAsync(context.JobId, () => OfProblem(problem, MemoryMarshal.Cast<T, double>(point.Span)))
        : OfModelAsync(pool, context.JobId, context.Model!, context.TestData!, point);

    /// <summary>The objective of a problem, and the norm of its gradient or shortest subgradient.</summary>
    public static (double? Loss, double? Accuracy, double? GradientNorm) OfProblem(IDistributedProblem problem, ReadOnlySpan<double> point)
    {
        double[] gradient = new double[point.Length];
        ProblemObjective.Gradient(problem, point, gradient, new double[point.Length]);
        problem.Regulariser.ShortestSubgradient(point, gradient);
        return (ProblemObjective.Value(problem, point), null, VectorKernels.Norm2<double>(gradient));
    }

    /// <summary>Mean loss and accuracy of a model over all rows of a data set.</summary>
    public static async Task<(double? Loss, double? Accuracy, double? GradientNorm)> OfModelAsync<T>(
        ComputePool pool, string jobId, IModel<T> model, Dataset data, VectorBuffer<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ModelScore score = await ScoreAsync(pool, jobId, model, data, parameters);
        return (score.Loss, score.Accuracy, null);
    }

    /// <summary>The score of a model over all rows of a data set.</summary>
    public static async Task<ModelScore> ScoreAsync<T>(ComputePool pool, string jobId, IModel<T> model, Dataset data, VectorBuffer<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] rows = [.. Enumerable.Range(0, data.Count)];
        var workspaces = new ConcurrentBag<ModelWorkspace<T>>();
        ModelScore[] scores = await Task.WhenAll(rows.Chunk(BlockRows).Select(block => pool.RunAsync(jobId, () =>
        {
            ModelWorkspace<T> workspace = workspaces.TryTake(out ModelWorkspace<T>? free) ? free : model.CreateWorkspace(BlockRows);
            ModelScore score = model.Evaluate(parameters.Span, data, block, workspace);
            workspaces.Add(workspace);
            return score;
        })));
        return new ModelScore(scores.Sum(score => score.LossSum), scores.Sum(score => score.Correct), data.Count);
    }
}
