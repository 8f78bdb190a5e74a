using Orleans.Storage;

namespace Starling.Silo.Health;

/// <summary>Tries a storage: reads a small state, writes it and clears it.</summary>
internal static class StorageProbe
{
    /// <summary>The name of the state.</summary>
    internal const string StateName = "probe";

    /// <summary>Tries it, for one silo at a time: each has a state of its own, which stays behind only where the silo dies in the middle.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="silo">Who tries.</param>
    /// <param name="time">The clock.</param>
    public static async Task RunAsync(IGrainStorage storage, SiloAddress silo, TimeProvider time)
    {
        var grain = GrainId.Create("health", silo.ToParsableString());
        var state = new GrainState<HealthProbe>();
        await storage.ReadStateAsync(StateName, grain, state);
        state.State = new HealthProbe { Time = time.GetUtcNow() };
        await storage.WriteStateAsync(StateName, grain, state);
        await storage.ClearStateAsync(StateName, grain, state);
    }
}

/// <summary>What a look at the storage writes.</summary>
[GenerateSerializer, Alias("starling.HealthProbe")]
public sealed class HealthProbe
{
    /// <summary>When.</summary>
    [Id(0)]
    public DateTimeOffset Time { get; set; }
}
