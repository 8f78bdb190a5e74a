using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Starling.Dashboard.Feeds;

namespace Starling.Dashboard.Components;

/// <summary>The pages.</summary>
internal static class DashboardPages
{
    /// <summary>The text of a job and of what people paste into the editor passes in one message.</summary>
    private const int LargestMessage = 512 * 1024;

    /// <summary>What the pages need.</summary>
    public static IServiceCollection AddDashboardPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            options.DisconnectedCircuitMaxRetained = 200;
        }).AddHubOptions(options => options.MaximumReceiveMessageSize = LargestMessage);
        services.AddRadzenComponents();
        services.AddSingleton<JobFeeds>();
        services.AddSingleton<ClusterFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<ClusterFeed>());
        return services;
    }

    /// <summary>Maps pages and static files.</summary>
    public static void MapDashboardPages(this IEndpointRouteBuilder routes)
    {
        string manifest = Path.Combine(AppContext.BaseDirectory, "starling.staticwebassets.endpoints.json");
        if (File.Exists(manifest))
            routes.MapStaticAssets(manifest).AllowAnonymous();
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireAuthorization();
    }
}
