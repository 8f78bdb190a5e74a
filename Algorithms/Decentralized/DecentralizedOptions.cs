using System.Numerics;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Decentralized;

/// <summary>A decentralized algorithm with its parameters: <c>algorithm:</c> of a job with a topology.</summary>
public abstract record DecentralizedOptions : AlgorithmOptions
{
    /// <summary>Whether the algorithm can do without L and mu, as neural models must.</summary>
    public abstract bool SuitsModels { get; }

    /// <summary>Whether it needs the gradient of the conjugate of every f_i.</summary>
    public virtual bool NeedsConjugate => false;

    /// <summary>Why the algorithm cannot do this problem on this network; null where it can.</summary>
    /// <param name="setting">The problem's constants and the network.</param>
    public virtual OptionIssue? Refuse(DecentralizedSetting setting) => null;
}

/// <summary>An algorithm of events: <see cref="IEventAlgorithm{T}"/>.</summary>
public abstract record EventAlgorithmOptions : DecentralizedOptions
{
    /// <summary>Builds the algorithm.</summary>
    /// <param name="setting">What its parameters follow from; not refused.</param>
    /// <typeparam name="T">The element type of the run.</typeparam>
    public abstract IEventAlgorithm<T> Create<T>(DecentralizedSetting setting)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>An algorithm of steps: <see cref="IGossipAlgorithm{T}"/>.</summary>
public abstract record GossipAlgorithmOptions : DecentralizedOptions
{
    /// <summary>Builds the algorithm.</summary>
    /// <param name="setting">What its parameters follow from; not refused.</param>
    /// <typeparam name="T">The element type of the run.</typeparam>
    public abstract IGossipAlgorithm<T> Create<T>(DecentralizedSetting setting)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
