using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;
using Starling.Algorithms.Data;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Inspection;

/// <summary>Looks at a version of a job's vectors: evaluates the model on blocks of samples, hashes the parameters.</summary>
/// <param name="broadcasts">The silo's copies of broadcast vectors.</param>
/// <param name="reader">The way to the shards.</param>
/// <param name="pool">Where evaluations run.</param>
public sealed class ModelInspection(BroadcastCache broadcasts, ShardReader reader, ComputePool pool)
{
    /// <summary>Rows of one unit of work; sums run over the units in order, so that threads do not change the result.</summary>
    private const int BlockRows = 1000;

    /// <summary>Loss and accuracy over the test samples, or over the training samples where there are no others.</summary>
    public Task<EvaluationResult> EvaluateAsync(JobContext context, int epoch, int version) => context switch
    {
        RoundContext<float> single => EvaluateAsync(single, epoch, version),
        RoundContext<double> wide => EvaluateAsync(wide, epoch, version),
        _ => throw new InvalidOperationException($"There are no evaluations of {context.GetType()}."),
    };

    /// <summary>SHA-256 over the bytes of all server vectors in declared order, in lower-case hexadecimal.</summary>
    public async Task<string> FingerprintAsync(JobContext context, int epoch, int version)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in context.ResultVectors)
        {
            await foreach (ReadOnlyMemory<byte> piece in reader.StreamAsync(context, epoch, version, name))
                hash.AppendData(piece.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task<EvaluationResult> EvaluateAsync<T>(RoundContext<T> context, int epoch, int version)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        VectorBuffer<T> model = await ModelAsync(context, epoch, version);
        Dataset data = context.Data.Test ?? context.Data.Train;
        int[] rows = [.. Enumerable.Range(0, data.Count)];
        var workspaces = new ConcurrentBag<ModelWorkspace<T>>();
        ModelScore[] scores = await Task.WhenAll(rows.Chunk(BlockRows).Select(block => pool.RunAsync(context.JobId, () =>
        {
            ModelWorkspace<T> workspace = workspaces.TryTake(out ModelWorkspace<T>? free) ? free : context.Model.CreateWorkspace(BlockRows);
            ModelScore score = context.Model.Evaluate(model.Span, data, block, workspace);
            workspaces.Add(workspace);
            return score;
        })));
        var total = new ModelScore(scores.Sum(score => score.LossSum), scores.Sum(score => score.Correct), data.Count);
        return new EvaluationResult { Version = version, Loss = total.Loss, Accuracy = total.Accuracy };
    }

    private async Task<VectorBuffer<T>> ModelAsync<T>(RoundContext<T> context, int epoch, int version)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string name = context.Vectors.Server[0];
        int index = context.Vectors.Broadcast.ToList().IndexOf(name);
        return index < 0
            ? await reader.ReadAsync(context, epoch, version, name)
            : (await broadcasts.GetAsync(context, epoch, version))[index];
    }
}
