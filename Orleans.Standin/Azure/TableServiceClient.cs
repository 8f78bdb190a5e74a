using Azure.Core;
using Orleans.Storage;

namespace Azure.Data.Tables;

/// <summary>Tables of an Azure Storage account: of the package Azure.Data.Tables, the constructors that hosts use. The stand-in refuses both.</summary>
public class TableServiceClient
{
    /// <summary>Takes an account by its connection string.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <exception cref="Orleans.Runtime.OrleansConfigurationException">Always.</exception>
    public TableServiceClient(string connectionString) => throw Unsupported.Tables();

    /// <summary>Takes an account by its address and an identity.</summary>
    /// <param name="endpoint">The address.</param>
    /// <param name="tokenCredential">The identity.</param>
    /// <exception cref="Orleans.Runtime.OrleansConfigurationException">Always.</exception>
    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential) => throw Unsupported.Tables();
}
