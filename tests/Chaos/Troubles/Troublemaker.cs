using System.Globalization;
using Starling.Chaos.Cluster;
using Starling.Chaos.Running;
using Starling.GrainInterfaces;

namespace Starling.Chaos.Troubles;

/// <summary>Troubles a cluster: chooses the moment and the silo, does it, mends it after a while.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="random">What is drawn.</param>
/// <param name="say">Where it is told.</param>
internal sealed class Troublemaker(ChaosCluster cluster, Random random, Action<string> say)
{
    private readonly List<DateTimeOffset> kills = [];

    /// <summary>When silos were killed.</summary>
    public IReadOnlyList<DateTimeOffset> Kills => kills;

    /// <summary>Makes one kind of trouble while jobs run. Every job is in its rounds when it comes.</summary>
    public async Task RunAsync(Trouble trouble, IReadOnlyList<JobWatch> jobs, CancellationToken cancellationToken)
    {
        // Early in the jobs: the quickest of them must not have ended when the slowest gets there.
        int moment = random.Next(5, 15);
        await Task.WhenAll(jobs.Select(job => job.ReachAsync(moment, cancellationToken)));
        JobWatch target = jobs[random.Next(jobs.Count)];
        switch (trouble)
        {
            case Trouble.KillCoordinator:
                await KillAsync([await SiloOf(cluster.Orleans.GetGrain<IJobGrain>(target.JobId))], $"the coordinator of {target.JobId}", cancellationToken);
                break;
            case Trouble.KillShard:
                await KillAsync([await SiloOf(VectorsOf(target))], $"shard 0 of {target.JobId}", cancellationToken);
                break;
            case Trouble.KillWorker:
                int worker = random.Next(30);
                await KillAsync([await SiloOf(target.IsNetwork ? VectorsOf(target) : cluster.Orleans.GetGrain<IWorkerGrain>(GrainKeys.Worker(target.JobId, worker)))], $"worker {worker} of {target.JobId}", cancellationToken);
                break;
            case Trouble.KillTwo:
                await KillAsync([.. Draw(2)], "two at once", cancellationToken);
                break;
            case Trouble.KillAll:
                await KillAsync(cluster.Silos, "all at once", cancellationToken);
                break;
            case Trouble.HaltShort:
                await KillAnyAsync(jobs, cancellationToken);
                await HaltAsync(await HolderAsync(target), TimeSpan.FromSeconds(1 + random.NextDouble()), cancellationToken);
                break;
            case Trouble.HaltLong:
                await KillAnyAsync(jobs, cancellationToken);
                await HaltAsync(await HolderAsync(target), TimeSpan.FromSeconds(30), cancellationToken);
                break;
            case Trouble.Terminate:
                await KillAnyAsync(jobs, cancellationToken);
                await TerminateAsync(cancellationToken);
                break;
            case Trouble.CutLink:
                await KillAnyAsync(jobs, cancellationToken);
                await CutAsync([.. Draw(2)], TimeSpan.FromSeconds(4 + (4 * random.NextDouble())), cancellationToken);
                break;
            case Trouble.CutOff:
                await KillAnyAsync(jobs, cancellationToken);
                await CutAsync([await HolderAsync(target)], TimeSpan.FromSeconds(15), cancellationToken);
                break;
            case Trouble.RestartStorage:
                await RestartStorageAsync(cancellationToken);
                break;
            case Trouble.CorruptCheckpoint:
                await CorruptAsync(target, cancellationToken);
                break;
            default:
                await FillDiskAsync(cancellationToken);
                break;
        }
    }

    private async Task KillAsync(IReadOnlyList<SiloProcess> silos, string what, CancellationToken cancellationToken)
    {
        await EndAsync(silos, what, cancellationToken);

        // Sometimes at once, sometimes long after the others have noticed.
        await Task.Delay(TimeSpan.FromSeconds(silos.Count == cluster.Silos.Count ? 0 : random.NextDouble() * 8), cancellationToken);
        foreach (SiloProcess silo in silos)
            silo.Start();
    }

    private async Task EndAsync(IReadOnlyList<SiloProcess> silos, string what, CancellationToken cancellationToken)
    {
        kills.Add(DateTimeOffset.UtcNow);
        foreach (SiloProcess silo in silos)
            silo.Kill();

        say($"  SIGKILL {string.Join(", ", silos.Select(silo => silo.Name))}: {what}");
        foreach (SiloProcess silo in silos)
            await silo.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Kills any silo, and waits until the cluster is whole and every job has gone on: what comes next meets jobs that run.</summary>
    private async Task KillAnyAsync(IReadOnlyList<JobWatch> jobs, CancellationToken cancellationToken)
    {
        await KillAsync([.. Draw(1)], "any", cancellationToken);
        await cluster.WaitForMembersAsync(cluster.Silos.Count, cancellationToken);
        await Task.WhenAll(jobs.Select(job => job.ReachAsync(job.Version + 2, cancellationToken)));
    }

    private async Task HaltAsync(SiloProcess silo, TimeSpan time, CancellationToken cancellationToken)
    {
        say(string.Create(CultureInfo.InvariantCulture, $"  SIGSTOP {silo.Name} for {time.TotalSeconds:0.0} s"));
        silo.Halt();
        await Task.Delay(time, cancellationToken);
        silo.Continue();
        await ReviveAsync(silo, cancellationToken);
    }

    private async Task CutAsync(SiloProcess[] cut, TimeSpan time, CancellationToken cancellationToken)
    {
        string names = cut.Length == 1 ? cut[0].Name : $"{cut[0].Name} from {cut[1].Name}";
        say(string.Create(CultureInfo.InvariantCulture, $"  cut {names} for {time.TotalSeconds:0.0} s ({cluster.Ground.Network.Description})"));
        if (cut.Length == 1)
            cluster.Ground.Network.CutOff(cut[0].Number);
        else
            cluster.Ground.Network.Cut(cut[0].Number, cut[1].Number);
        await Task.Delay(time, cancellationToken);
        cluster.Ground.Network.Mend();
        foreach (SiloProcess silo in cut)
            await ReviveAsync(silo, cancellationToken);
    }

    private async Task RestartStorageAsync(CancellationToken cancellationToken)
    {
        if (cluster.Ground.Database is not { } database)
        {
            say("  (there is no PostgreSQL here: the storage is not restarted)");
            await KillAsync([.. Draw(1)], "any", cancellationToken);
            return;
        }

        await database.StopAsync(cancellationToken);
        say("  the database is stopped");
        await Task.Delay(TimeSpan.FromSeconds(1 + (2 * random.NextDouble())), cancellationToken);
        SiloProcess silo = Draw(1).Single();
        await EndAsync([silo], "any", cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1 + (2 * random.NextDouble())), cancellationToken);
        await database.StartAgainAsync(cancellationToken);
        say("  the database is there again");
        silo.Start();
    }

    private async Task TerminateAsync(CancellationToken cancellationToken)
    {
        SiloProcess silo = Draw(1).Single();
        say($"  SIGTERM {silo.Name}");
        silo.Terminate();
        await silo.WaitForExitAsync(cancellationToken);
        silo.Start();
        await cluster.WaitForMembersAsync(cluster.Silos.Count, cancellationToken);
    }

    /// <summary>A silo that finds itself declared dead ends its process; it is started again then.</summary>
    private async Task ReviveAsync(SiloProcess silo, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            await silo.WaitForExitAsync(limit.Token);
            silo.Start();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It was never missed.
        }

        await cluster.WaitForMembersAsync(cluster.Silos.Count, cancellationToken);
    }

    private async Task CorruptAsync(JobWatch job, CancellationToken cancellationToken)
    {
        await job.ReachAsync(12, cancellationToken);
        string folder = Path.Combine(cluster.Ground.StorageFolder, "shard");
        string? newest = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, job.IsNetwork ? "network-slot*.state" : "shard-slot*.state", SearchOption.AllDirectories)
                .Where(path => path.Contains($"{job.JobId}%2F", StringComparison.Ordinal))
                .MaxBy(File.GetLastWriteTimeUtc)
            : null;
        if (newest is not null)
        {
            byte[] bytes = await File.ReadAllBytesAsync(newest, cancellationToken);
            bytes[^(1 + random.Next(bytes.Length / 2))] ^= 0x40;
            await File.WriteAllBytesAsync(newest, bytes, cancellationToken);
            say($"  a byte of {Path.GetRelativePath(cluster.Ground.Folder, newest)} is changed");
        }

        await KillAsync([await SiloOf(VectorsOf(job))], $"shard 0 of {job.JobId}", cancellationToken);
    }

    private async Task FillDiskAsync(CancellationToken cancellationToken)
    {
        if (!cluster.Ground.Disk.CanFill)
            say("  (this process may not mount a file system: the disk is not filled)");
        else
            cluster.Ground.Disk.Fill();

        say("  the storage has no space left");
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        Task killing = KillAsync([.. Draw(1)], "any", cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
        cluster.Ground.Disk.Free();
        say("  the storage has space again");
        await killing;
    }

    /// <summary>A silo that a job would miss: that of its coordinator, or of a shard.</summary>
    private Task<SiloProcess> HolderAsync(JobWatch job) => SiloOf(random.Next(2) == 0
        ? cluster.Orleans.GetGrain<IJobGrain>(job.JobId)
        : VectorsOf(job));

    private IVectorGrain VectorsOf(JobWatch job) => job.IsNetwork
        ? cluster.Orleans.GetGrain<INetworkGrain>(GrainKeys.Shard(job.JobId, 0))
        : cluster.Orleans.GetGrain<IShardGrain>(GrainKeys.Shard(job.JobId, 0));

    private async Task<SiloProcess> SiloOf(IAddressable grain) =>
        await cluster.FindAsync(grain) is { IsRunning: true } silo ? silo : Draw(1).Single();

    private IEnumerable<SiloProcess> Draw(int count) =>
        cluster.Silos.Where(silo => silo.IsAnswering).OrderBy(_ => random.Next()).Take(count).ToArray();
}
