using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Decentralized;

/// <summary>Every decentralized algorithm that a job can name.</summary>
public static class DecentralizedTable
{
    /// <summary>The algorithms by name, simplest first.</summary>
    public static PartTable<DecentralizedOptions> All { get; } = new(
        new PartEntry("d-psgd", typeof(DPsgdOptions), "A gradient step and a round of averaging with neighbours"),
        new PartEntry("gradient-tracking", typeof(GradientTrackingOptions), "As d-psgd, along a tracked average of everybody's gradients: no bias"),
        new PartEntry("extra", typeof(ExtraOptions), "As d-psgd, corrected by the step before: no bias, one vector a round"),
        new PartEntry("choco-sgd", typeof(ChocoSgdOptions), "As d-psgd with compressed messages"),
        new PartEntry("dproxsgt", typeof(DProxSgtOptions), "Proximal stochastic gradient tracking, for regularisers such as l1"),
        new PartEntry("cdproxsgt", typeof(CDProxSgtOptions), "Proximal stochastic gradient tracking with compressed messages"),
        new PartEntry("msda", typeof(MsdaOptions), "Accelerated, on the dual: few gradients of conjugates, several rounds of gossip for each"),
        new PartEntry("adom-plus", typeof(AdomPlusOptions), "Accelerated, on gradients, with or without inner rounds of gossip"),
        new PartEntry("continuized", typeof(ContinuizedOptions), "Accelerated pairwise swaps on the dual, without rounds"),
        new PartEntry("dadao", typeof(DadaoOptions), "Accelerated on gradients, without rounds: gradients and swaps each at their own pace"),
        new PartEntry("a2cid2", typeof(A2CiD2Options), "Asynchronous SGD and pairwise averaging with a momentum, for models too"));
}
