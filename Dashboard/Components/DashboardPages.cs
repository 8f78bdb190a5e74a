using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace Starling.Dashboard.Components;

/// <summary>The pages.</summary>
internal static class DashboardPages
{
    /// <summary>What the pages need.</summary>
    public static IServiceCollection AddDashboardPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddRadzenComponents();
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
