using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Standin.Tests.Support;

internal static class ServiceExtensions
{
    public static TGrain GetGrain<TGrain>(this IServiceProvider services, string key) where TGrain : IGrainWithStringKey =>
        services.GetRequiredService<IClusterClient>().GetGrain<TGrain>(key);
}
