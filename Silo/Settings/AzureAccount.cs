using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace Starling.Silo.Settings;

/// <summary>
/// The services of an Azure Storage account: reached by a connection string with a key, or at an address with the identity that Azure gives
/// the process (workload identity in a cluster, managed identity on a machine, whoever has signed in on a developer's).
/// </summary>
internal static class AzureAccount
{
    /// <summary>What is wrong with how a service is named; null where nothing is.</summary>
    /// <param name="serviceUri">The address.</param>
    /// <param name="connection">The connection string, or the file with it.</param>
    public static string? Wrong(string? serviceUri, string? connection) => (serviceUri, connection) switch
    {
        (null, null) => "ServiceUri, ConnectionString or ConnectionStringFile is missing; this kind needs one of them.",
        ({ }, { }) => "ServiceUri and a connection string are both given; one of them says how the service is reached.",
        // A token is a secret: Azure's clients send none in the open either.
        ({ } uri, null) when !(Uri.TryCreate(uri, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps) =>
            $"ServiceUri is '{uri}'; it must be an https address.",
        _ => null,
    };

    /// <summary>The tables.</summary>
    public static TableServiceClient Tables(ClusteringSettings settings) => settings.ServiceUri is { } uri
        ? new TableServiceClient(new Uri(uri), new DefaultAzureCredential())
        : new TableServiceClient(HostSettings.Secret(settings.ConnectionString, settings.ConnectionStringFile));

    /// <summary>The blobs.</summary>
    public static BlobServiceClient Blobs(StorageSettings settings) => settings.ServiceUri is { } uri
        ? new BlobServiceClient(new Uri(uri), new DefaultAzureCredential())
        : new BlobServiceClient(HostSettings.Secret(settings.ConnectionString, settings.ConnectionStringFile));
}
