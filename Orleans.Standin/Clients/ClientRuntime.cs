using System.Collections.Immutable;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Runtime;
using Orleans.Runtime.Activations;
using Orleans.Runtime.Messaging;
using Orleans.Runtime.Networking;

namespace Orleans.Clients;

/// <summary>
/// A client outside every silo. It holds a connection to every gateway, makes them again in the background when they break, and
/// sends the calls to one grain always over the same gateway while that lives.
/// </summary>
internal sealed partial class ClientRuntime : CallRuntime, IFrameReceiver
{
    private const long Queue = 128L * 1024 * 1024;
    private const int ReadBuffer = 64 * 1024;

    private readonly string _clusterId;
    private readonly IGatewayListProvider _gateways;
    private readonly ConnectionOptions _connectionOptions;
    private readonly ConnectionDelegate _outbound;
    private readonly Network _network;
    private readonly Lock _gate = new();
    private readonly Dictionary<SiloAddress, Gateway> _known = [];
    private readonly CancellationTokenSource _stopped = new();
    private volatile ImmutableList<Gateway> _live = [];
    private Task _keepingUp = Task.CompletedTask;

    public ClientRuntime(
        IServiceProvider services,
        TimeProvider time,
        IOptions<ClientMessagingOptions> messaging,
        IOptions<ConnectionOptions> connections,
        IOptions<ClientConnectionOptions> middleware,
        IOptions<ClusterOptions> cluster,
        ILoggerFactory loggers)
        : base(time, messaging.Value, loggers.CreateLogger("Orleans.Client"))
    {
        _clusterId = cluster.Value.ClusterId;
        _gateways = services.GetService<IGatewayListProvider>()
            ?? throw new OrleansConfigurationException("Clustering has not been configured: call UseLocalhostClustering, UseStaticClustering or UseAdoNetClustering.");
        _connectionOptions = connections.Value;
        _outbound = Network.Pipeline(services, middleware.Value.Build);
        _network = new Network(connections.Value, Logger);
    }

    protected override Guid ClientId { get; } = Guid.NewGuid();

    public override GrainType ResolveGrainType(Type interfaceType, string? classNamePrefix) => GrainManifest.Resolve(interfaceType, classNamePrefix);

    /// <summary>Connects; done when the first gateway answers.</summary>
    /// <exception cref="SiloUnavailableException">No gateway is there, and the filter does not want to try again.</exception>
    public async Task StartAsync(IClientConnectionRetryFilter retry, CancellationToken cancellationToken)
    {
        GrainManifest.Scan();
        bool isReady = false;
        while (true)
        {
            try
            {
                if (!isReady) await _gateways.InitializeGatewayListProvider();
                isReady = true;
                await ReadGatewaysAsync();
                await ConnectAsync(cancellationToken);
                break;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (await retry.ShouldRetryConnectionAttempt(exception, cancellationToken)) continue;
                await StopAsync();
                throw;
            }
        }

        _keepingUp = Task.Run(() => Task.WhenAll(KeepConnectedAsync(), KeepListAsync()), CancellationToken.None);
    }

    public async Task StopAsync()
    {
        if (_stopped.IsCancellationRequested) return;
        await _stopped.CancelAsync();
        _live = [];
        await _keepingUp;
        await _network.DisposeAsync();
        Pending.Fail(_ => true, message => new SiloUnavailableException($"The client stops and waits no longer for {message}."));
    }

    public void OnFrame(Frame frame, IConnection connection)
    {
        Message message = FrameCodec.Decode(frame);
        if (message.Kind == MessageKind.Response) Complete(message);
        else if (message.Kind == MessageKind.Goodbye) OnGoodbye((MessageConnection)connection);
        else message.Body?.Dispose();
    }

    public void OnClosed(IConnection connection)
    {
        Gateway? lost = Find((MessageConnection)connection);
        if (lost is null) return;
        lock (_gate)
        {
            lost.Connection = null;
            _live = _live.Remove(lost);
        }

        if (_stopped.IsCancellationRequested) return;
        if (((MessageConnection)connection).Failure is null) LogLost(Logger, lost.Address.Endpoint);
        Pending.Fail(
            message => lost.Address.Equals(message.TargetSilo),
            message => new SiloUnavailableException($"The gateway {lost.Address.Endpoint} was lost while it had {message}."));
    }

    public override void Dispose()
    {
        _network.Dispose();
        _stopped.Dispose();
        base.Dispose();
    }

    protected override void Send(Message message, object?[] arguments)
    {
        message.Body = message.Method!.WriteArguments(arguments, areCopies: false);
        if (message.Body.Length > Options.MaxMessageBodySize)
        {
            message.Body.Dispose();
            Choose(message)?.Connection?.Close();
            throw new SiloUnavailableException($"{message} is larger than {Options.MaxMessageBodySize} bytes: the connection to the gateway is closed.");
        }

        SendToGateway(Choose(message), message);
    }

    protected override void SendCancellation(Message request)
    {
        try
        {
            // Over the gateway that has the call, which is part of the call's name.
            SendToGateway(_live.Find(gateway => gateway.Address.Equals(request.TargetSilo)), new Message
            {
                Kind = MessageKind.Cancel,
                Id = request.Id,
                Client = ClientId,
                TargetGrain = request.TargetGrain,
                Method = request.Method,
            });
        }
        catch (SiloUnavailableException)
        {
            // Without a gateway there is nobody to tell, and the call has failed.
        }
    }

    private void SendToGateway(Gateway? gateway, Message message)
    {
        message.TargetSilo = null;
        Frame frame = FrameCodec.Encode(message);
        if (gateway?.Connection is not { } connection)
        {
            frame.Dispose();
            throw NoGateway();
        }

        message.TargetSilo = gateway.Address;
        switch (connection.TrySend(frame))
        {
            case SendOutcome.Closed:
                throw new SiloUnavailableException($"The gateway {gateway.Address.Endpoint} was lost: {message}.");
            case SendOutcome.Full:
                throw new OrleansMessageRejectionException($"Too much waits to be sent to the gateway {gateway.Address.Endpoint}: {message}.");
            default:
                break;
        }
    }

    // The gateway that comes first for this grain: when one goes, only its own grains go elsewhere.
    private Gateway? Choose(Message message)
    {
        uint grain = message.TargetGrain.GetUniformHashCode();
        Gateway? best = null;
        uint highest = 0;
        foreach (Gateway gateway in _live)
        {
            uint rank = StableHash.Mix(grain, gateway.Hash);
            if (best is not null && rank <= highest) continue;
            best = gateway;
            highest = rank;
        }

        return best;
    }

    private SiloUnavailableException NoGateway()
    {
        lock (_gate) return new SiloUnavailableException($"Could not find any gateway of cluster '{_clusterId}'; known are {string.Join(", ", _known.Keys.Select(gateway => gateway.Endpoint))}.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gateway {Endpoint} was lost.")]
    private static partial void LogLost(ILogger logger, System.Net.IPEndPoint endpoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the gateway {Endpoint}.")]
    private static partial void LogConnected(ILogger logger, System.Net.IPEndPoint endpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of gateways could not be read: {Reason}")]
    private static partial void LogNoList(ILogger logger, string reason);
}
