using System.Text.RegularExpressions;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>States in Azure Blob storage, a blob each, named as in Orleans.</summary>
internal sealed partial class AzureBlobGrainStorage(string name, AzureBlobStorageOptions options, TimeProvider time) : IGrainStorage, IStartedStorage
{
    private BlobContainer? _container;

    private BlobContainer Container => _container ?? throw new InvalidOperationException($"The storage '{name}' is used before its silo has started.");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.BlobServiceClient is null) throw new OrleansConfigurationException($"The storage '{name}' has no BlobServiceClient.");
        if (options.ContainerName is not { Length: >= 3 and <= 63 } container || !ContainerName().IsMatch(container))
            throw new OrleansConfigurationException($"'{options.ContainerName}' is no name of a container: 3 to 63 small letters, digits and single hyphens between them.");
        _container = options.BlobServiceClient.Container(container);
        return _container.CreateAsync(time, cancellationToken);
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        (byte[] Content, string ETag)? blob = await Container.ReadAsync(BlobName(stateName, grainId), time, CancellationToken.None);
        T? state = blob is { Content.Length: > 0 } stored ? options.GrainStorageSerializer.Deserialize<T>(new BinaryData(stored.Content)) : default;
        grainState.ETag = blob?.ETag;
        grainState.RecordExists = state is not null;
        grainState.State = state ?? NewState<T>.Create();
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        BinaryData content = options.GrainStorageSerializer.Serialize(grainState.State);
        grainState.ETag = await WriteAsync(stateName, grainId, content, grainState.ETag);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (!options.DeleteStateOnClear) grainState.ETag = await WriteAsync(stateName, grainId, BinaryData.Empty, grainState.ETag);
        else if (await Container.DeleteAsync(BlobName(stateName, grainId), grainState.ETag, time, CancellationToken.None)) grainState.ETag = null;
        else throw Inconsistent(stateName, grainId, grainState.ETag);
        grainState.RecordExists = false;
        grainState.State = NewState<T>.Create();
    }

    // Orleans calls it JSON, whatever the serializer.
    private static string BlobName(string stateName, GrainId grainId) => $"{stateName}-{grainId}.json";

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ContainerName();

    private async Task<string> WriteAsync(string stateName, GrainId grainId, BinaryData content, string? etag) =>
        await Container.WriteAsync(BlobName(stateName, grainId), content, etag, time, CancellationToken.None) ?? throw Inconsistent(stateName, grainId, etag);

    private InconsistentStateException Inconsistent(string stateName, GrainId grainId, string? etag) => new(
        $"The blob {BlobName(stateName, grainId)} of the container {Container.Name} has not the ETag {etag ?? "none"} that the writer has.", "Unknown", etag);
}
