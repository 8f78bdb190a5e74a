using Orleans.Clustering.AzureStorage;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Configures clusters whose membership table is in an Azure Storage account, which the stand-in does not have.</summary>
public static class AzureTableClusteringExtensions
{
    /// <summary>Refuses.</summary>
    /// <exception cref="Runtime.OrleansConfigurationException">Always.</exception>
    public static ISiloBuilder UseAzureStorageClustering(this ISiloBuilder builder, Action<AzureStorageClusteringOptions> configureOptions) =>
        throw Unsupported.Tables();
}
