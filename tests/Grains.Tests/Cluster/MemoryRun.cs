using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;

namespace Starling.Grains.Tests.Cluster;

/// <summary>Jobs without any cluster.</summary>
internal static class MemoryRun
{
    /// <summary>The fingerprint of the parameters that a job ends with.</summary>
    public static string Hash(RunDefinition job, int? rounds = null)
    {
        var context = new DataContext(new DataLocator(), job.Seed, job.Workers.Count);
        if (job.Algorithm is DecentralizedOptions)
            return Hash(DecentralizedPlan<double>.Of(job, job.CreateProblem(context)), rounds ?? job.Stop.Rounds!.Value);
        if (job.Problem is not null)
            return Hash(job, new ServerPlan<double>(job, job.CreateWork(context)), rounds);

        DataSource data = job.Data!.Load(context);
        return Hash(job, new ServerPlan<float>(job, new ModelWork<float>(job, data, job.Data.Partition.Split(data, job.Workers.Count, job.Seed))), rounds);
    }

    /// <summary>Of nodes without a server: the average of their parameters.</summary>
    private static string Hash(DecentralizedPlan<double> plan, int rounds)
    {
        INetworkRunner<double> network = plan.CreateNetwork();
        for (int round = 0; round < rounds; round++)
            network.RunRound();
        double[] average = new double[plan.Dimension];
        NetworkMeasure.Of(network, average, []);
        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(average.AsSpan())));
    }

    private static string Hash<T>(RunDefinition job, ServerPlan<T> plan, int? rounds)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] start = new T[plan.Work.Layout.Count];
        plan.Work.WriteStart(start, 0);
        IRoundAlgorithm<T> algorithm = plan.Algorithm;
        var run = new RoundRunner<T>(
            algorithm, [.. Enumerable.Range(0, job.Workers.Count).Select(plan.Work.CreateOracle)], start, job.Seed, job.CreateAggregation(job.Aggregation.Create(), algorithm.Vectors));
        for (int round = 0; round < (rounds ?? job.Stop.Rounds); round++)
        {
            run.Run(ParticipantSampler.Choose(
                job.Seed, round, job.Workers.Count, algorithm.NeedsEverybody(round) ? 1 : job.Workers.Participation, job.Workers.Sampling));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in algorithm.Vectors.Server)
            hash.AppendData(MemoryMarshal.AsBytes(run.Server(name)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
