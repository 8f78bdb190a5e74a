using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Starling.Algorithms.Errors;
using Starling.Dashboard.Clusters;

namespace Starling.Dashboard.Api;

/// <summary>Probes: whether the server lives, and whether the cluster answers it.</summary>
internal static class HealthApi
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Maps them, for anybody.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("ok")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/health/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(ICluster cluster, TimeProvider time, HttpContext context)
    {
        try
        {
            await cluster.Own.GetSilosAsync(context.RequestAborted).WaitAsync(Patience, time, context.RequestAborted);
            return Results.Text("ok");
        }
        catch (Exception exception) when (exception is StarlingException or TimeoutException)
        {
            return Results.Text("The cluster does not answer.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
