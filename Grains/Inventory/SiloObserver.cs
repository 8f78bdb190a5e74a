using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Inventory;

/// <summary>Looks at this silo: what a <see cref="SiloReport"/> says.</summary>
internal sealed class SiloObserver(
    ILocalSiloDetails silo,
    IOptions<SiloIdentity> identity,
    ComputePool pool,
    LocalGrains grains,
    IServiceProvider services,
    TimeProvider time)
{
    // Without UseSiloMetadata there is none, and silos carry no labels.
    private readonly ISiloMetadataCache? metadata = services.GetService<ISiloMetadataCache>();
    private readonly ImmutableArray<string> devices = LocalDevices.Read();
    private readonly DateTimeOffset started = time.GetUtcNow();
    private readonly ProcessorMeter processors = new(() => Environment.CpuUsage.TotalTime, time);

    private static string Version { get; } =
        typeof(SiloObserver).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>How the silo is now.</summary>
    public SiloReport Look() => new()
    {
        Name = identity.Value.Name ?? silo.Name,
        Address = silo.SiloAddress.ToString(),
        Gateway = identity.Value.Gateway ?? silo.GatewayAddress?.Endpoint.ToString() ?? "",
        Version = Version,
        Labels = Labels(),
        Devices = devices,
        Threads = pool.ThreadCount,
        BusyThreads = pool.BusyCount,
        QueuedComputations = pool.QueuedCount,
        Grains = grains.Count,
        MemoryBytes = Environment.WorkingSet,
        JobSlots = identity.Value.JobSlots,
        Started = started,
        Jobs = grains.Jobs,
        BusyProcessors = processors.Look(),
        Processors = Environment.ProcessorCount,
        Storage = identity.Value.Storage,
    };

    private ImmutableArray<SiloLabel> Labels()
    {
        IEnumerable<KeyValuePair<string, string>> labels = identity.Value.Labels;
        if (identity.Value.Labels.Count == 0 && metadata is not null)
            labels = metadata.GetSiloMetadata(silo.SiloAddress).Metadata.Where(label => !label.Key.StartsWith("starling.", StringComparison.Ordinal));

        return [.. labels
            .OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => new SiloLabel { Name = label.Key, Value = label.Value })];
    }
}
