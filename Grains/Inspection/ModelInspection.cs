using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Inspection;

/// <summary>Looks at a version of a job's vectors: evaluates the model on blocks of samples, hashes the parameters.</summary>
/// <param name="broadcasts">The silo's copies of broadcast vectors.</param>
/// <param name="reader">The way to the shards.</param>
/// <param name="pool">Where evaluations run.</param>
public sealed class ModelInspection(BroadcastCache broadcasts, ShardReader reader, ComputePool pool)
{
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
        if ((object)context.Plan.Work is not GameWork game)
        {
            ModelEvaluation score = await ModelEvaluation.OfAsync(pool, context.JobId, context.Plan.Work, model);
            return new EvaluationResult { Version = version, Loss = score.Loss, Accuracy = score.Accuracy, Output = score.Output };
        }

        (GameMeasurement measure, double? objective) = await pool.RunAsync(context.JobId, () => game.Measure(MemoryMarshal.Cast<T, double>(model.Span)));
        return new EvaluationResult
        {
            Version = version,
            Loss = objective,
            GradientNorm = measure.Residual,
            Distance = measure.Distance,
            Gap = measure.Gap,
        };
    }

    private async Task<VectorBuffer<T>> ModelAsync<T>(RoundContext<T> context, int epoch, int version)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string name = context.Vectors.Server[0];
        int index = context.Vectors.Sent.ToList().IndexOf(name);
        return index < 0
            ? await reader.ReadAsync(context, epoch, version, name)
            : (await broadcasts.GetAsync(context, epoch, version)).Vectors[index];
    }
}
