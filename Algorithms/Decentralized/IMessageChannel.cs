using System.Numerics;

namespace Starling.Algorithms.Decentralized;

/// <summary>
/// What messages go through on their way: compression, for instance. Everybody, the sender too, goes on from what comes out. Several nodes may send at
/// once, each from a thread of its own.
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public interface IMessageChannel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Sends a message through.</summary>
    /// <param name="node">The sender.</param>
    /// <param name="exchange">The number of the exchange within its step.</param>
    /// <param name="step">The number of the step.</param>
    /// <param name="message">The message, overwritten with what the receivers decode.</param>
    /// <returns>The bytes that go to one neighbour.</returns>
    long Send(int node, int exchange, long step, Span<T> message);

    /// <summary>Writes what the channel keeps from message to message, for a checkpoint.</summary>
    void Save(BinaryWriter writer)
    {
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    void Load(BinaryReader reader)
    {
    }
}
