using System.Diagnostics;
using System.Globalization;
using Starling.Algorithms.Runs;
using Starling.Chaos.Cluster;
using Starling.Chaos.Faults;
using Starling.Chaos.Running;
using Starling.Client;
using Starling.Client.History;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Silo;

namespace Starling.Chaos.Rolling;

/// <summary>
/// Restarts the silos of a cluster, one after the other, each by SIGTERM, while three jobs run and a client follows them. The next silo's turn comes as soon
/// as the one before is a member again. A job is given its end when the last one is back, so that it runs until then however fast the machine is; it is compared
/// with a job of as many rounds on one silo that nobody stopped.
/// </summary>
/// <param name="options">What to do.</param>
/// <param name="output">Where it is told.</param>
internal sealed class RollingRestart(RollingOptions options, TextWriter output)
{
    /// <summary>Rounds that no job gets to.</summary>
    private const int Endless = 1_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Does it and returns what came of it.</summary>
    public async Task<RollingReport> RunAsync(CancellationToken cancellationToken)
    {
        JobDefinition[] jobs = [.. Jobs()];
        await using ClusterGround ground = await ClusterGround.PrepareAsync(options.Silos, trouble: null, proxies: false, options.Keep, cancellationToken);
        Say(string.Create(CultureInfo.InvariantCulture, $"{options.Silos} silos, {jobs.Length} jobs{(options.Keep ? $"   {ground.Folder}" : "")}"));
        await using ChaosCluster cluster = await ChaosCluster.StartAsync(ground, options.Silos, FaultPlan.None, cancellationToken);
        JobWatch[] watches = await Task.WhenAll(jobs.Select((job, number) => SubmitAsync(cluster, job, number, cancellationToken)));
        Task watching = Task.WhenAll(watches.Select(watch => watch.FollowAsync(cancellationToken)));
        await Task.WhenAll(watches.Select(watch => watch.ReachAsync(options.Rounds, cancellationToken)));
        var turns = new List<(DateTimeOffset From, DateTimeOffset To)>();
        var restarts = new List<SiloRestart>();
        foreach (SiloProcess silo in cluster.Silos)
        {
            DateTimeOffset from = DateTimeOffset.UtcNow;
            restarts.Add(await RestartAsync(cluster, silo, cancellationToken));
            turns.Add((from, DateTimeOffset.UtcNow));
        }

        int[] ends = await Task.WhenAll(watches.Select(watch => EndAsync(cluster, watch, options.Rounds * RoundsOf(jobs[watch.Number]), cancellationToken)));
        await watching;
        string[] hashes = await RunUndisturbedAsync(
            [.. jobs.Zip(ends, (job, rounds) => job with { Stop = new StopSection { Rounds = rounds } })], cancellationToken);
        var outcomes = new List<RollingOutcome>();
        foreach (JobWatch watch in watches)
            outcomes.Add(await JudgeAsync(cluster, watch, jobs[watch.Number].Name, hashes[watch.Number], turns, cancellationToken));

        return new RollingReport(restarts, outcomes);
    }

    /// <summary>States at workers, a robust rule on several shards, and a network in one grain.</summary>
    private IEnumerable<JobDefinition> Jobs()
    {
        JobDefinition[] kinds = [ChaosJobs.Stateful(Endless, shards: 2), ChaosJobs.Robust(Endless, shards: 3), ChaosJobs.Network(Endless / ChaosJobs.NetworkRounds)];
        return kinds.Select((job, number) => job with
        {
            Seed = (ulong)(1 + number),
            Checkpoint = job.Checkpoint with { Every = options.CheckpointEvery * RoundsOf(job) },
            Evaluate = job.Evaluate with { Every = job.Topology is null ? 20 : ChaosJobs.NetworkRounds },
        });
    }

    /// <summary>Rounds that count as one.</summary>
    private static int RoundsOf(JobDefinition job) => job.Topology is null ? 1 : ChaosJobs.NetworkRounds;

    private static async Task<JobWatch> SubmitAsync(ChaosCluster cluster, JobDefinition job, int number, CancellationToken cancellationToken)
    {
        string id = await Persistently.RunAsync(() => cluster.Client.SubmitAsync(job.ToSpec(), job.Name, cancellationToken), Patience, cancellationToken);
        return new JobWatch(cluster.Client, id, number, job.Topology is null ? 0 : ChaosJobs.NetworkRounds, Patience);
    }

    private async Task<SiloRestart> RestartAsync(ChaosCluster cluster, SiloProcess silo, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        silo.Terminate();
        await silo.WaitForExitAsync(cancellationToken);
        TimeSpan stopping = clock.Elapsed;
        int exitCode = silo.ExitCode;
        clock.Restart();
        silo.Start();
        await cluster.WaitForMembersAsync(cluster.Silos.Count, cancellationToken);
        Say(string.Create(CultureInfo.InvariantCulture,
            $"  SIGTERM {silo.Name}: it ended with {exitCode} after {stopping.TotalSeconds:0.0} s and was back {clock.Elapsed.TotalSeconds:0.0} s later"));
        return new SiloRestart(silo.Name, stopping, exitCode, clock.Elapsed);
    }

    /// <summary>Gives a job its end, so many rounds from now, and returns it.</summary>
    private static Task<int> EndAsync(ChaosCluster cluster, JobWatch watch, int rounds, CancellationToken cancellationToken) => Persistently.RunAsync(
        async () =>
        {
            // Where the job is faster than this, it is asked again.
            int end = (await cluster.Client.GetStatusAsync(watch.JobId, cancellationToken)).Round + rounds;
            await cluster.Client.ExtendAsync(watch.JobId, end, cancellationToken);
            return end;
        },
        Patience,
        cancellationToken);

    /// <summary>The hashes of the jobs where nobody stops a silo.</summary>
    private static async Task<string[]> RunUndisturbedAsync(IReadOnlyList<JobDefinition> jobs, CancellationToken cancellationToken)
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: cancellationToken);
        var client = new StarlingClient(cluster.Client);
        return await Task.WhenAll(jobs.Select(async job =>
        {
            string id = await client.SubmitAsync(job.ToSpec(), job.Name, cancellationToken);
            await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: cancellationToken))
                _ = happened;

            return (await client.GetStatusAsync(id, cancellationToken)).ParametersSha256!;
        }));
    }

    private async Task<RollingOutcome> JudgeAsync(
        ChaosCluster cluster,
        JobWatch watch,
        string name,
        string hash,
        IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> turns,
        CancellationToken cancellationToken)
    {
        JobStatus status = await Persistently.RunAsync(() => cluster.Client.GetStatusAsync(watch.JobId, cancellationToken), Patience, cancellationToken);
        var events = new List<JobEvent>();
        await foreach (JobEvent happened in cluster.Client.WatchAsync(watch.JobId, cancellationToken: cancellationToken))
            events.Add(happened);

        DateTimeOffset[] finished = [.. events.Where(watch.IsFinishedRound).Select(happened => happened.Time)];
        int restarts = finished.Length == 0 ? 0 : turns.Count(turn => turn.From > finished[0] && turn.To < finished[^1]);
        TimeSpan pause = finished.Zip(finished.Skip(1), (before, after) => after - before).DefaultIfEmpty().Max();
        foreach (JobEvent happened in events.Where(happened => happened.Kind is JobEventKinds.Recovered or JobEventKinds.RolledBack))
            Say($"  {name}: {happened.Message}");

        return new RollingOutcome(name, status, restarts, JobHistoryChecker.Check(events), pause, status.ParametersSha256 == hash);
    }

    private void Say(string line) => output.WriteLine(line);
}
