using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Variational;

/// <summary>The data that a stochastic operator is evaluated on.</summary>
internal static class OperatorSamples
{
    /// <summary>B of a worker's data, without replacement, from stream (seed, <see cref="RandomPurpose.Minibatches"/>, worker, round).</summary>
    /// <param name="round">The round.</param>
    /// <param name="batchSize">B; 0 for all.</param>
    /// <returns>Nothing for all data.</returns>
    public static int[] Draw<T>(WorkerRound<T> round, int batchSize)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = round.Oracle.SampleCount;
        if (batchSize == 0 || count <= batchSize)
            return [];

        int[] samples = new int[batchSize];
        var stream = new RandomStream(round.Seed, RandomPurpose.Minibatches, round.Worker, round.Round);
        stream.Choose(count, samples.Length, samples);
        return samples;
    }
}
