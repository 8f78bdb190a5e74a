using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Starling.Client.Connections;

namespace Starling.Client.Hosting;

/// <summary>Adds the client to the services of a program.</summary>
public static class StarlingClientServices
{
    /// <summary>
    /// Adds an <see cref="IStarlingClient"/> that connects at its first call, once for all who ask for it; where connecting fails, the next call
    /// tries again.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Where the cluster is and who asks.</param>
    public static IServiceCollection AddStarlingClient(this IServiceCollection services, Action<StarlingClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<StarlingClientOptions>().Configure(configure)
            .Validate(options => options.Addresses.Length > 0, "StarlingClientOptions.Addresses is empty: the gateways of the cluster, or the address of a dashboard.");
        services.AddSingleton<IStarlingClient>(provider =>
        {
            StarlingConnectionOptions options = provider.GetRequiredService<IOptions<StarlingClientOptions>>().Value.ToConnection(provider.GetService<TimeProvider>());
            return new LateClient(token => StarlingConnection.ConnectAsync(options, token));
        });
        return services;
    }
}
