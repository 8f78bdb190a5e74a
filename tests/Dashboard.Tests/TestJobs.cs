using Starling.Algorithms.Data;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Tests;

/// <summary>Jobs that a test has time for.</summary>
internal static class TestJobs
{
    public const string Yaml = """
        name: small
        algorithm: { kind: fedavg, batchSize: 10, learningRate: 0.1 }
        model: softmax
        data: { kind: synthetic, sizeLogMean: 2, sizeLogDeviation: 0.5 }
        workers: { count: 4 }
        stop: { rounds: 3 }
        """;

    public static JobSpec Spec(int rounds = 3, string name = "small") => new JobBuilder(name)
        .Algorithm(new FedAvgOptions { BatchSize = 10, LearningRate = 0.1 })
        .Model(new SoftmaxOptions())
        .Data(new SyntheticDataOptions { SizeLogMean = 2, SizeLogDeviation = 0.5 })
        .Workers(4)
        .Rounds(rounds)
        .Build();
}
