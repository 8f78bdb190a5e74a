using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>Independent numbers, uniform in [0, 1): what event clocks draw from.</summary>
public interface IUniformSource
{
    /// <summary>The next number.</summary>
    double Next();
}

/// <summary>The numbers of a stream of purpose <see cref="RandomPurpose.Topology"/>: 2^33 of them, for 4 billion events.</summary>
/// <param name="seed">The job's seed.</param>
public sealed class EventUniforms(ulong seed) : IUniformSource
{
    /// <summary>The streams of rounds below belong to random graphs.</summary>
    private const int Round = int.MaxValue;

    private const double TwoToMinus53 = 1.0 / (1L << 53);

    // As many as the stream makes at once.
    private readonly ulong[] ahead = new ulong[16];
    private RandomStream stream = new(seed, RandomPurpose.Topology, participant: 0, round: Round);
    private int next = 16;

    /// <summary>How many numbers were drawn: with the seed all there is to keep.</summary>
    public long Drawn { get; private set; }

    /// <inheritdoc/>
    public double Next()
    {
        if (next == ahead.Length)
        {
            stream.FillUInt64(ahead);
            next = 0;
        }

        Drawn++;
        return (long)(ahead[next++] >> 11) * TwoToMinus53;
    }

    /// <summary>Goes to where so many numbers have been drawn.</summary>
    /// <param name="drawn">How many.</param>
    public void SkipTo(long drawn)
    {
        stream = new RandomStream(seed, RandomPurpose.Topology, participant: 0, round: Round);
        stream.Skip(2 * drawn);
        Drawn = drawn;
        next = ahead.Length;
    }
}
