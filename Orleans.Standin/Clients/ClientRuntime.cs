using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Activations;
using Orleans.Runtime.Directory;
using Orleans.Runtime.Messaging;

namespace Orleans.Clients;

/// <summary>The gateways that a client may connect to.</summary>
internal sealed class GatewayOptions
{
    public IReadOnlyList<int> Ports { get; set; } = [];
}

/// <summary>A client outside every silo: it sends its calls to gateways, the same grain's always to the same while that lives.</summary>
internal sealed class ClientRuntime(
    TimeProvider time,
    IOptions<ClientMessagingOptions> messaging,
    IOptions<ClusterOptions> cluster,
    IOptions<GatewayOptions> gateways,
    ILoggerFactory loggers)
    : CallRuntime(time, messaging.Value, loggers.CreateLogger("Orleans.Client")), IFrameReceiver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, IConnection> _connections = [];
    private bool _isRunning;

    protected override Guid ClientId { get; } = Guid.NewGuid();

    public override GrainType ResolveGrainType(Type interfaceType, string? classNamePrefix) => GrainManifest.Resolve(interfaceType, classNamePrefix);

    /// <summary>Connects.</summary>
    /// <exception cref="SiloUnavailableException">No gateway is there.</exception>
    public void Start()
    {
        GrainManifest.Scan();
        lock (_gate)
        {
            _isRunning = true;
            if (!gateways.Value.Ports.Select(ConnectionTo).Any(connection => connection is not null)) throw NoGateway();
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _isRunning = false;
            foreach (IConnection connection in _connections.Values) connection.Close();
            _connections.Clear();
        }

        Pending.Fail(_ => true, message => new SiloUnavailableException($"The client stops and waits no longer for {message}."));
    }

    public void OnFrame(Frame frame, IConnection connection) => Complete(FrameCodec.Decode(frame));

    public void OnClosed(IConnection connection)
    {
        SiloAddress? lost = null;
        lock (_gate)
        {
            foreach ((int port, IConnection open) in _connections)
            {
                if (!ReferenceEquals(open, connection)) continue;
                _connections.Remove(port);
                lost = GatewayAddress(port);
                break;
            }
        }

        if (lost is not null) Pending.Fail(message => lost.Equals(message.TargetSilo), message => new SiloUnavailableException($"The gateway was lost while it had {message}."));
    }

    protected override void Send(Message message, object?[] arguments)
    {
        message.Body = message.Method!.WriteArguments(arguments, areCopies: false);
        if (message.Body.Length > Options.MaxMessageBodySize)
        {
            IConnection? costs = Choose(message, out _);
            message.Body.Dispose();
            costs?.Close();
            throw new SiloUnavailableException($"{message} is larger than {Options.MaxMessageBodySize} bytes: the connection to the gateway is closed.");
        }

        SendToGateway(message);
    }

    protected override void SendCancellation(Message request) => SendToGateway(new Message
    {
        Kind = MessageKind.Cancel,
        Id = request.Id,
        Client = ClientId,
        TargetGrain = request.TargetGrain,
        Method = request.Method,
    });

    private void SendToGateway(Message message)
    {
        IConnection? connection = Choose(message, out int port);
        message.TargetSilo = null;
        Frame frame = FrameCodec.Encode(message);
        message.TargetSilo = GatewayAddress(port);
        if (connection is null || !connection.TrySend(frame)) throw NoGateway();
    }

    private IConnection? Choose(Message message, out int port)
    {
        lock (_gate)
        {
            IReadOnlyList<int> ports = gateways.Value.Ports;
            uint first = message.TargetGrain.GetUniformHashCode();
            for (uint attempt = 0; attempt < ports.Count && _isRunning; attempt++)
            {
                port = ports[(int)((first + attempt) % (uint)ports.Count)];
                if (ConnectionTo(port) is { } connection) return connection;
            }

            port = 0;
            return null;
        }
    }

    private IConnection? ConnectionTo(int port)
    {
        if (_connections.TryGetValue(port, out IConnection? connection)) return connection;
        connection = InProcessCluster.ConnectToGateway(cluster.Value.ClusterId, port, this);
        if (connection is not null) _connections[port] = connection;
        return connection;
    }

    private static SiloAddress GatewayAddress(int port) => SiloAddress.New(System.Net.IPAddress.Loopback, port, 0);

    private SiloUnavailableException NoGateway() =>
        new($"Could not find any gateway of cluster '{cluster.Value.ClusterId}' on the ports {string.Join(", ", gateways.Value.Ports)}.");
}
