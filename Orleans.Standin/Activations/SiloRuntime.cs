using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Directory;
using Orleans.Runtime.MembershipService;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Activations;

/// <summary>A silo: its activations, its connections, and its life in the cluster.</summary>
internal sealed partial class SiloRuntime : CallRuntime, ILocalSiloDetails, ISiloStatusOracle, IClusterMembership
{
    private readonly ClusterMembershipOptions _membershipOptions;
    private readonly EndpointOptions _endpoint;
    private readonly IPEndPoint? _primary;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _statusGate = new();
    private MembershipAgent? _membership;
    private DistributedDirectory? _directory;
    private LoadPublisher? _loads;
    private Task _collecting = Task.CompletedTask;
    private bool _isFatal;

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
        Loggers = loggers;
        ActivationLogger = loggers.CreateLogger("Orleans.Grain");
        ClusterId = cluster.Value.ClusterId;
        _endpoint = endpoint.Value;
        Address = SiloAddress.New(_endpoint.AdvertisedIPAddress, _endpoint.SiloPort, SiloAddress.AllocateNewGeneration());
        GatewayPort = _endpoint.GatewayPort != 0 ? _endpoint.GatewayPort : _endpoint.GatewayListeningEndpoint?.Port ?? 0;
        Name = silo.Value.SiloName;
        _primary = development.Value.PrimarySiloEndpoint;
        _membershipOptions = membership.Value;
        SystemTime = services.GetKeyedService<TimeProvider>("Orleans.Membership") ?? TimeProvider.System;
        Catalog = new Catalog(this);
        Peers = new PeerReceiver(this);
        Gateway = new GatewayReceiver(this);
        SystemCalls = new SystemCalls(Address, SystemTime, SendSystem, Logger);
    }

    public IServiceProvider Services { get; }

    public ILoggerFactory Loggers { get; }

    /// <summary>The clock of the network: it does not stand still where a test's clock does.</summary>
    public TimeProvider SystemTime { get; }

    public SiloAddress Address { get; }

    public int GatewayPort { get; }

    public string Name { get; }

    public string ClusterId { get; }

    public string Identity => Address.ToString();

    public GrainCollectionOptions Collection { get; }

    public Catalog Catalog { get; }

    public ILogger ActivationLogger { get; }

    /// <summary>What the runtimes of silos ask each other.</summary>
    public SystemCalls SystemCalls { get; }

    /// <summary>Takes what other silos send.</summary>
    public IFrameReceiver Peers { get; }

    /// <summary>Takes what clients send.</summary>
    public GatewayReceiver Gateway { get; }

    public IGrainDirectory Directory => _directory ?? throw NotStarted();

    /// <summary>The silo's part in the membership.</summary>
    public MembershipAgent MembershipAgent => _membership ?? throw NotStarted();

    /// <summary>The number of entries of the directory that this silo keeps.</summary>
    public int DirectoryEntries => _directory?.Count ?? 0;

    public IClusterMembership Membership => _membership is null ? throw NotStarted() : this;

    public string DnsHostName => Dns.GetHostName();

    public SiloAddress SiloAddress => Address;

    public SiloAddress GatewayAddress => SiloAddress.New(Address.Endpoint.Address, GatewayPort, Address.Generation);

    public string SiloName => Name;

    public SiloStatus CurrentStatus { get; private set; } = SiloStatus.Created;

    public IReadOnlyList<SiloAddress> ActiveSilos => Snapshot.Active;

    public IReadOnlyDictionary<SiloAddress, SiloStatus> Statuses => Snapshot.Statuses;

    private MembershipSnapshot Snapshot => _membership?.Snapshot ?? MembershipSnapshot.Empty;

    public override GrainType ResolveGrainType(Type interfaceType, string? classNamePrefix) => GrainManifest.Resolve(interfaceType, classNamePrefix);

    public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) => Snapshot.StatusOf(siloAddress);

    public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) =>
        Snapshot.Statuses.Where(entry => !onlyActive || entry.Value == SiloStatus.Active).ToDictionary();

    public bool IsDeadSilo(SiloAddress silo) => Snapshot.StatusOf(silo) == SiloStatus.Dead;

    public int ActivationCountOf(SiloAddress silo) => silo.Equals(Address) ? Catalog.Count : _loads?.CountOf(silo) ?? 0;

    /// <summary>The number of activations of every active silo together, asked for now.</summary>
    public Task<int> CountActivationsAsync() => _loads!.CountAllAsync(ActiveSilos);

    /// <summary>Deactivates, on every silo, what was idle for <paramref name="age"/>.</summary>
    public Task CollectAsync(TimeSpan age) => _loads!.CollectAllAsync(ActiveSilos, age);

    /// <summary>The idle time after which activations of a class are collected.</summary>
    public TimeSpan CollectionAgeOf(GrainClass grainClass) =>
        Collection.ClassSpecificCollectionAge.TryGetValue(grainClass.Type.FullName!, out TimeSpan age) ? age : Collection.CollectionAge;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Address})");

    private static InvalidOperationException NotStarted() => new("The silo is not started: grains can be called once its host is.");
}
