using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Starling.Algorithms.Data;
using Starling.Grains.Checkpoints;
using Starling.Grains.Inspection;
using Starling.Grains.Inventory;
using Starling.Grains.Jobs;
using Starling.Grains.Networks;
using Starling.Grains.Nodes;
using Starling.Grains.Placement;
using Starling.Grains.Queue;
using Starling.Grains.Runtime;
using Starling.Grains.Security;
using Starling.Grains.Shards;
using Starling.Grains.Telemetry;
using Starling.Grains.Trainers;
using Starling.Grains.Workers;

namespace Starling.Grains.Hosting;

/// <summary>What the grains need of their silo.</summary>
public static class StarlingGrainServices
{
    /// <summary>The storage provider that holds what jobs must not forget.</summary>
    public const string StorageName = "starling";

    /// <summary>
    /// Adds the services of the grains to a silo. A <see cref="ComputePool"/>, an <see cref="AggregationDevice"/>, a
    /// <see cref="FlightLimit"/>, a <see cref="TrainerPool"/> and a <see cref="DataCache"/> that are there already are used: silos of one process share them.
    /// </summary>
    public static IServiceCollection AddStarlingGrains(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new ComputePool(Environment.ProcessorCount));
        services.TryAddSingleton(provider => new FlightLimit(provider.GetRequiredService<ComputePool>().ThreadCount + 2));
        services.TryAddSingleton(_ => new AggregationDevice(() => null));
        services.TryAddSingleton(_ => new DataLocator());
        services.TryAddSingleton<DataCache>();
        services.AddOptions<TrainerOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<TrainerOptions>>().Value);
        services.TryAddSingleton<TrainerPool>();
        services.AddSingleton<JobContextCache>();
        services.AddSingleton<ShardFollower>();
        services.AddSingleton<BroadcastCache>();
        services.AddSingleton<ShardReader>();
        services.AddSingleton<UpdateSender>();
        services.AddSingleton<CheckpointStore>();
        services.AddSingleton<ShardServices>();
        services.AddSingleton<NetworkServices>();
        services.AddSingleton<NodeServices>();
        services.AddSingleton<ModelInspection>();
        services.AddSingleton<StarlingInstruments>();
        services.AddSingleton<WorkerServices>();
        services.AddSingleton(provider => new JobServices(
            provider.GetRequiredService<JobContextCache>(),
            provider.GetRequiredService<StarlingInstruments>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<JobOptions>>().Value,
            provider.GetRequiredService<IOptions<JobLimits>>().Value,
            provider.GetRequiredService<FileRule>(),
            provider.GetRequiredService<TrainerOptions>(),
            provider.GetRequiredService<LocalGrains>(),
            provider.GetRequiredService<ComputePool>(),
            provider.GetRequiredService<ISiloStatusOracle>()));
        services.AddSingleton<IValidateOptions<JobOptions>, JobOptionsValidator>();
        services.AddOptions<JobOptions>().ValidateOnStart();
        services.AddJobQueue();
        return services;
    }

    /// <summary>The queue, the inventory, and what both go by.</summary>
    private static void AddJobQueue(this IServiceCollection services)
    {
        services.TryAddSingleton<AccessOptions>();
        services.AddSingleton(provider =>
            AccessServices.FileRuleOf(provider.GetRequiredService<AccessOptions>(), provider.GetRequiredService<DataLocator>()));
        services.AddSingleton<IValidateOptions<JobLimits>, JobLimitsValidator>();
        services.AddOptions<JobLimits>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<JobQueueOptions>, JobQueueOptionsValidator>();
        services.AddOptions<JobQueueOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SiloIdentity>, SiloIdentityValidator>();
        services.AddOptions<SiloIdentity>().ValidateOnStart();
        services.AddSingleton<QueueInstruments>();
        services.TryAddSingleton<IJobContact, JobContact>();
        services.AddSingleton<JobQueueServices>();
        services.AddSingleton<LocalGrains>();
        services.AddSingleton<SiloObserver>();
        services.AddHostedService<SiloPulse>();
        services.AddPlacementFilter<LabelPlacementFilter, LabelPlacementFilterDirector>(ServiceLifetime.Transient);
        services.AddPlacementFilter<SpreadPlacementFilter, SpreadPlacementFilterDirector>(ServiceLifetime.Transient);
    }
}
