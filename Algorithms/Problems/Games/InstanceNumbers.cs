using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>The random numbers of an instance: a source for what all nodes share, and one for every node.</summary>
internal sealed class InstanceNumbers
{
    private const int SharedRound = 1;

    private readonly ulong seed;
    private readonly NumberSource? portable;

    /// <summary>Opens the sources.</summary>
    /// <param name="generator">Where the numbers come from.</param>
    /// <param name="instanceSeed">The seed that was asked for; null for the job's.</param>
    /// <param name="jobSeed">The job's seed.</param>
    public InstanceNumbers(InstanceGenerator generator, int? instanceSeed, ulong jobSeed)
    {
        seed = instanceSeed is { } asked ? (ulong)asked : jobSeed;
        portable = generator == InstanceGenerator.Portable ? new NumberSource(new SplitMix64(seed)) : null;
        Shared = portable ?? new NumberSource(new RandomStream(seed, RandomPurpose.DataGeneration, 0, SharedRound));
    }

    /// <summary>The source of what all nodes share; the only one there is where it is portable.</summary>
    public NumberSource Shared { get; }

    /// <summary>Opens the source of a node, at its beginning; where it is portable, the one source where it stands.</summary>
    public NumberSource Of(int node) => portable ?? new NumberSource(new RandomStream(seed, RandomPurpose.DataGeneration, node));
}

/// <summary>Random numbers out of either generator.</summary>
internal sealed class NumberSource
{
    private readonly SplitMix64? portable;
    private RandomStream stream;

    public NumberSource(SplitMix64 portable) => this.portable = portable;

    public NumberSource(RandomStream stream) => this.stream = stream;

    /// <summary>Standard normal numbers.</summary>
    public double[] Normals(int count)
    {
        double[] numbers = new double[count];
        if (portable is null)
            stream.FillNormal<double>(numbers);
        else
            portable.FillNormal(numbers);
        return numbers;
    }

    /// <summary>Uniform numbers in [low, high).</summary>
    public double[] Uniforms(int count, double low = 0, double high = 1)
    {
        double[] numbers = new double[count];
        if (portable is null)
            stream.FillUniform<double>(numbers);
        else
            portable.FillUniform(numbers);
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = low + ((high - low) * numbers[i]);
        return numbers;
    }

    /// <summary>A random orthogonal matrix.</summary>
    public double[] Haar(int order) => HaarMatrix.Of(order, Normals(checked(order * order)));
}
