using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace Orleans.Storage;

/// <summary>A storage in the memory of the cluster's silos: what a silo keeps is lost with it.</summary>
internal sealed class MemoryStorage(string name, int partitions, IGrainStorageSerializer serializer, IGrainFactory grains) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string key = Key(stateName, grainId);
        StoredState? stored = await Partition(key).ReadAsync(key);
        grainState.ETag = stored?.ETag;
        grainState.RecordExists = stored is not null;
        T? state = stored is null ? default : serializer.Deserialize<T>(new BinaryData(stored.Data));
        grainState.State = state ?? NewState<T>.Create();
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string key = Key(stateName, grainId);
        var state = new StoredState { Data = serializer.Serialize(grainState.State).ToMemory(), ETag = grainState.ETag };
        grainState.ETag = await Partition(key).WriteAsync(key, state);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string key = Key(stateName, grainId);
        await Partition(key).ClearAsync(key, grainState.ETag);
        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = NewState<T>.Create();
    }

    private static string Key(string stateName, GrainId grainId) => $"{stateName}/{grainId}";

    private IMemoryStorageGrain Partition(string key) =>
        grains.GetGrain<IMemoryStorageGrain>($"{name}/{StableHash.Compute32(key) % (uint)partitions}");
}

/// <summary>A state in the memory storage.</summary>
[GenerateSerializer, Immutable]
internal sealed record StoredState
{
    [Id(0)]
    public required ReadOnlyMemory<byte> Data { get; init; }

    [Id(1)]
    public string? ETag { get; init; }
}

/// <summary>Keeps a part of a memory storage.</summary>
internal interface IMemoryStorageGrain : IGrainWithStringKey
{
    Task<StoredState?> ReadAsync(string key);

    Task<string> WriteAsync(string key, StoredState state);

    Task ClearAsync(string key, string? etag);
}

[KeepAlive]
[GrainType("standin.memory-storage")]
internal sealed class MemoryStorageGrain : Grain, IMemoryStorageGrain
{
    private readonly Dictionary<string, StoredState> _states = new(StringComparer.Ordinal);

    public Task<StoredState?> ReadAsync(string key) => Task.FromResult(_states.GetValueOrDefault(key));

    public Task<string> WriteAsync(string key, StoredState state)
    {
        Check(key, state.ETag);
        string etag = Guid.NewGuid().ToString("N");
        _states[key] = state with { ETag = etag };
        return Task.FromResult(etag);
    }

    public Task ClearAsync(string key, string? etag)
    {
        Check(key, etag);
        _states.Remove(key);
        return Task.CompletedTask;
    }

    private void Check(string key, string? etag)
    {
        string? stored = _states.GetValueOrDefault(key)?.ETag;
        if (!string.Equals(stored, etag, StringComparison.Ordinal) && !string.Equals(etag, "*", StringComparison.Ordinal))
            throw new InconsistentStateException($"The stored ETag of {key} is {stored ?? "none"}, the writer's is {etag ?? "none"}.", stored, etag);
    }
}
