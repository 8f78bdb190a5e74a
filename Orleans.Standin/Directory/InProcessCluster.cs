using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Orleans.Runtime.Activations;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Directory;

/// <summary>
/// A cluster whose silos are all in this process: its members, its directory, and the way from one to another. Silos with the
/// same cluster id and the same primary endpoint are one cluster; a silo sees of another only frames.
/// </summary>
internal sealed class InProcessCluster : IClusterMembership, ITransport
{
    private static readonly Dictionary<(string ClusterId, IPEndPoint Primary), InProcessCluster> Clusters = [];
    private static readonly Dictionary<int, SiloRuntime> Ports = [];
    private static readonly Lock Gate = new();
    private static TaskCompletionSource _someoneJoined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly ConcurrentDictionary<SiloAddress, SiloRuntime> _silos = new();
    private ImmutableDictionary<SiloAddress, SiloStatus> _statuses = ImmutableDictionary<SiloAddress, SiloStatus>.Empty;
    private volatile IReadOnlyList<SiloAddress> _active = [];

    private InProcessCluster()
    {
    }

    public InProcessDirectory Directory { get; } = new();

    public IReadOnlyList<SiloAddress> ActiveSilos => _active;

    public IReadOnlyDictionary<SiloAddress, SiloStatus> Statuses => _statuses;

    /// <summary>The cluster that a silo belongs to. A silo that is not the primary waits until the primary is there.</summary>
    public static async Task<InProcessCluster> JoinAsync(SiloRuntime silo, string clusterId, IPEndPoint primary, CancellationToken cancellationToken)
    {
        TakePorts(silo);
        try
        {
            while (true)
            {
                Task someoneJoins;
                lock (Gate)
                {
                    someoneJoins = _someoneJoined.Task;
                    if (!Clusters.TryGetValue((clusterId, primary), out InProcessCluster? cluster) && silo.Address.Endpoint.Equals(primary))
                        Clusters[(clusterId, primary)] = cluster = new InProcessCluster();
                    if (cluster is not null)
                    {
                        cluster._silos[silo.Address] = silo;
                        cluster.SetStatus(silo.Address, SiloStatus.Joining);
                        _someoneJoined.SetResult();
                        _someoneJoined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                        return cluster;
                    }
                }

                await someoneJoins.WaitAsync(cancellationToken);
            }
        }
        catch
        {
            FreePorts(silo);
            throw;
        }
    }

    /// <summary>Connects a client to the gateway of a silo; null where no silo of the cluster has that gateway.</summary>
    public static IConnection? ConnectToGateway(string clusterId, int gatewayPort, IFrameReceiver client)
    {
        SiloRuntime? silo;
        lock (Gate) silo = Ports.GetValueOrDefault(gatewayPort);
        return silo is not null && silo.GatewayPort == gatewayPort && string.Equals(silo.ClusterId, clusterId, StringComparison.Ordinal)
            ? InProcessConnection.Connect(client, silo.Gateway)
            : null;
    }

    public IConnection? Connect(SiloAddress silo, IFrameReceiver receiver) =>
        _silos.TryGetValue(silo, out SiloRuntime? peer) ? InProcessConnection.Connect(receiver, peer.Peers) : null;

    public int ActivationCountOf(SiloAddress silo) => _silos.TryGetValue(silo, out SiloRuntime? peer) ? peer.Catalog.Count : int.MaxValue;

    public Task CollectAsync(TimeSpan age)
    {
        foreach (SiloRuntime silo in _silos.Values) silo.Catalog.Collect(age);
        return Task.CompletedTask;
    }

    public void SetStatus(SiloAddress silo, SiloStatus status)
    {
        lock (Gate)
        {
            _statuses = _statuses.SetItem(silo, status);
            _active = [.. _statuses.Where(entry => entry.Value == SiloStatus.Active).Select(entry => entry.Key).Order()];
        }
    }

    /// <summary>Takes a silo out: nobody reaches it any more, and nothing is registered on it.</summary>
    public void Leave(SiloRuntime silo)
    {
        SetStatus(silo.Address, SiloStatus.Dead);
        _silos.TryRemove(silo.Address, out _);
        Directory.RemoveSilo(silo.Address);
        FreePorts(silo);
        foreach (SiloRuntime other in _silos.Values) other.OnSiloDead(silo.Address);
        lock (Gate)
        {
            if (!_silos.IsEmpty) return;
            foreach (var key in Clusters.Where(entry => entry.Value == this).Select(entry => entry.Key).ToArray()) Clusters.Remove(key);
        }
    }

    private static void TakePorts(SiloRuntime silo)
    {
        lock (Gate)
        {
            foreach (int port in PortsOf(silo))
            {
                if (Ports.ContainsKey(port)) throw new AddressInUseException($"Port {port} is taken by another silo of this process.");
            }

            foreach (int port in PortsOf(silo)) Ports[port] = silo;
        }
    }

    private static void FreePorts(SiloRuntime silo)
    {
        lock (Gate)
        {
            foreach (int port in PortsOf(silo)) Ports.Remove(port);
        }
    }

    private static IEnumerable<int> PortsOf(SiloRuntime silo) =>
        silo.GatewayPort == 0 ? [silo.Address.Endpoint.Port] : [silo.Address.Endpoint.Port, silo.GatewayPort];
}
