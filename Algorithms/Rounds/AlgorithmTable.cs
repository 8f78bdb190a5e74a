using Starling.Algorithms.Federated;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Rounds;

/// <summary>Every server-worker algorithm.</summary>
public static class AlgorithmTable
{
    /// <summary>The algorithms by name.</summary>
    public static readonly PartTable<AlgorithmOptions> All = new(
        new PartEntry("fedavg", typeof(FedAvgOptions), "Federated averaging: local SGD, mean of the updates"),
        new PartEntry("fedspeed", typeof(FedSpeedOptions), "FedSpeed: prox, prox correction and perturbed gradients"));
}
