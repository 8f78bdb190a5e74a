using Azure.Core;
using Orleans.Storage;

namespace Azure.Storage.Blobs;

/// <summary>
/// An account of Azure Blob storage: of the package Azure.Storage.Blobs, the constructors that hosts use. What the storage of
/// states needs of blobs is internal.
/// </summary>
public class BlobServiceClient
{
    private readonly BlobAccount _account;

    /// <summary>Takes an account by its connection string.</summary>
    /// <param name="connectionString">
    /// <c>UseDevelopmentStorage=true</c>; or <c>AccountName</c> and <c>AccountKey</c> with <c>BlobEndpoint</c>, or with
    /// <c>EndpointSuffix</c> (default <c>core.windows.net</c>) and <c>DefaultEndpointsProtocol</c> (default <c>https</c>).
    /// </param>
    /// <exception cref="FormatException">The string means no account.</exception>
    public BlobServiceClient(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        _account = BlobAccount.Parse(connectionString);
    }

    /// <summary>Would take an account by its address and an identity: the stand-in knows none.</summary>
    /// <param name="serviceUri">The address.</param>
    /// <param name="credential">The identity.</param>
    /// <exception cref="Orleans.Runtime.OrleansConfigurationException">Always.</exception>
    public BlobServiceClient(Uri serviceUri, TokenCredential credential) => throw Unsupported.Identity();

    /// <summary>The account's name.</summary>
    public string AccountName => _account.Name;

    /// <summary>The account's address.</summary>
    public Uri Uri => _account.Endpoint;

    internal BlobContainer Container(string name) => new(_account, name);
}
