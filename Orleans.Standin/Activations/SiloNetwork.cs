using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Messaging;
using Orleans.Runtime.Networking;

namespace Orleans.Runtime.Activations;

/// <content>
/// The silo's connections. It makes those that it sends on, and listens to those that others make; which of two silos is gone is
/// seen by either of the two breaking.
/// </content>
internal sealed partial class SiloRuntime : ISiloMetadataCache
{
    private const long PeerQueue = 128L * 1024 * 1024;
    private const long ClientQueue = 64L * 1024 * 1024;
    private const int PeerBuffer = 64 * 1024;
    private const int ClientBuffer = 16 * 1024;

    private readonly ConcurrentDictionary<SiloAddress, ConnectionGroup> _connections = new();
    private readonly ConcurrentDictionary<SiloAddress, long> _notReached = new();
    private readonly ConcurrentDictionary<SiloAddress, SiloMetadata> _labels = new();
    private Network? _network;
    private ConnectionOptions _connectionOptions = null!;
    private ConnectionDelegate _outbound = null!;

    public SiloMetadata GetSiloMetadata(SiloAddress siloAddress) => siloAddress.Equals(Address)
        ? Services.GetRequiredService<IOptions<SiloMetadata>>().Value
        : _labels.GetValueOrDefault(siloAddress, SiloMetadata.Empty);

    private ConnectionLimits PeerLimits => new(Options.MaxMessageHeaderSize, Options.MaxMessageBodySize, PeerQueue, PeerBuffer);

    private ConnectionLimits ClientLimits => new(Options.MaxMessageHeaderSize, Options.MaxMessageBodySize, ClientQueue, ClientBuffer);

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        _connectionOptions = Services.GetRequiredService<IOptions<ConnectionOptions>>().Value;
        Network network = _network = new Network(_connectionOptions, Logger);
        SiloConnectionOptions middleware = Services.GetRequiredService<IOptions<SiloConnectionOptions>>().Value;
        _outbound = Network.Pipeline(Services, middleware.BuildSiloOutbound);
        IConnectionListener silos = await network.BindAsync(_endpoint.SiloListener, cancellationToken);
        IConnectionListener? clients = _endpoint.GatewayListener is { } endpoint ? await network.BindAsync(endpoint, cancellationToken) : null;
        network.Accept(silos, () => Introduce(null), Network.Pipeline(Services, middleware.BuildSiloInbound), CheckSilo, Peers, PeerLimits);
        if (clients is not null)
            network.Accept(clients, () => Introduce(null), Network.Pipeline(Services, middleware.BuildGatewayInbound), CheckClient, Gateway, ClientLimits);
    }

    private Introduction Introduce(SiloAddress? target) => new(ClusterId, Address, Guid.Empty, target, GetSiloMetadata(Address).Metadata);

    private void CheckSilo(Introduction caller)
    {
        if (caller.Silo is null) throw new PreambleException("A client calls the port of the silos; gateways have another one.");
        if (caller.Target is { Generation: > 0 } target && !target.Equals(Address))
            throw new PreambleException($"{Address} listens here, not {target}.", RefusalReason.OtherGeneration);
        if (IsDeadSilo(caller.Silo)) throw new PreambleException($"{caller.Silo} is dead, as the membership table has it.", RefusalReason.DeclaredDead);
        if (CurrentStatus == SiloStatus.Dead) throw new PreambleException($"{Address} stops.");
        Learn(caller);
    }

    private void CheckClient(Introduction caller)
    {
        if (caller.Silo is not null || caller.Client == Guid.Empty) throw new PreambleException("A silo calls the port of the clients.");
        if (CurrentStatus != SiloStatus.Active) throw new PreambleException($"{Address} is {CurrentStatus}, not active.");
    }

    private void Learn(Introduction peer)
    {
        if (peer.Silo is null) return;
        var labels = new SiloMetadata();
        labels.AddMetadata(peer.Labels);
        _labels[peer.Silo] = labels;
    }

    private TimeSpan? HeardOf(SiloAddress silo)
    {
        long latest = _network!.Connections.Where(connection => silo.Equals(connection.RemoteSilo)).Select(connection => connection.LastReceived).DefaultIfEmpty().Max();
        return latest == 0 ? null : TimeProvider.System.GetElapsedTime(latest);
    }

    private bool SendSystem(Message message)
    {
        ConnectionGroup? connection = CurrentStatus == SiloStatus.Dead && _isFatal ? null : ConnectionTo(message.TargetSilo!, isUrgent: true);
        if (connection is not null) return connection.TrySend(FrameCodec.Encode(message)) == SendOutcome.Sent;
        message.Body?.Dispose();
        return false;
    }

    // A silo that could not be reached is left alone for a while, except by what finds out whether it lives.
    private ConnectionGroup? ConnectionTo(SiloAddress silo, bool isUrgent)
    {
        if (_connections.TryGetValue(silo, out ConnectionGroup? connection) && !connection.IsClosed) return connection;
        if (IsDeadSilo(silo) || CurrentStatus == SiloStatus.Dead && _isFatal) return null;
        if (!isUrgent && _notReached.TryGetValue(silo, out long since) && SystemTime.GetElapsedTime(since) < _connectionOptions.ConnectionRetryDelay) return null;
        lock (_connections)
        {
            if (_connections.TryGetValue(silo, out connection) && !connection.IsClosed) return connection;
            connection = new ConnectionGroup(
                Math.Max(1, _connectionOptions.ConnectionsPerEndpoint),
                () => _network!.Dial(silo.Endpoint, Introduce(silo), _outbound, Peers, PeerLimits));
            _connections[silo] = connection;
            return connection;
        }
    }

    // Calls that were on the connection may have been processed, or not: their callers learn that it is gone.
    private void OnPeerClosed(MessageConnection connection)
    {
        SiloAddress? silo = connection.Target ?? connection.RemoteSilo;
        if (silo is null) return;
        if (_connections.TryGetValue(silo, out ConnectionGroup? group) && group.Contains(connection)
            && _connections.TryRemove(new KeyValuePair<SiloAddress, ConnectionGroup>(silo, group))) group.Close();
        if (connection.IsDismissed) return;
        if (connection.Failure is not null) _notReached[silo] = SystemTime.GetTimestamp();
        SystemCalls.Fail(silo);
        if (CurrentStatus == SiloStatus.Dead) return;
        if (connection.Failure is PreambleException { Reason: RefusalReason.DeclaredDead }) _membership?.BelieveDead($"{silo} says that it is dead");
        FailCallsTo(silo, message => new SiloUnavailableException(
            $"The connection to {silo} was lost while it had {message}.{(connection.Failure is { } failure ? " " + failure.Message : "")}"));
        _membership?.WantRefresh();
    }

    private void OnSiloDead(SiloAddress silo)
    {
        Forget(silo);
        _notReached.TryRemove(silo, out _);
        _labels.TryRemove(silo, out _);
        foreach (MessageConnection connection in _network!.Connections.Where(connection => silo.Equals(connection.RemoteSilo))) connection.Abort();
        FailCallsTo(silo, message => new SiloUnavailableException($"The silo {silo} became unavailable while it had {message}."));
    }

    private void FailCallsTo(SiloAddress silo, Func<Message, Exception> reason)
    {
        Pending.Fail(message => silo.Equals(message.TargetSilo), reason);
        SystemCalls.Fail(silo);
        Gateway.FailCallsTo(silo, reason);
    }
}
