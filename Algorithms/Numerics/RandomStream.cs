using System.Runtime.CompilerServices;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// A stream of random numbers with an address: (seed, purpose, participant, round). Whoever draws from the same address
/// gets the same numbers, on any machine, in any order of events, after any restart. Streams of different addresses are
/// independent. It is Philox 4x32-10 with the seed as key and (block, purpose, participant, round) as counter; a stream
/// has 2^34 words.
/// </summary>
/// <remarks>
/// A mutable struct without heap memory: keep it in a local and pass it by <c>ref</c>. A copy repeats the numbers of the
/// original. All derived numbers use IEEE operations and <see cref="DeterministicMath"/> only.
/// </remarks>
public partial struct RandomStream
{
    private const double TwoToMinus53 = 1.0 / (1L << 53);
    private const double TwoToMinus52 = 1.0 / (1L << 52);

    private readonly ulong seed;
    private readonly uint purpose;
    private readonly uint participant;
    private readonly uint round;

    private uint word0;
    private uint word1;
    private uint word2;
    private uint word3;
    private long position;

    /// <summary>Opens the stream at its first number.</summary>
    /// <param name="seed">The job's seed.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="participant">The worker or node, 0 where there is none.</param>
    /// <param name="round">The round, 0 where there is none.</param>
    public RandomStream(ulong seed, RandomPurpose purpose, int participant = 0, int round = 0)
    {
        this.seed = seed;
        this.purpose = (uint)purpose;
        this.participant = (uint)participant;
        this.round = (uint)round;
    }

    /// <summary>Where the stream is: what another machine needs to draw the same words.</summary>
    internal readonly RandomStreamAddress Address => new(seed, purpose, participant, round, position);

    /// <summary>Goes on as if so many words had been drawn, at once: a normal or a uniform number in double takes two.</summary>
    /// <param name="words">How many.</param>
    /// <exception cref="InvalidOperationException">All 2^34 words of the stream are used up.</exception>
    public void Skip(long words)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(words);
        position += words;
        if ((position & 3) != 0)
            NextBlock();
    }

    /// <summary>32 random bits: the next word of the stream.</summary>
    /// <exception cref="InvalidOperationException">All 2^34 words of the stream are used up.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint NextUInt32()
    {
        int phase = (int)position & 3;
        if (phase == 0)
            NextBlock();
        position++;
        return phase switch { 0 => word0, 1 => word1, 2 => word2, _ => word3 };
    }

    /// <summary>64 random bits: two words, the low one first.</summary>
    public ulong NextUInt64()
    {
        ulong low = NextUInt32();
        return low | ((ulong)NextUInt32() << 32);
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * TwoToMinus53;

    /// <summary>A uniform number in [0, 1), a multiple of 2^-24, from one word.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>A uniform number in the open interval (0, 1): an odd multiple of 2^-53. Safe for logarithms.</summary>
    public double NextOpenDouble() => ((NextUInt64() >> 12) + 0.5) * TwoToMinus52;

    /// <summary>
    /// A uniform integer in [0, <paramref name="exclusiveUpper"/>), without bias (Lemire, "Fast random integer generation in
    /// an interval", 2019).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt32(int exclusiveUpper)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveUpper);
        uint bound = (uint)exclusiveUpper;
        ulong product = (ulong)NextUInt32() * bound;
        if ((uint)product < bound)
        {
            uint threshold = (0u - bound) % bound;
            while ((uint)product < threshold)
                product = (ulong)NextUInt32() * bound;
        }

        return (int)(product >> 32);
    }

    /// <summary>A standard normal number, by the inverse of its distribution function: one uniform makes one normal.</summary>
    public double NextNormal() => NormalQuantile.Of(NextOpenDouble());

    private void NextBlock()
    {
        long block = position >> 2;
        if (block > uint.MaxValue)
            throw new InvalidOperationException("The random stream is used up: it has 2^34 words.");
        (word0, word1, word2, word3) = ((uint)block, purpose, participant, round);
        Philox4x32.Apply(ref word0, ref word1, ref word2, ref word3, (uint)seed, (uint)(seed >> 32));
    }
}

/// <summary>The address of a word of a stream.</summary>
/// <param name="Seed">The key.</param>
/// <param name="Purpose">What the numbers are for.</param>
/// <param name="Participant">The worker or node.</param>
/// <param name="Round">The round.</param>
/// <param name="Position">How many words came before.</param>
internal readonly record struct RandomStreamAddress(ulong Seed, uint Purpose, uint Participant, uint Round, long Position);
