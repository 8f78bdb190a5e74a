using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Runtime.MembershipService;

namespace Orleans.Hosting;

/// <summary>Configures clusters whose membership table is in a database.</summary>
public static class AdoNetHostingExtensions
{
    /// <summary>Puts the membership table into a database.</summary>
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<AdoNetClusteringSiloOptions> configureOptions)
    {
        builder.Services.Configure(configureOptions);
        builder.Services.AddSingleton<IMembershipTable, AdoNetClusteringTable>();
        return builder;
    }

    /// <summary>Puts the membership table into a database.</summary>
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<OptionsBuilder<AdoNetClusteringSiloOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(configureOptions);
        configureOptions(builder.Services.AddOptions<AdoNetClusteringSiloOptions>());
        builder.Services.AddSingleton<IMembershipTable, AdoNetClusteringTable>();
        return builder;
    }

    /// <summary>Reads the gateways from the membership table in a database.</summary>
    public static IClientBuilder UseAdoNetClustering(this IClientBuilder builder, Action<AdoNetClusteringClientOptions> configureOptions)
    {
        builder.Services.Configure(configureOptions);
        builder.Services.AddSingleton<IGatewayListProvider, AdoNetGatewayListProvider>();
        return builder;
    }

    /// <summary>Reads the gateways from the membership table in a database.</summary>
    public static IClientBuilder UseAdoNetClustering(this IClientBuilder builder, Action<OptionsBuilder<AdoNetClusteringClientOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(configureOptions);
        configureOptions(builder.Services.AddOptions<AdoNetClusteringClientOptions>());
        builder.Services.AddSingleton<IGatewayListProvider, AdoNetGatewayListProvider>();
        return builder;
    }
}
