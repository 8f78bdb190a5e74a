using System.Collections.Concurrent;
using System.Numerics;
using Starling.Algorithms.Data;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Runs;
using Starling.Grains.Trainers;

namespace Starling.Grains.Runtime;

/// <summary>How a model does on the test samples, or on the training samples where there are no others.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">The share of right answers; null where the model of a script has none.</param>
/// <param name="Output">What a script printed meanwhile; null for nothing.</param>
public readonly record struct ModelEvaluation(double Loss, double? Accuracy, string? Output = null)
{
    /// <summary>Rows of one unit of work; sums run over the units in order, so that threads do not change the result.</summary>
    private const int BlockRows = 1000;

    /// <summary>Evaluates a model on the compute threads, or in a process of the job's script.</summary>
    public static async Task<ModelEvaluation> OfAsync<T>(ComputePool pool, string jobId, Workload<T> work, VectorBuffer<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (work is TrainerWork<T> external)
            return await external.EvaluateAsync(parameters);

        var model = (ModelWork<T>)work;
        ModelScore score = await ScoreAsync(pool, jobId, model.Model, model.Data.Test ?? model.Data.Train, parameters);
        return new ModelEvaluation(score.Loss, score.Accuracy);
    }

    private static async Task<ModelScore> ScoreAsync<T>(ComputePool pool, string jobId, IModel<T> model, Dataset data, VectorBuffer<T> parameters)
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
