using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Starling.Client.Http;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Api;

/// <summary>The cluster, the caller, and the schema of job files.</summary>
internal static class ClusterApi
{
    private static readonly Lazy<string> Schema = new(JobSchema.Generate);

    /// <summary>Maps the routes.</summary>
    public static void MapCluster(this IEndpointRouteBuilder api)
    {
        api.MapGet("/cluster", SilosAsync).In("Cluster").Describe("getCluster", "What the silos of the cluster say of themselves.");
        api.MapGet("/whoami", WhoAmIAsync).In("Cluster").Describe("whoAmI", "The bearer of the token and its role.");
        api.MapGet("/schema", () => TypedResults.Text(Schema.Value, "application/schema+json"))
            .In("Jobs").Describe("getSchema", "The JSON Schema of job files.").Produces<object>(StatusCodes.Status200OK, "application/schema+json");
    }

    private static async Task<Ok<ClusterView>> SilosAsync(HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ClusterView { Silos = await context.Client().GetSilosAsync(cancellationToken) });

    private static async Task<Ok<CallerInfo>> WhoAmIAsync(HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await context.Client().WhoAmIAsync(cancellationToken));
}
