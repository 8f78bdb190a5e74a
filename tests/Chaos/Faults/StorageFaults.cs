using Orleans.Storage;

namespace Starling.Chaos.Faults;

/// <summary>A storage whose writes fail now and then: without having done anything, or after they took effect.</summary>
internal sealed class StorageFaults(IGrainStorage storage, FaultPlan plan) : IGrainStorage
{
    private readonly Random random = new(plan.Seed + 1);

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ReadStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Draws(plan.WriteFailsBefore))
            throw new IOException("Chaos: the write failed and did nothing.");

        if (!Draws(plan.WriteFailsAfter))
        {
            await storage.WriteStateAsync(stateName, grainId, grainState);
            return;
        }

        // The writer does not learn the ETag: its state is as it was.
        var copy = new GrainState<T>(grainState.State!, grainState.ETag!) { RecordExists = grainState.RecordExists };
        await storage.WriteStateAsync(stateName, grainId, copy);
        throw new IOException("Chaos: the write took effect and its answer was lost.");
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ClearStateAsync(stateName, grainId, grainState);

    private bool Draws(double share)
    {
        lock (random)
            return share > 0 && random.NextDouble() < share;
    }
}
