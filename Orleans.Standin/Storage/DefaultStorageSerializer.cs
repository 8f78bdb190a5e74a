using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orleans.Storage;

/// <summary>Gives storages their serializer where the options name none: one registered under the storage's name, or the silo's.</summary>
/// <typeparam name="TOptions">The storage's options.</typeparam>
/// <param name="serviceProvider">Where serializers are registered.</param>
public class DefaultStorageProviderSerializerOptionsConfigurator<TOptions>(IServiceProvider serviceProvider) : IPostConfigureOptions<TOptions>
    where TOptions : class, IStorageProviderSerializerOptions
{
    /// <inheritdoc/>
    public void PostConfigure(string? name, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.GrainStorageSerializer ??= (name is null ? null : serviceProvider.GetKeyedService<IGrainStorageSerializer>(name))
            ?? serviceProvider.GetRequiredService<IGrainStorageSerializer>();
    }
}

/// <summary>Adds the default serializer of a kind of storage.</summary>
internal static class DefaultStorageSerializer
{
    public static void Add<TOptions>(IServiceCollection services) where TOptions : class, IStorageProviderSerializerOptions
    {
        services.TryAddSingleton<IGrainStorageSerializer, StateJson>();
        services.AddTransient<IPostConfigureOptions<TOptions>, DefaultStorageProviderSerializerOptionsConfigurator<TOptions>>();
    }
}
