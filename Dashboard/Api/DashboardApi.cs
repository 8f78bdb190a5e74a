using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Starling.Dashboard.Api;

/// <summary>The HTTP API under <c>/api/v1</c>.</summary>
internal static class DashboardApi
{
    /// <summary>What the endpoints need.</summary>
    public static IServiceCollection AddDashboardApi(this IServiceCollection services) => services;

    /// <summary>What stands before the endpoints: rate limits, errors as problem details.</summary>
    public static void UseDashboardApi(this IApplicationBuilder application)
    {
        _ = application;
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapDashboardApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("ok")).AllowAnonymous().ExcludeFromDescription();
    }
}
