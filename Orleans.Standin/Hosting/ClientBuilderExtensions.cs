using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Clients;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Orleans.Hosting;

/// <summary>Configures clients.</summary>
public static class ClientBuilderExtensions
{
    /// <summary>Adds services.</summary>
    public static IClientBuilder ConfigureServices(this IClientBuilder builder, Action<IServiceCollection> configureDelegate)
    {
        configureDelegate(builder.Services);
        return builder;
    }

    /// <summary>Sets options.</summary>
    public static IClientBuilder Configure<TOptions>(this IClientBuilder builder, Action<TOptions> configureOptions) where TOptions : class
    {
        builder.Services.Configure(configureOptions);
        return builder;
    }

    /// <summary>Sets options from configuration.</summary>
    public static IClientBuilder Configure<TOptions>(this IClientBuilder builder, IConfiguration configuration) where TOptions : class
    {
        builder.Services.AddOptions<TOptions>().Bind(configuration);
        return builder;
    }

    /// <summary>Connects to a silo on this machine.</summary>
    public static IClientBuilder UseLocalhostClustering(
        this IClientBuilder builder, int gatewayPort = 30000, string serviceId = ClusterOptions.DevelopmentId, string clusterId = ClusterOptions.DevelopmentId) =>
        builder.UseLocalhostClustering([gatewayPort], serviceId, clusterId);

    /// <summary>Connects to silos on this machine.</summary>
    public static IClientBuilder UseLocalhostClustering(
        this IClientBuilder builder, int[] gatewayPorts, string serviceId = ClusterOptions.DevelopmentId, string clusterId = ClusterOptions.DevelopmentId)
    {
        ArgumentNullException.ThrowIfNull(gatewayPorts);
        builder.UseStaticClustering([.. gatewayPorts.Select(port => new IPEndPoint(IPAddress.Loopback, port))]);
        ClusterIdentity.Configure(builder.Services, serviceId, clusterId);
        return builder;
    }

    /// <summary>Connects to gateways that do not change.</summary>
    public static IClientBuilder UseStaticClustering(this IClientBuilder builder, params IPEndPoint[] endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return builder.UseStaticClustering((StaticGatewayListProviderOptions options) => options.Gateways = [.. endpoints.Select(endpoint => GatewayUris.Of(endpoint))]);
    }

    /// <summary>Connects to gateways that do not change.</summary>
    public static IClientBuilder UseStaticClustering(this IClientBuilder builder, Action<StaticGatewayListProviderOptions> configureOptions)
    {
        builder.Services.Configure(configureOptions);
        builder.Services.AddSingleton<IGatewayListProvider, StaticGatewayListProvider>();
        return builder;
    }

    /// <summary>Connects to gateways that do not change.</summary>
    public static IClientBuilder UseStaticClustering(this IClientBuilder builder, Action<OptionsBuilder<StaticGatewayListProviderOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(configureOptions);
        configureOptions(builder.Services.AddOptions<StaticGatewayListProviderOptions>());
        builder.Services.AddSingleton<IGatewayListProvider, StaticGatewayListProvider>();
        return builder;
    }

    /// <summary>Decides whether a client that could not connect at its start tries again.</summary>
    public static IClientBuilder UseConnectionRetryFilter(this IClientBuilder builder, Func<Exception, CancellationToken, Task<bool>> connectionRetryFilter) =>
        builder.UseConnectionRetryFilter(new DelegateRetryFilter(connectionRetryFilter));

    /// <summary>Decides whether a client that could not connect at its start tries again.</summary>
    public static IClientBuilder UseConnectionRetryFilter(this IClientBuilder builder, IClientConnectionRetryFilter connectionRetryFilter)
    {
        builder.Services.AddSingleton(connectionRetryFilter);
        return builder;
    }

    /// <summary>Decides whether a client that could not connect at its start tries again.</summary>
    public static IClientBuilder UseConnectionRetryFilter<TConnectionRetryFilter>(this IClientBuilder builder)
        where TConnectionRetryFilter : class, IClientConnectionRetryFilter
    {
        builder.Services.AddSingleton<IClientConnectionRetryFilter, TConnectionRetryFilter>();
        return builder;
    }
}
