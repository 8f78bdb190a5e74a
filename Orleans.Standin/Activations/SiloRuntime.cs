using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Directory;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Activations;

/// <summary>A silo: its activations, its connections, and its life in the cluster.</summary>
internal sealed partial class SiloRuntime : CallRuntime, ILocalSiloDetails, ISiloStatusOracle
{
    private readonly ClusterMembershipOptions _membershipOptions;
    private readonly IPEndPoint _primary;
    private readonly CancellationTokenSource _stopped = new();
    private InProcessCluster? _cluster;
    private Task _collecting = Task.CompletedTask;

    public SiloRuntime(
        IServiceProvider services,
        TimeProvider time,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        IOptions<ClusterOptions> cluster,
        IOptions<ClusterMembershipOptions> membership,
        IOptions<DevelopmentClusterMembershipOptions> development,
        IOptions<EndpointOptions> endpoint,
        IOptions<SiloOptions> silo,
        ILoggerFactory loggers)
        : base(time, messaging.Value, loggers.CreateLogger("Orleans.Messaging"))
    {
        Services = services;
        Collection = collection.Value;
        ActivationLogger = loggers.CreateLogger("Orleans.Grain");
        ClusterId = cluster.Value.ClusterId;
        Address = SiloAddress.New(endpoint.Value.AdvertisedIPAddress, endpoint.Value.SiloPort, SiloAddress.AllocateNewGeneration());
        GatewayPort = endpoint.Value.GatewayPort;
        Name = silo.Value.SiloName;
        _primary = development.Value.PrimarySiloEndpoint ?? Address.Endpoint;
        _membershipOptions = membership.Value;
        Catalog = new Catalog(this);
        Peers = new PeerReceiver(this);
        Gateway = new GatewayReceiver(this);
    }

    public IServiceProvider Services { get; }

    public SiloAddress Address { get; }

    public int GatewayPort { get; }

    public string Name { get; }

    public string ClusterId { get; }

    public string Identity => Address.ToString();

    public GrainCollectionOptions Collection { get; }

    public Catalog Catalog { get; }

    public ILogger ActivationLogger { get; }

    /// <summary>Takes what other silos send.</summary>
    public IFrameReceiver Peers { get; }

    /// <summary>Takes what clients send.</summary>
    public GatewayReceiver Gateway { get; }

    public IGrainDirectory Directory => Cluster.Directory;

    public IClusterMembership Membership => Cluster;

    public string DnsHostName => Dns.GetHostName();

    public SiloAddress SiloAddress => Address;

    public SiloAddress GatewayAddress => SiloAddress.New(Address.Endpoint.Address, GatewayPort, Address.Generation);

    public string SiloName => Name;

    public SiloStatus CurrentStatus { get; private set; } = SiloStatus.Created;

    private InProcessCluster Cluster => _cluster ?? throw new InvalidOperationException("The silo is not started: grains can be called once its host is.");

    public override GrainType ResolveGrainType(Type interfaceType, string? classNamePrefix) => GrainManifest.Resolve(interfaceType, classNamePrefix);

    public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) => Membership.Statuses.GetValueOrDefault(siloAddress);

    public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) =>
        Membership.Statuses.Where(entry => !onlyActive || entry.Value == SiloStatus.Active).ToDictionary();

    public bool IsDeadSilo(SiloAddress silo) => GetApproximateSiloStatus(silo) == SiloStatus.Dead;

    /// <summary>The idle time after which activations of a class are collected.</summary>
    public TimeSpan CollectionAgeOf(GrainClass grainClass) =>
        Collection.ClassSpecificCollectionAge.TryGetValue(grainClass.Type.FullName!, out TimeSpan age) ? age : Collection.CollectionAge;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        GrainManifest.Scan();
        using var timeout = new CancellationTokenSource(_membershipOptions.MaxJoinAttemptTime, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        _cluster = await InProcessCluster.JoinAsync(this, ClusterId, _primary, either.Token);
        SetStatus(SiloStatus.Active);
        _collecting = CollectAsync();
        LogStarted(Logger, Name, Address, ClusterId);
    }

    /// <summary>
    /// Stops the silo: its grains are deactivated, and calls that wait for them go on elsewhere. With a cancelled token the silo
    /// ends at once, as if it were killed.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (CurrentStatus is SiloStatus.Created or SiloStatus.Dead) return;
        SetStatus(cancellationToken.IsCancellationRequested ? SiloStatus.Stopping : SiloStatus.ShuttingDown);
        await _stopped.CancelAsync();
        await _collecting;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Catalog.DeactivateAllAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            foreach (Activation activation in Catalog.All) activation.Abandon();
        }

        CurrentStatus = SiloStatus.Dead;
        Cluster.Leave(this);
        Pending.Fail(_ => true, message => new SiloUnavailableException($"The local silo stops and waits no longer for {message}."));
        CloseConnections();
        LogStopped(Logger, Name, Address);
    }

    public override void Dispose()
    {
        _stopped.Dispose();
        base.Dispose();
    }

    /// <summary>Learns that another silo is gone.</summary>
    public void OnSiloDead(SiloAddress silo)
    {
        Forget(silo);
        Pending.Fail(
            message => silo.Equals(message.TargetSilo),
            message => new SiloUnavailableException($"The silo {silo} became unavailable while it had {message}."));
    }

    private void SetStatus(SiloStatus status)
    {
        CurrentStatus = status;
        Cluster.SetStatus(Address, status);
    }

    private async Task CollectAsync()
    {
        using var timer = new PeriodicTimer(Collection.CollectionQuantum, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopped.Token)) Catalog.Collect(age: null);
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Address})");

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Name} ({Address}) is active in cluster {Cluster}.")]
    private static partial void LogStarted(ILogger logger, string name, SiloAddress address, string cluster);

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Name} ({Address}) has stopped.")]
    private static partial void LogStopped(ILogger logger, string name, SiloAddress address);
}
