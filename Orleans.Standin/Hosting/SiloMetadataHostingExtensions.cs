using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
using Orleans.Runtime.Activations;

namespace Orleans.Runtime.MembershipService.SiloMetadata;

/// <summary>Gives silos labels, which every silo of the cluster knows.</summary>
public static class SiloMetadataHostingExtensions
{
    /// <summary>Takes the labels from the section <c>Orleans:Metadata</c> of the host's configuration.</summary>
    public static ISiloBuilder UseSiloMetadata(this ISiloBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseSiloMetadata(builder.Configuration);
    }

    /// <summary>Takes the labels from the section <c>Orleans:Metadata</c> of a configuration.</summary>
    public static ISiloBuilder UseSiloMetadata(this ISiloBuilder builder, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return builder.UseSiloMetadata(configuration.GetSection("Orleans").GetSection("Metadata"));
    }

    /// <summary>Takes the labels from a section.</summary>
    public static ISiloBuilder UseSiloMetadata(this ISiloBuilder builder, IConfigurationSection configurationSection) =>
        builder.UseSiloMetadata(configurationSection.Get<Dictionary<string, string>>() ?? []);

    /// <summary>Takes the labels from a dictionary.</summary>
    public static ISiloBuilder UseSiloMetadata(this ISiloBuilder builder, Dictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<SiloMetadata>().Configure(labels => labels.AddMetadata(metadata));
        builder.Services.TryAddSingleton<ISiloMetadataCache>(services => services.GetRequiredService<SiloRuntime>());
        return builder;
    }
}
