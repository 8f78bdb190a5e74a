namespace Starling.Bench.Variational;

/// <summary>Small jobs: every method for variational inequalities and for compressed minimisation, and one with compressed updates of every other family.</summary>
internal static class ClusterJobs
{
    private const string Stochastic = "{ kind: quadratic-game, samples: 5 }";
    private const string Model = """
        model: { kind: mlp, hidden: [16] }
        data: { kind: synthetic, partition: natural }
        """;

    /// <summary>The name of a job for a person, and the job.</summary>
    public static IReadOnlyList<(string Name, string Yaml)> All { get; } =
    [
        Game("gradient-descent-ascent, top-k with error feedback", "gradient-descent-ascent", "quadratic", "{ up: { kind: top-k, k: 3 } }"),
        Game("extragradient", "extragradient", "bilinear"),
        Game("past-extragradient, on simplices", "past-extragradient", "matrix-game"),
        Game("optimistic-gradient, on simplices", "optimistic-gradient", "matrix-game"),
        Game("reflected-gradient, minibatches", "{ kind: reflected-gradient, batchSize: 2 }", Stochastic),
        Game("masha1, rand-k up", "masha1", "bilinear", "{ up: { kind: rand-k, k: 5 } }"),
        Game("masha1, rand-k both ways", "masha1", "bilinear", "{ up: { kind: rand-k, fraction: 0.2 }, down: { kind: rand-k, fraction: 0.2 } }"),
        Game("masha1, perm-k up", "masha1", "bilinear", "{ up: perm-k }"),
        Game("masha1, minibatches, qsgd up", "{ kind: masha1, batchSize: 1 }", Stochastic, "{ up: { kind: qsgd, s: 8 } }"),
        Game("masha2, top-k both ways", "masha2", "bilinear", "{ up: { kind: top-k, k: 10 }, down: { kind: top-k, k: 10 } }"),
        Game("masha2, sign both ways", "masha2", "bilinear", "{ up: sign, down: sign }"),
        Game("proxskip-gda", "proxskip-gda", "{ kind: quadratic-game, spectrum: shared }"),
        Game("proxskip-sgda", "proxskip-sgda", Stochastic),
        Game("proxskip-lsvrgda", "proxskip-lsvrgda", Stochastic),
        Game("local-sgda", "local-sgda", Stochastic),
        Game("local-sgda, extragradient", "{ kind: local-sgda, extragradient: true }", Stochastic),
        Game("fedgda-gt", "fedgda-gt", Stochastic),
        Game("scaffold (SCAFFOLD-S)", "{ kind: scaffold, localSteps: 5, batchSize: 1, learningRate: 0.05, weightDecay: 0, clipNorm: 0 }", Stochastic),
        Game("alpd", "alpd", "{ kind: quadratic-penalty, dimension: 8, rows: 5, startSeed: 2 }"),
        Game("alpd, inexact", "{ kind: alpd, variant: inexact, innerSteps: 2 }", "{ kind: quadratic-constraints, dimension: 8, constraints: 5, startSeed: 2 }"),
        Game("alpd on robust least squares", "alpd", "{ kind: robust-least-squares, rows: 4, columns: 5 }"),
        Game("diana, natural up", "diana", "logistic", "{ up: natural }"),
        Game("marina, rand-k up", "marina", "logistic", "{ up: { kind: rand-k, k: 2 } }"),
        Game("ef21, top-k up", "ef21", "logistic", "{ up: { kind: top-k, k: 2 } }"),
        Game("extragradient on a GAN", "{ kind: extragradient, stepSize: 0.2, batchSize: 8 }", "{ kind: gan, samples: 32 }"),
        Trained("fedavg, top-k up", "fedavg", "{ up: { kind: top-k, fraction: 0.05 } }"),
        Trained("fedspeed, qsgd up", "fedspeed", "{ up: { kind: qsgd, s: 16 } }"),
        Trained("scaffold, top-k and natural up", "scaffold", "{ up: [{ kind: top-k, fraction: 0.1 }, natural] }"),
        Trained("sgd, powersgd up", "sgd", "{ up: { kind: powersgd, rank: 2 } }"),
        Trained(
            "sgd, trimmed-mean with nnm against sign-flip, top-k up", "sgd", "{ up: { kind: top-k, fraction: 0.1 } }",
            "byzantine: { count: 2, attack: sign-flip }", "{ rule: trimmed-mean, pre: [nnm], byzantine: 2 }", shards: 1),
        Trained(
            "sgd, centered-clipping against alie, qsgd up", "sgd", "{ up: { kind: qsgd, s: 16 } }",
            "byzantine: { count: 2, attack: alie }", "{ rule: { kind: centered-clipping, tau: 1 }, byzantine: 2 }", shards: 1),
        Decentralized("choco-sgd, top-k", "choco-sgd", "[{ kind: top-k, fraction: 0.3 }]"),
        Decentralized("cdproxsgt, top-k and natural", "cdproxsgt", "[{ kind: top-k, fraction: 0.3 }, natural]"),
    ];

    private static (string Name, string Yaml) Game(string name, string algorithm, string problem, string compression = "{}") => (name, $$"""
        name: game
        algorithm: {{algorithm}}
        problem: {{problem}}
        workers: { count: 9 }
        compression: {{compression}}
        stop: { rounds: 60 }
        evaluate: { every: 20 }
        placement: { shards: 3 }
        """);

    // Rules and attacks that measure updates add inner products up by shards, so that the last bits follow the number of these; in memory there is one.
    private static (string Name, string Yaml) Trained(
        string name, string algorithm, string compression, string workers = "participation: 0.5", string aggregation = "{ rule: mean }", int shards = 3) => (name, $$"""
        name: trained
        algorithm: {{algorithm}}
        {{Model}}
        workers: { count: 11, {{workers}} }
        aggregation: {{aggregation}}
        compression: {{compression}}
        stop: { rounds: 12 }
        evaluate: { every: 6 }
        placement: { shards: {{shards}} }
        """);

    private static (string Name, string Yaml) Decentralized(string name, string algorithm, string compression) => (name, $$"""
        name: decentralized
        algorithm: {{algorithm}}
        problem: logistic
        workers: { count: 8 }
        topology: { graph: hypercube }
        compression: { up: {{compression}} }
        stop: { rounds: 40 }
        evaluate: { every: 20 }
        """);
}
