using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds;

/// <summary>How the participants S_t of a round are chosen among M workers.</summary>
public enum ParticipantSampling
{
    /// <summary>Exactly s = max(1, round(q M)) workers, uniformly without replacement.</summary>
    Uniform,

    /// <summary>Every worker on its own with probability q, drawn again where nobody is chosen (Poisson sampling).</summary>
    Bernoulli,
}

/// <summary>Chooses the participants of a round.</summary>
public static class ParticipantSampler
{
    /// <summary>
    /// S_t, ascending. It depends on the arguments alone: stream (seed, <see cref="RandomPurpose.Participation"/>, round).
    /// </summary>
    /// <param name="seed">The job's seed.</param>
    /// <param name="round">t.</param>
    /// <param name="workerCount">M.</param>
    /// <param name="participation">q, in (0, 1]; at 1 everybody takes part and nothing is drawn.</param>
    /// <param name="sampling">The scheme.</param>
    public static int[] Choose(ulong seed, int round, int workerCount, double participation, ParticipantSampling sampling)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(participation);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(participation, 1);
        if (participation == 1)
            return [.. Enumerable.Range(0, workerCount)];

        var stream = new RandomStream(seed, RandomPurpose.Participation, participant: 0, round);
        return sampling == ParticipantSampling.Uniform
            ? ChooseUniform(ref stream, workerCount, participation)
            : ChooseBernoulli(ref stream, workerCount, participation);
    }

    private static int[] ChooseUniform(ref RandomStream stream, int workerCount, double participation)
    {
        int count = Math.Max(1, (int)Math.Round(participation * workerCount, MidpointRounding.AwayFromZero));
        int[] chosen = new int[count];
        stream.Choose(workerCount, count, chosen);
        return chosen;
    }

    private static int[] ChooseBernoulli(ref RandomStream stream, int workerCount, double participation)
    {
        var chosen = new List<int>();
        while (chosen.Count == 0)
        {
            for (int worker = 0; worker < workerCount; worker++)
            {
                if (stream.NextDouble() < participation)
                    chosen.Add(worker);
            }
        }

        return [.. chosen];
    }
}
