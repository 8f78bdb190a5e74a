using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Data;
using Starling.Algorithms.Runs;
using Starling.Chaos.Cluster;
using Starling.Chaos.Faults;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;

namespace Starling.Chaos.Strange;

/// <summary>What strangers did to a cluster.</summary>
/// <param name="Connections">Connections that they made.</param>
/// <param name="GrowthBytes">By how much the silo that grew most has grown.</param>
/// <param name="IsJobUndisturbed">Whether the job that ran meanwhile completed without going back.</param>
/// <param name="AreAllAlive">Whether every silo lives.</param>
internal sealed record StrangersReport(int Connections, long GrowthBytes, bool IsJobUndisturbed, bool AreAllAlive);

/// <summary>
/// Connects to every port of a cluster and misbehaves: random bytes, text, a frame that announces a gigabyte, connections that say
/// nothing. A job runs meanwhile.
/// </summary>
/// <param name="time">How long.</param>
/// <param name="idle">How many connections say nothing.</param>
/// <param name="output">Where it is told.</param>
internal sealed class Strangers(TimeSpan time, int idle, TextWriter output)
{
    private int connections;

    /// <summary>Does it.</summary>
    public async Task<StrangersReport> RunAsync(CancellationToken cancellationToken)
    {
        await using ClusterGround ground = await ClusterGround.PrepareAsync(2, trouble: null, proxies: false, keep: false, cancellationToken);
        await using ChaosCluster cluster = await ChaosCluster.StartAsync(ground, 2, FaultPlan.None, cancellationToken);
        string id = await cluster.Client.SubmitAsync(Job(), "undisturbed", cancellationToken);
        await WarmUpAsync(cluster, id, cancellationToken);
        long[] before = [.. cluster.Silos.Select(silo => silo.MemoryBytes)];
        using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        until.CancelAfter(time);
        int[] ports = [.. cluster.Silos.SelectMany(silo => (int[])[silo.SiloPort, silo.GatewayPort])];
        await Task.WhenAll(
        [
            .. ports.Select(port => MisbehaveAsync(port, until.Token)),
            HoldIdleAsync(ports, until.Token),
        ]);
        long growth = cluster.Silos.Select((silo, i) => silo.IsRunning ? silo.MemoryBytes - before[i] : long.MaxValue).Max();
        bool alive = cluster.Silos.All(silo => silo.IsRunning);
        await cluster.Client.CancelAsync(id, cancellationToken);
        var events = new List<JobEvent>();
        await foreach (JobEvent happened in cluster.Client.WatchAsync(id, cancellationToken: cancellationToken))
            events.Add(happened);

        bool undisturbed = events[^1].Kind == JobEventKinds.Cancelled
            && events.All(happened => happened.Kind is not (JobEventKinds.RolledBack or JobEventKinds.Recovered or JobEventKinds.UpdateRejected));
        var report = new StrangersReport(connections, growth, undisturbed, alive);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{report.Connections} strange connections in {time.TotalSeconds:0} s and {idle} that said nothing: memory grew by at most {report.GrowthBytes / 1e6:0} MB; job {(undisturbed ? "undisturbed" : "DISTURBED")} over {events.Count(happened => happened.Kind == JobEventKinds.RoundCommitted)} rounds; {(alive ? "all silos live" : "A SILO DIED")}"));
        return report;
    }

    private static JobSpec Job() => new JobDefinition
    {
        Name = "undisturbed",
        Algorithm = new FedSpeedOptions { LocalEpochs = 1, BatchSize = 10 },
        Model = new MlpOptions { Hidden = [16] },
        Data = new SyntheticDataOptions { Alpha = 1, Beta = 1, Partition = new NaturalPartitionOptions() },
        Workers = new WorkersSection { Count = 12, Participation = 0.5 },
        Stop = new StopSection { Rounds = 1_000_000 },
        Evaluate = new EvaluateSection { Every = 100 },
    }.ToSpec();

    // What a silo needs in its first seconds is no growth.
    private static async Task WarmUpAsync(ChaosCluster cluster, string id, CancellationToken cancellationToken)
    {
        await foreach (JobEvent happened in cluster.Client.WatchAsync(id, cancellationToken: cancellationToken))
        {
            if (happened is { Kind: JobEventKinds.RoundCommitted, Round: >= 100 })
                return;
        }
    }

    private async Task MisbehaveAsync(int port, CancellationToken cancellationToken)
    {
        var random = new Random(port);
        for (int turn = 0; !cancellationToken.IsCancellationRequested; turn++)
        {
            byte[] bytes = (turn % 3) switch
            {
                0 => Noise(random),
                1 => Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: starling\r\n\r\n"),
                _ => Gigabyte(),
            };
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
                Interlocked.Increment(ref connections);
                await socket.SendAsync(bytes, cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Refused, as it should be.
            }
        }
    }

    private async Task HoldIdleAsync(int[] ports, CancellationToken cancellationToken)
    {
        var held = new List<Socket>();
        try
        {
            for (int i = 0; i < idle; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                held.Add(socket);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, ports[i % ports.Length]), cancellationToken);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The time is over, or the silo wants no more.
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }
    }

    private static byte[] Noise(Random random)
    {
        byte[] bytes = new byte[random.Next(1, 64 * 1024)];
        random.NextBytes(bytes);
        return bytes;
    }

    // Header and body lengths as frames begin, with a body of a gigabyte.
    private static byte[] Gigabyte()
    {
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, 32);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), 1 << 30);
        return bytes;
    }
}
