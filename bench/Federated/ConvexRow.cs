using System.Globalization;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Rounds;

namespace Starling.Bench.Federated;

/// <summary>A method of the convex benchmark, and the values recorded for it with a reference program in another language.</summary>
/// <param name="Name">The method.</param>
/// <param name="Options">The algorithm with the settings of the benchmark.</param>
/// <param name="Rounds">Rounds to every target; null for never.</param>
/// <param name="Gaps">f - f* at every checkpoint, with the digits recorded.</param>
/// <param name="Accuracies">Accuracy at every checkpoint in percent, with the digits recorded.</param>
internal sealed record ConvexRow(string Name, RoundAlgorithmOptions Options, int?[] Rounds, string[] Gaps, string[] Accuracies)
{
    /// <summary>Every method.</summary>
    public static readonly IReadOnlyList<ConvexRow> All =
    [
        Row("FedAvg", new FedAvgOptions(), [81, null, null], ["5.60e-1", "1.377e-1", "7.705e-2"], ["90.37", "92.71", "93.77"]),
        Row("FedProx mu 0.1", new FedProxOptions { Mu = 0.1 },
            [106, null, null], ["7.36e-1", "1.829e-1", "7.459e-2"], ["89.98", "92.32", "93.82"]),
        Row("FedAvgM beta 0.9, server rate 0.1", new FedAvgMOptions { Beta = 0.9, GlobalLearningRate = 0.1 },
            [49, null, null], ["9.52e-1", "9.802e-2", "7.615e-2"], ["88.87", "92.10", "93.77"]),
        Row("FedSAM rho 0.1", new FedSamOptions { Rho = 0.1 },
            [70, null, null], ["5.27e-1", "1.267e-1", "6.907e-2"], ["89.87", "92.71", "93.66"]),
        Row("FedCM a 0.1", new FedCmOptions { A = 0.1 },
            [14, 53, null], ["2.23e-1", "1.146e-2", "3.417e-3"], ["90.87", "93.82", "94.21"]),
        Row("SCAFFOLD", new ScaffoldOptions(), [13, 33, 157], ["1.691e-1", "3.865e-3", "2.989e-5"], ["91.82", "93.93", "94.27"]),
        Row("FedSpeed lambda 1, rho 0", new FedSpeedOptions { Prox = 1, Rho = 0 },
            [79, null, null], ["8.57e-1", "1.734e-1", "2.589e-2"], ["89.65", "90.98", "93.27"]),
        Row("FedSpeed lambda 5, rho 0", new FedSpeedOptions { Prox = 0.2, Rho = 0 },
            [17, 65, null], ["2.59e-1", "1.580e-2", "5.873e-4"], ["91.15", "93.38", "94.10"]),
        Row("FedSpeed lambda 10, rho 0", new FedSpeedOptions { Prox = 0.1, Rho = 0 },
            [13, 33, 157], ["1.585e-1", "3.762e-3", "2.931e-5"], ["91.88", "93.93", "94.27"]),
        Row("FedSpeed lambda 100, rho 0", new FedSpeedOptions { Prox = 0.01, Rho = 0 },
            [7, 44, 152], ["4.641e-2", "5.652e-3", "1.759e-5"], ["92.38", "94.44", "94.32"]),
        Row("FedSpeed lambda 10, rho 0.01", new FedSpeedOptions { Prox = 0.1, Rho = 0.01 },
            [13, 32, 156], ["1.567e-1", "3.650e-3", "3.617e-5"], ["91.88", "93.93", "94.27"]),
        Row("FedSpeed lambda 10, rho 0.1", new FedSpeedOptions { Prox = 0.1, Rho = 0.1 },
            [12, 30, null], ["1.406e-1", "4.115e-3", "1.511e-3"], ["91.71", "93.99", "94.27"]),
    ];

    /// <summary>Runs methods side by side, one a thread.</summary>
    /// <returns>The results, in the order of the rows.</returns>
    public static ConvexResult[] Measure(ConvexBenchmark benchmark, IReadOnlyList<ConvexRow> rows)
    {
        var results = new ConvexResult[rows.Count];
        var threads = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, rows.Count, threads, i => results[i] = benchmark.Run(rows[i].Options));
        return results;
    }

    /// <summary>Half a unit of the last digit of a recorded number such as 5.60e-1.</summary>
    public static double HalfUnit(string recorded)
    {
        string mantissa = recorded.Split('e')[0];
        string unit = "1e" + (-(mantissa.Length - mantissa.IndexOf('.', StringComparison.Ordinal) - 1)).ToString(CultureInfo.InvariantCulture);
        double exponent = recorded.Contains('e', StringComparison.Ordinal) ? Parse("1e" + recorded.Split('e')[1]) : 1;
        return Parse(unit) * exponent / 2;
    }

    /// <summary>The value of a recorded number.</summary>
    public static double Parse(string recorded) => double.Parse(recorded, CultureInfo.InvariantCulture);

    private static ConvexRow Row<TOptions>(string name, TOptions options, int?[] rounds, string[] gaps, string[] accuracies)
        where TOptions : LocalTrainingOptions =>
        new(name, ConvexBenchmark.Settings(options), rounds, gaps, accuracies);
}
