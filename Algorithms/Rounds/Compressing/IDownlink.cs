using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds.Compressing;

/// <summary>
/// What of a round travels down compressed, and how who has the vectors of the version before makes the next one of it. All copies have the bits of the
/// server's.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IDownlink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The server vectors that a follower holds, the broadcast ones among them.</summary>
    IReadOnlyList<string> Held { get; }

    /// <summary>How many vectors travel.</summary>
    int Count { get; }

    /// <summary>Whether those of a round travel as messages of compressors; otherwise as they are.</summary>
    /// <param name="round">t.</param>
    bool IsCompressed(int round);

    /// <summary>Reads the message of a piece.</summary>
    /// <param name="message">The message.</param>
    /// <param name="piece">The number of the piece.</param>
    /// <param name="destination">As long as the piece, overwritten.</param>
    /// <exception cref="Errors.StarlingException">STAR0504: the message is malformed.</exception>
    void Decode(ReadOnlySpan<byte> message, int piece, Span<T> destination);

    /// <summary>Makes the next version, in place.</summary>
    /// <param name="step">The round at the server.</param>
    /// <param name="held">The vectors of <see cref="Held"/>, version t.</param>
    /// <param name="received">The vectors that came.</param>
    void Follow(FollowedStep step, IReadOnlyList<VectorBuffer<T>> held, IReadOnlyList<VectorBuffer<T>> received);
}

/// <summary>What a follower must know of a round beside the vectors that travel.</summary>
/// <param name="Round">t.</param>
/// <param name="Accepted">s, the number of accepted workers.</param>
/// <param name="Workers">M, the number of workers of the job.</param>
/// <param name="Reductions">The sums over all coordinates that the server's step used.</param>
public sealed record FollowedStep(int Round, int Accepted, int Workers, IReadOnlyList<double> Reductions);
