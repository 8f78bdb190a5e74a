using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>What the stand-in refuses of Azure, each with one sentence.</summary>
internal static class Unsupported
{
    public static OrleansConfigurationException Tables() => new(
        "This build runs on the stand-in for Orleans, which keeps no members in Azure tables: build with the packages (OrleansSource=packages), or choose another clustering.");

    public static OrleansConfigurationException Identity() => new(
        "This build runs on the stand-in for Orleans, which knows no credentials of Azure but the key of an account: build with the packages (OrleansSource=packages), or give a connection string.");
}
