using System.Numerics;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Decentralized;

/// <summary>A decentralized algorithm with its parameters: <c>algorithm:</c> of a job with a topology.</summary>
public abstract record DecentralizedOptions : AlgorithmOptions
{
    /// <summary>Whether the algorithm can do without L and mu, as neural models must.</summary>
    public abstract bool SuitsModels { get; }

    /// <summary>Whether its messages may be compressed.</summary>
    public virtual bool CompressesMessages => false;

    /// <summary>Samples of a gradient where the algorithm does not say.</summary>
    internal const int DefaultMinibatch = 32;

    /// <summary>Samples of a gradient; null where nothing is given.</summary>
    internal virtual int? MinibatchSize => null;

    /// <summary>The most samples that are computed at a time; sizes scratch memory.</summary>
    internal int LargestMinibatch() => (MinibatchSize ?? DefaultMinibatch) is > 0 and var size ? size : 256;

    /// <summary>Whether it needs the gradient of the conjugate of every f_i.</summary>
    public virtual bool NeedsConjugate => false;

    /// <summary>Whether the algorithm has a proximal map, for a regulariser that is not zero.</summary>
    public virtual bool TakesRegulariser => false;

    /// <summary>Why the algorithm cannot do this problem on this network; null where it can. Here: a regulariser that it has no use for.</summary>
    /// <param name="setting">The problem's constants and the network.</param>
    public virtual OptionIssue? Refuse(DecentralizedSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return TakesRegulariser || setting.Regulariser.IsZero ? null : new OptionIssue(ErrorCatalog.ImpossibleCombination, string.Empty,
            "This algorithm has no proximal map, and the problem has a regulariser; choose dproxsgt, cdproxsgt or choco-sgd, or a problem without l1.");
    }

    /// <summary>Refuses a problem of which L or mu is not known or not positive, for algorithms whose parameters follow from both.</summary>
    /// <param name="setting">The problem's constants and the network.</param>
    private protected static OptionIssue? RefuseUnknownConstants(DecentralizedSetting setting) =>
        setting is { Smoothness: > 0, StrongConvexity: > 0 } ? null : new OptionIssue(ErrorCatalog.ImpossibleCombination, string.Empty,
            "This algorithm needs L and mu above 0 of every node's function; choose a strongly convex problem (l2 above 0), or d-psgd, dproxsgt or a2cid2.");
}

/// <summary>An algorithm of events: <see cref="IEventAlgorithm{T}"/>.</summary>
public abstract record EventAlgorithmOptions : DecentralizedOptions
{
    /// <summary>
    /// How often the algorithm itself uses the edges of a graph, where that does not follow from <c>topology.rates</c>; null where it does.
    /// </summary>
    public virtual Func<Graph, EdgeRates>? OwnRates => null;

    /// <summary>Whether its steps are right on graphs that follow one another.</summary>
    public virtual bool SuitsVaryingGraphs => true;

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
