using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Starling.Grains.Hosting;
using Starling.Silo.Settings;

namespace Starling.Silo.Health;

/// <summary>Lets a silo tell whether it is well.</summary>
internal static class HealthSetup
{
    /// <summary>Adds the endpoint. Called before Orleans is added, so that it is there while the silo starts and stops.</summary>
    public static void AddHealth(this IServiceCollection services, HealthSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton(ReadinessOf)
        .AddHostedService<HealthEndpoint>();

    private static Readiness ReadinessOf(IServiceProvider services)
    {
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        return new Readiness(
            () => services.GetRequiredService<ISiloStatusOracle>().CurrentStatus,
            () => StorageProbe.RunAsync(
                services.GetRequiredKeyedService<IGrainStorage>(StarlingGrainServices.StorageName),
                services.GetRequiredService<ILocalSiloDetails>().SiloAddress,
                time),
            time);
    }
}
