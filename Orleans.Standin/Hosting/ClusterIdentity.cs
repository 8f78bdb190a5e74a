using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>Sets which cluster a host belongs to.</summary>
internal static class ClusterIdentity
{
    /// <summary>Sets the identities; as in Orleans, the defaults leave alone what the options have.</summary>
    public static void Configure(IServiceCollection services, string serviceId, string clusterId)
    {
        bool areDefaults = string.Equals(serviceId, ClusterOptions.DevelopmentId, StringComparison.Ordinal)
            && string.Equals(clusterId, ClusterOptions.DevelopmentId, StringComparison.Ordinal);
        if (areDefaults) return;
        services.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = serviceId;
            options.ClusterId = clusterId;
        });
    }
}
