using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds;

/// <summary>The samples that a worker evaluates one gradient, or operator, on.</summary>
internal static class Minibatch
{
    /// <summary>B of a worker's samples, without replacement, from stream (seed, <see cref="RandomPurpose.Minibatches"/>, worker, number).</summary>
    /// <param name="round">The round.</param>
    /// <param name="batchSize">B; 0 for all.</param>
    /// <param name="number">The number of the minibatch; that of the round where it is left out.</param>
    /// <returns>Nothing for all samples.</returns>
    public static int[] Draw<T>(WorkerRound<T> round, int batchSize, int? number = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = round.Oracle.SampleCount;
        if (batchSize == 0 || count <= batchSize)
            return [];

        int[] samples = new int[batchSize];
        var stream = new RandomStream(round.Seed, RandomPurpose.Minibatches, round.Worker, number ?? round.Round);
        stream.Choose(count, samples.Length, samples);
        return samples;
    }
}
