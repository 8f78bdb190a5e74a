using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Mixing;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Decentralized;

/// <summary>What the parameters of a decentralized algorithm follow from.</summary>
public sealed record DecentralizedSetting
{
    /// <summary>The network; connected.</summary>
    public required Graph Graph { get; init; }

    /// <summary>
    /// The rates of the edges that parameters are computed from, swaps in a unit of time; of graphs that vary with time those of the worst chi1.
    /// </summary>
    public required EdgeRates Rates { get; init; }

    /// <summary>The largest chi2; of one graph that of its rates, of graphs that vary with time that of another one, perhaps, than the worst chi1.</summary>
    public double Chi2
    {
        get => field > 0 ? field : Rates.Chi2;
        init;
    }

    /// <summary>W.</summary>
    public required MixingMatrix Mixing { get; init; }

    /// <summary>d.</summary>
    public required int Dimension { get; init; }

    /// <summary>L, over all nodes; null where it is not known, as for neural models.</summary>
    public double? Smoothness { get; init; }

    /// <summary>mu, over all nodes; null where it is not known.</summary>
    public double? StrongConvexity { get; init; }

    /// <summary>r.</summary>
    public IRegulariser Regulariser { get; init; } = Regularisers.None;
}
