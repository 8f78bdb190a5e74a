namespace Starling.GrainInterfaces;

/// <summary>
/// A node of a decentralized job on the live clock: its own clock, its own function, swaps with its neighbours. Keyed by
/// <see cref="GrainKeys.Worker"/>. It goes on by itself whoever else is lost, and ends when nobody has asked after it for some minutes.
/// </summary>
[Alias("starling.INodeGrain")]
public interface INodeGrain : IGrainWithStringKey
{
    /// <summary>Lets the node begin; one that has begun goes on from where it is, in the epoch of the order.</summary>
    /// <exception cref="FencedException">It serves a later epoch.</exception>
    /// <exception cref="JobRefusedException">STAR0408: its snapshot is damaged or gone; and what the job's definition refuses.</exception>
    [Alias("Open")]
    Task<NodeBeat> OpenAsync(NodeOrder order);

    /// <summary>Says how fast time goes and asks how the node does; null where it has not begun, or lost its memory with its silo.</summary>
    /// <exception cref="FencedException">It serves a later epoch.</exception>
    [Alias("Beat")]
    Task<NodeBeat?> BeatAsync(int epoch, NodePace pace);

    /// <summary>A neighbour's question. Nothing that the answer needs waits for anybody else, so two nodes may ask each other at the same time.</summary>
    [Alias("Swap"), ResponseTimeout("00:00:10")]
    Task<SwapReply> SwapAsync(SwapMessage message);

    /// <summary>A further part of the answer to a question, of answers that are more than a part.</summary>
    /// <param name="from">Who asked.</param>
    /// <param name="attempt">Which time, of those that the neighbour asked.</param>
    /// <param name="offset">The first byte.</param>
    [Alias("FetchAnswer"), ResponseTimeout("00:00:10")]
    Task<SwapReply> FetchAnswerAsync(int from, long attempt, int offset);

    /// <summary>A part of a vector of the node. Asking for the first element takes a copy, from which the others come.</summary>
    /// <param name="vector">Which.</param>
    /// <param name="offset">The first element.</param>
    /// <param name="count">The number of elements.</param>
    /// <exception cref="StateLostException">The node has not begun.</exception>
    [Alias("Pull")]
    Task<Chunk> PullAsync(NodeVector vector, int offset, int count);

    /// <summary>Starts writing the node, as it is now, into a slot of the job's checkpoints and returns its mark when it is written, or null to be asked again.</summary>
    /// <exception cref="StateLostException">The node has not begun.</exception>
    [Alias("Save")]
    Task<SavedState?> SaveAsync(int epoch, int version, int slot);

    /// <summary>
    /// Stops the clock, ends what is under way and compares the ledgers of the swaps that the node started with its neighbours; null to be asked again.
    /// </summary>
    /// <exception cref="StateLostException">The node has not begun.</exception>
    [Alias("Settle")]
    Task<NodeRest?> SettleAsync(int epoch);

    /// <summary>Ends the node and frees its memory. What is in checkpoints stays.</summary>
    [Alias("Release")]
    Task ReleaseAsync();

    /// <summary>Ends the node, frees its memory and removes what is in checkpoints.</summary>
    [Alias("Erase")]
    Task EraseAsync();
}
