using Starling.GrainInterfaces;

namespace Starling.Grains.Nodes;

/// <summary>What a node does, whatever the element type of the job is.</summary>
internal interface INodeCore
{
    /// <summary>The epoch that it serves.</summary>
    int Epoch { get; set; }

    /// <summary>Whether it is over because nobody asked after it.</summary>
    bool IsForgotten { get; }

    /// <summary>Ends the clock and what is under way.</summary>
    void Stop();

    /// <inheritdoc cref="INodeGrain.BeatAsync"/>
    Task<NodeBeat> BeatAsync(NodePace pace);

    /// <inheritdoc cref="INodeGrain.SwapAsync"/>
    Task<SwapReply> SwapAsync(SwapMessage message);

    /// <inheritdoc cref="INodeGrain.FetchAnswerAsync"/>
    SwapReply FetchAnswer(int from, long attempt, int offset);

    /// <inheritdoc cref="INodeGrain.PullAsync"/>
    Task<Chunk> PullAsync(NodeVector vector, int offset, int count);

    /// <inheritdoc cref="INodeGrain.SaveAsync"/>
    Task<SavedState?> SaveAsync(int version, int slot);

    /// <inheritdoc cref="INodeGrain.SettleAsync"/>
    Task<NodeRest?> SettleAsync();
}
