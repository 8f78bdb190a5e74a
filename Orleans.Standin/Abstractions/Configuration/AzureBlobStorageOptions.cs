using System.Diagnostics.CodeAnalysis;
using Azure.Storage.Blobs;
using Orleans.Storage;

namespace Orleans.Configuration;

/// <summary>A storage of states in Azure Blob storage.</summary>
public class AzureBlobStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>The default of <see cref="ContainerName"/>.</summary>
    public const string DEFAULT_CONTAINER_NAME = "grainstate";

    private BlobServiceClient? _client;

    /// <summary>The container, made at the start where it is missing. Default: <c>grainstate</c>.</summary>
    public string ContainerName { get; set; } = DEFAULT_CONTAINER_NAME;

    /// <inheritdoc/>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;

    /// <summary>The account; it has to be set.</summary>
    [DisallowNull]
    public BlobServiceClient? BlobServiceClient
    {
        get => _client;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _client = value;
        }
    }

    /// <summary>Whether a cleared state loses its blob, and with it its ETag. Default: true.</summary>
    public bool DeleteStateOnClear { get; set; } = true;
}
