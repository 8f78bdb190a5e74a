using Microsoft.Extensions.Hosting;
using Starling.Grains.Hosting;

namespace Starling.Silo;

/// <summary>Makes a host a silo of Starling.</summary>
public static class StarlingSiloExtensions
{
    /// <summary>Adds Orleans, the grains' services and their storage.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="settings">The silo's place in its cluster.</param>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0112: the settings are not valid.</exception>
    public static IHostApplicationBuilder AddStarlingSilo(this IHostApplicationBuilder builder, SiloSettings settings)
    {
        settings.Validate();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(
                settings.SiloPort, settings.GatewayPort, settings.PrimaryEndPoint, settings.ServiceId, settings.ClusterId);
            silo.AddMemoryGrainStorage(StarlingGrainServices.StorageName);
        });
        builder.Services.AddStarlingGrains();
        return builder;
    }
}
