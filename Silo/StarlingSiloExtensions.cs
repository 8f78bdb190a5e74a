using System.Net;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Serialization;
using Starling.Algorithms.Data;
using Starling.Grains.Hosting;
using Starling.Grains.Inventory;
using Starling.Grains.Jobs;
using Starling.Grains.Runtime;
using Starling.Grains.Security;
using Starling.Grains.Trainers;
using Starling.Silo.Connections;
using Starling.Silo.Connections.Transport;
using Starling.Silo.Health;
using Starling.Silo.Lifetime;
using Starling.Silo.Membership;
using Starling.Silo.Settings;
using Starling.Silo.Storage;
using Starling.Silo.Telemetry;

namespace Starling.Silo;

/// <summary>Makes a host a silo of Starling.</summary>
public static class StarlingSiloExtensions
{
    /// <summary>Adds Orleans, the grains' services and their storage.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="settings">The silo's settings.</param>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0112: the settings are not valid.</exception>
    public static IHostApplicationBuilder AddStarlingSilo(this IHostApplicationBuilder builder, HostSettings settings)
    {
        settings.Validate();
        builder.Services.TryAddSingleton(TimeProvider.System);

        // Started before Orleans and stopped after it: they tell how it starts and how it stops.
        if (settings.Health.Port > 0)
            builder.Services.AddHealth(settings.Health);
        if (settings.Telemetry.Endpoint is not null)
            builder.Services.AddSingleton(settings.Telemetry).AddHostedService<TelemetryExport>();

        builder.Services.AddHostedService<DeviceStart>();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options =>
            {
                options.ClusterId = settings.Silo.ClusterId;
                options.ServiceId = settings.Silo.ServiceId;
            });
            if (settings.Silo.Name is { } name)
                silo.Configure<SiloOptions>(options => options.SiloName = name);

            silo.UseSiloMetadata(new Dictionary<string, string>(settings.Silo.Labels, StringComparer.Ordinal) { [VersionCheck.Key] = VersionCheck.Version });
            silo.UseStreamTransport();
            silo.AddGuards(settings.Connections);
            if (settings.Tls.IsOn)
            {
                silo.AddTls(settings.Tls, TimeProvider.System);
                silo.AddGuardsBehindTls(settings.Connections);
            }

            AddDirectory(silo);
            AddClustering(silo, settings);
            AddStorage(silo, settings.Storage);
        });
        // Started after Orleans and stopped before it, in this order: a silo of another version does not even tell the inventory of itself.
        builder.Services.AddHostedService<VersionCheck>();
        builder.Services.TryAddSingleton(services => DeviceStart.Of(settings.Silo.Accelerator, services.GetRequiredService<ILogger<DeviceStart>>()));
        if (settings.Silo.ComputeThreads > 0)
            builder.Services.TryAddSingleton(_ => new ComputePool(settings.Silo.ComputeThreads));
        if (settings.Silo.DataFolder is { } data)
            builder.Services.TryAddSingleton(_ => new DataLocator(data));

        builder.Services.Configure<SiloIdentity>(identity =>
        {
            identity.Name = settings.Silo.Name;
            identity.Labels = settings.Silo.Labels;
            identity.JobSlots = settings.Silo.JobSlots;
            identity.Storage = settings.Storage.Kind switch
            {
                StorageKind.Folder => "folder",
                StorageKind.PostgreSql => "postgresql",
                StorageKind.AzureBlob => "azure-blob",
                _ => "memory",
            };
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(settings.Silo.ShutdownSeconds));
        builder.Services.Configure<JobOptions>(options => options.LeavingPatience = TimeSpan.FromSeconds(settings.Silo.ShutdownSeconds));
        builder.Services.AddSingleton(settings.Silo);
        builder.Services.Configure<JobLimits>(limits => settings.Limits.CopyTo(limits));
        builder.Services.Configure<TrainerOptions>(settings.Trainers.CopyTo);
        builder.Services.AddStarlingAccess(settings.Security.ToOptions());
        builder.Services.AddStarlingGrains();
        builder.Services.AddHostedService<HandOver>();
        return builder;
    }

    /// <summary>
    /// The directory that hands its entries over when silos come and go. With Orleans' own default, a part of all grains is ended or begun a second time whenever a
    /// silo leaves or joins, and with them what jobs did since their checkpoints.
    /// </summary>
    private static void AddDirectory(ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP003 // For evaluation only, says Orleans. What it would do wrong, the epochs of jobs fence.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003

        // Nor need grains wait until a lost silo would surely know that it is: it is fenced too.
        silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.Zero);
    }

    private static void AddClustering(ISiloBuilder silo, HostSettings settings)
    {
        SiloSettings own = settings.Silo;
        ClusteringSettings clustering = settings.Clustering;
        IPAddress address = IPAddress.Parse(own.Address);
        switch (clustering.Kind)
        {
            case ClusteringKind.Folder:
                silo.Services.AddSingleton<IMembershipTable>(services =>
                    new FolderMembershipTable(clustering.Folder!, own.ClusterId, services.GetRequiredService<TimeProvider>()));
                break;
            case ClusteringKind.PostgreSql:
                string connection = HostSettings.Secret(clustering.ConnectionString, clustering.ConnectionStringFile);
                if (clustering.CreateSchema)
                    PostgreSqlSchema.Apply(connection);
                silo.UseAdoNetClustering(options =>
                {
                    options.Invariant = "Npgsql";
                    options.ConnectionString = connection;
                });
                break;
            case ClusteringKind.AzureTable:
                TableServiceClient tables = AzureAccount.Tables(clustering);
                silo.UseAzureStorageClustering(options => options.TableServiceClient = tables);
                break;
            default:
                silo.UseLocalhostClustering(own.SiloPort, own.GatewayPort, clustering.PrimaryEndPoint, own.ServiceId, own.ClusterId);
                break;
        }

        silo.Configure<EndpointOptions>(options =>
        {
            IPAddress listen = own.ListenOnAnyAddress ? IPAddress.Any : address;
            options.AdvertisedIPAddress = address;
            options.SiloPort = own.SiloPort;
            options.GatewayPort = own.GatewayPort;
            options.SiloListeningEndpoint = new IPEndPoint(listen, own.SiloPort);
            options.GatewayListeningEndpoint = new IPEndPoint(listen, own.GatewayPort);
        });
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(clustering.ProbeSeconds);
            options.NumMissedProbesLimit = clustering.MissedProbes;
            options.NumVotesForDeathDeclaration = clustering.VotesForDeath;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(clustering.RefreshSeconds);
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(clustering.RefreshSeconds);
            options.MaxJoinAttemptTime = TimeSpan.FromSeconds(clustering.JoinSeconds);
        });
    }

    private static void AddStorage(ISiloBuilder silo, StorageSettings storage)
    {
        const string Name = StarlingGrainServices.StorageName;
        switch (storage.Kind)
        {
            case StorageKind.Folder:
                FolderFormat.Claim(storage.Folder!);
                silo.Services.AddGrainStorage(Name, (services, _) => new FolderGrainStorage(
                    storage.Folder!, services.GetRequiredService<Serializer>(), services.GetRequiredService<TimeProvider>()));
                break;
            case StorageKind.PostgreSql:
                AddPostgreSql(silo, storage, Name);
                break;
            case StorageKind.AzureBlob:
                AddAzureBlob(silo, storage, Name);
                break;
            default:
                silo.AddMemoryGrainStorage(Name);
                break;
        }
    }

    private static void AddPostgreSql(ISiloBuilder silo, StorageSettings storage, string name)
    {
        string connection = HostSettings.Secret(storage.ConnectionString, storage.ConnectionStringFile);
        if (storage.CreateSchema)
            PostgreSqlSchema.Apply(connection);

        silo.AddAdoNetGrainStorage(name, builder => builder.Configure<Serializer>((options, serializer) =>
        {
            options.Invariant = "Npgsql";
            options.ConnectionString = connection;
            options.GrainStorageSerializer = new Orleans.Storage.OrleansGrainStorageSerializer(serializer);
        }));
    }

    private static void AddAzureBlob(ISiloBuilder silo, StorageSettings storage, string name)
    {
        BlobServiceClient client = AzureAccount.Blobs(storage);
        silo.AddAzureBlobGrainStorage(name, builder => builder.Configure<Serializer>((options, serializer) =>
        {
            options.BlobServiceClient = client;
            options.ContainerName = storage.Container;
            options.GrainStorageSerializer = new Orleans.Storage.OrleansGrainStorageSerializer(serializer);
        }));
    }
}
