using System.Globalization;
using Starling.Chaos.Cluster;
using Starling.Chaos.Faults;
using Starling.Chaos.Troubles;
using Starling.Client.History;
using Starling.Client.Jobs;
using Starling.Client;
using Starling.GrainInterfaces;
using Starling.Silo;

namespace Starling.Chaos.Running;

/// <summary>
/// Runs waves of jobs on clusters of processes and troubles them at seeded moments. Every job is compared with the same job on one
/// silo that nobody troubled, and its history is checked.
/// </summary>
/// <param name="options">What to do.</param>
/// <param name="output">Where it is told.</param>
internal sealed class ChaosRunner(ChaosOptions options, TextWriter output)
{
    private static readonly TimeSpan JobPatience = TimeSpan.FromMinutes(6);

    private readonly ChaosReport report = new();
    private readonly Dictionary<(int Seed, int Rounds), string> hashes = [];

    /// <summary>Runs all waves and returns what came of them.</summary>
    public async Task<ChaosReport> RunAsync(CancellationToken cancellationToken)
    {
        int done = 0;
        for (int wave = 0; done < options.Jobs; wave++)
        {
            int count = Math.Min(options.Together, options.Jobs - done);
            await RunWaveAsync(wave, done, count, cancellationToken);
            done += count;
        }

        return report;
    }

    /// <summary>
    /// A job long enough to be troubled. Every third one has Byzantine workers too; their inner products follow the shards, so that the number of these follows
    /// the seed. Every fourth is a network without a server, and every fourth compresses both ways.
    /// </summary>
    private JobDefinition Job(int number, int rounds)
    {
        int kind = number % options.Together;
        JobDefinition job = IsNetwork(number) ? ChaosJobs.Network(rounds)
            : kind % 4 == 1 ? ChaosJobs.Compressed(rounds, shards: 1 + (number % 4))
            : kind % 3 == 2 ? ChaosJobs.Robust(rounds, shards: 1 + (kind % 4))
            : ChaosJobs.Stateful(rounds, shards: 1 + (number % 4));
        return job with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"chaos-{number}"),
            Seed = (ulong)(1 + kind),
        };
    }

    private bool IsNetwork(int number) => number % options.Together % 4 == 3;

    /// <summary>Runs jobs that nobody troubles, and keeps their hashes.</summary>
    private async Task LearnHashesAsync(int first, int count, int rounds, CancellationToken cancellationToken)
    {
        int[] missing = [.. Enumerable.Range(first, count).Where(number => !hashes.ContainsKey((number % options.Together, rounds)))];
        if (missing.Length == 0)
            return;

        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: cancellationToken);
        var client = new StarlingClient(cluster.Client);
        foreach (int number in missing)
        {
            string id = await client.SubmitAsync(Job(number, rounds).ToSpec(), cancellationToken: cancellationToken);
            await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: cancellationToken))
                _ = happened;

            hashes[(number % options.Together, rounds)] = (await client.GetStatusAsync(id, cancellationToken)).ParametersSha256!;
        }
    }

    private async Task RunWaveAsync(int wave, int first, int count, CancellationToken cancellationToken)
    {
        var random = new Random(HashCode.Combine(options.Seed, wave));
        Trouble trouble = options.Troubles[wave % options.Troubles.Count];
        FaultPlan faults = options.SiloFaults && wave / options.Troubles.Count % 2 == 1
            ? new FaultPlan(0.002, 0.002, 0.002, 0.01, 0.02, 0.02, random.Next())
            : FaultPlan.None;
        int rounds = options.Rounds * trouble.Length();
        await LearnHashesAsync(first, count, rounds, cancellationToken);
        await using ClusterGround ground = await ClusterGround.PrepareAsync(options.Silos, trouble, options.Proxies, options.Keep, cancellationToken);
        Say($"wave {wave}: {count} jobs of {rounds} rounds, {trouble}{(faults.IsAny ? ", calls and writes fail now and then" : "")}{(options.Keep ? $"   {ground.Folder}" : "")}");
        await using ChaosCluster cluster = await ChaosCluster.StartAsync(ground, options.Silos, faults, cancellationToken);
        var troubles = new Troublemaker(cluster, random, Say);
        JobWatch[] jobs = await Task.WhenAll(Enumerable.Range(first, count).Select(number => StartAsync(cluster, number, rounds, cancellationToken)));
        Task[] watching = [.. jobs.Select(job => job.FollowAsync(cancellationToken))];
        await troubles.RunAsync(trouble, jobs, cancellationToken);
        await Task.WhenAll(watching);
        foreach (JobWatch job in jobs)
            await JudgeAsync(cluster, troubles, job, trouble, hashes[(job.Number % options.Together, rounds)], cancellationToken);
    }

    private async Task<JobWatch> StartAsync(ChaosCluster cluster, int number, int rounds, CancellationToken cancellationToken)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"chaos-{number}");
        await Persistently.RunAsync(() => cluster.Client.SubmitAsync(Job(number, rounds).ToSpec(), id, cancellationToken), JobPatience, cancellationToken);
        return new JobWatch(cluster.Client, id, number, IsNetwork(number) ? ChaosJobs.NetworkRounds : 0, JobPatience);
    }

    private async Task JudgeAsync(
        ChaosCluster cluster, Troublemaker troubles, JobWatch job, Trouble trouble, string hash, CancellationToken cancellationToken)
    {
        JobStatus? status = null;
        var history = new List<JobEvent>();
        if (job.HasEnded)
        {
            status = await Persistently.RunAsync(() => cluster.Client.GetStatusAsync(job.JobId, cancellationToken), JobPatience, cancellationToken);
            await Persistently.RunAsync(
                async () =>
                {
                    history.Clear();
                    await foreach (JobEvent happened in cluster.Client.WatchAsync(job.JobId, cancellationToken: cancellationToken))
                        history.Add(happened);
                    return true;
                },
                JobPatience,
                cancellationToken);
        }

        JobHistoryFindings findings = JobHistoryChecker.Check(history);
        int kills = 0;
        foreach (DateTimeOffset kill in troubles.Kills.Where(kill => kill < (job.Ended ?? DateTimeOffset.MaxValue)))
        {
            kills++;
            if (job.FirstCommitAfter(kill) is { } commit)
                report.Recovered((commit - kill).TotalSeconds);
        }

        bool same = status?.ParametersSha256 == hash;
        var outcome = new JobOutcome(job.JobId, trouble, status, kills, findings, same);
        report.Add(outcome);
        Say(string.Create(CultureInfo.InvariantCulture,
            $"  {job.JobId}: {status?.Phase.ToString() ?? "no end"}, {kills} kills, {findings.Recoveries} recoveries, {findings.RepeatedRounds} rounds repeated, {findings.LostRounds} lost, {findings.TwiceAppliedRounds} twice, {(same ? "same hash" : "ANOTHER HASH")}"));
    }

    private void Say(string line)
    {
        lock (output)
            output.WriteLine(line);
    }
}
