using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Distributed;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Options;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Variational;

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
        new PartEntry("fedyogi", typeof(FedYogiOptions), "FedYogi: Yogi at the server"),
        new PartEntry("extragradient", typeof(ExtragradientOptions), "Extragradient: two evaluations an iteration"),
        new PartEntry("past-extragradient", typeof(PastExtragradientOptions), "Past extragradient: one evaluation an iteration"),
        new PartEntry("optimistic-gradient", typeof(OptimisticGradientOptions), "Optimistic gradient: one evaluation and one projection"),
        new PartEntry("reflected-gradient", typeof(ReflectedGradientOptions), "Reflected gradient: one evaluation and one projection"),
        new PartEntry("gradient-descent-ascent", typeof(GradientDescentAscentOptions), "Descent-ascent; QSGDA with compressors"),
        new PartEntry("masha1", typeof(Masha1Options), "MASHA1: unbiased compressors, both ways"),
        new PartEntry("masha2", typeof(Masha2Options), "MASHA2: contractive compressors with error feedback, both ways"),
        new PartEntry("proxskip-gda", typeof(ProxSkipGdaOptions), "ProxSkip-GDA-FL: local steps without drift, full operators"),
        new PartEntry("proxskip-sgda", typeof(ProxSkipSgdaOptions), "ProxSkip-SGDA-FL: with stochastic operators"),
        new PartEntry("proxskip-lsvrgda", typeof(ProxSkipLsvrgdaOptions), "ProxSkip-L-SVRGDA-FL: with variance-reduced operators"),
        new PartEntry("local-sgda", typeof(LocalSgdaOptions), "Local descent-ascent, or local extragradient, and the mean"),
        new PartEntry("fedgda-gt", typeof(FedGdaGtOptions), "FedGDA-GT: local descent-ascent with the operator tracked"),
        new PartEntry("alpd", typeof(AlpdOptions), "ALPD: accelerated primal-dual, for f(x) + <A x, y> - g(y) with a strongly convex g"),
        new PartEntry("diana", typeof(DianaOptions), "DIANA: compressed differences to shifts"),
        new PartEntry("marina", typeof(MarinaOptions), "MARINA: compressed differences, now and then a dense round"),
        new PartEntry("ef21", typeof(Ef21Options), "EF21: contractive compressors with error feedback"));

    /// <summary>All algorithms by name.</summary>
    public static readonly PartTable<AlgorithmOptions> All = new([.. Rounds.Entries, .. DecentralizedTable.All.Entries]);
}
