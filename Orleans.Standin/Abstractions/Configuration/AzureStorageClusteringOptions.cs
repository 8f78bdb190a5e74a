using Azure.Data.Tables;

namespace Orleans.Clustering.AzureStorage;

/// <summary>The account with the membership table, for silos.</summary>
public class AzureStorageClusteringOptions
{
    /// <summary>The account.</summary>
    public TableServiceClient? TableServiceClient { get; set; }
}
