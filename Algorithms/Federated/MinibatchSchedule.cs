using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Federated;

/// <summary>
/// The minibatches of one worker's round: the samples are shuffled anew for every epoch and cut into pieces of B, the last of
/// which may be short. Draws from stream (seed, <see cref="RandomPurpose.Minibatches"/>, worker, round).
/// </summary>
public ref struct MinibatchSchedule
{
    private readonly int[] order;
    private readonly int batchSize;
    private readonly int steps;
    private RandomStream stream;
    private int step;
    private int start;

    /// <summary>Plans the round.</summary>
    /// <param name="options">Epochs, steps and batch size.</param>
    /// <param name="sampleCount">n_i; 0 where the oracle is a formula: every step takes the full gradient.</param>
    /// <param name="seed">The job's seed.</param>
    /// <param name="worker">i.</param>
    /// <param name="round">t.</param>
    public MinibatchSchedule(LocalTrainingOptions options, int sampleCount, ulong seed, int worker, int round)
    {
        bool full = options.BatchSize == 0 || sampleCount == 0;
        batchSize = full ? 0 : Math.Min(options.BatchSize, sampleCount);
        order = full ? [] : new int[sampleCount];
        stream = new RandomStream(seed, RandomPurpose.Minibatches, worker, round);
        int stepsPerEpoch = full ? 1 : (sampleCount + batchSize - 1) / batchSize;
        steps = options.LocalSteps > 0 ? options.LocalSteps : checked(options.LocalEpochs * stepsPerEpoch);
        start = order.Length;
    }

    /// <summary>K, the number of steps of the round.</summary>
    public readonly int Steps => steps;

    /// <summary>Moves to the next minibatch.</summary>
    /// <param name="samples">Its samples, valid until the next call; empty where the full gradient is meant.</param>
    /// <returns>False when the round is over.</returns>
    public bool Next(out ReadOnlySpan<int> samples)
    {
        samples = [];
        if (step == steps)
            return false;

        step++;
        if (batchSize == 0)
            return true;

        if (start >= order.Length)
        {
            stream.FillPermutation(order);
            start = 0;
        }

        int count = Math.Min(batchSize, order.Length - start);
        samples = order.AsSpan(start, count);
        start += count;
        return true;
    }
}
