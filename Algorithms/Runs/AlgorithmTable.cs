using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Distributed;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;

namespace Starling.Algorithms.Runs;

/// <summary>Every algorithm.</summary>
public static class AlgorithmTable
{
    /// <summary>The server-worker algorithms by name.</summary>
    public static readonly PartTable<RoundAlgorithmOptions> Rounds = new(
        new PartEntry("sgd", typeof(SgdOptions), "Distributed SGD: one gradient a round, which the aggregation rules protect"),
        new PartEntry("fedavg", typeof(FedAvgOptions), "Federated averaging: local SGD, mean of the updates"),
        new PartEntry("fedspeed", typeof(FedSpeedOptions), "FedSpeed: prox, prox correction and perturbed gradients"),
        new PartEntry("fedprox", typeof(FedProxOptions), "FedProx: FedAvg with a pull to the global model"),
        new PartEntry("scaffold", typeof(ScaffoldOptions), "SCAFFOLD: control variates against client drift"),
        new PartEntry("feddyn", typeof(FedDynOptions), "FedDyn: dynamic regularisation"),
        new PartEntry("fedcm", typeof(FedCmOptions), "FedCM: the clients' steps carry the global momentum"),
        new PartEntry("fedsam", typeof(FedSamOptions), "FedSAM: FedAvg with sharpness-aware gradients"),
        new PartEntry("mofedsam", typeof(MoFedSamOptions), "MoFedSAM: FedCM with sharpness-aware gradients"),
        new PartEntry("fedgamma", typeof(FedGammaOptions), "FedGAMMA: SCAFFOLD with sharpness-aware gradients"),
        new PartEntry("fedsmoo", typeof(FedSmooOptions), "FedSMOO: FedDyn with perturbations that are brought to agree"),
        new PartEntry("fedavgm", typeof(FedAvgMOptions), "FedAvgM: FedAvg with momentum at the server"),
        new PartEntry("fedadagrad", typeof(FedAdagradOptions), "FedAdagrad: Adagrad at the server"),
        new PartEntry("fedadam", typeof(FedAdamOptions), "FedAdam: Adam at the server"),
        new PartEntry("fedyogi", typeof(FedYogiOptions), "FedYogi: Yogi at the server"));

    /// <summary>All algorithms by name.</summary>
    public static readonly PartTable<AlgorithmOptions> All = new([.. Rounds.Entries, .. DecentralizedTable.All.Entries]);
}
