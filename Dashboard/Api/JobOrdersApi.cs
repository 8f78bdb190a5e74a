using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Starling.Client;
using Starling.Client.Http;

namespace Starling.Dashboard.Api;

/// <summary>What people order of jobs.</summary>
internal static class JobOrdersApi
{
    /// <summary>Maps the routes.</summary>
    public static void MapJobOrders(this IEndpointRouteBuilder api)
    {
        Map(api, "pause", "pauseJob", "Lets the job stand still after the round that is under way.", (client, id, token) => client.PauseAsync(id, token));
        Map(api, "resume", "resumeJob", "Lets a paused job go on.", (client, id, token) => client.ResumeAsync(id, token));
        Map(api, "cancel", "cancelJob", "Ends the job; what was computed so far stays readable.", (client, id, token) => client.CancelAsync(id, token));
        api.MapPost("/jobs/{id}/extend", ExtendAsync).In("Orders").Describe("extendJob", "Lets the job run to a later round, also where it has completed.", 404, 409, 413, 415);
        api.MapDelete("/jobs/{id}", ForgetAsync).In("Orders").Describe("forgetJob", "Removes the job and all that it left; cancels it where it runs.", 404, 409);
    }

    private static void Map(IEndpointRouteBuilder api, string verb, string name, string summary, Func<IStarlingClient, string, CancellationToken, Task> order) =>
        api.MapPost($"/jobs/{{id}}/{verb}", async Task<NoContent> (HttpContext context, string id, CancellationToken cancellationToken) =>
        {
            ApiCaller.CheckId(id);
            await order(context.Client(), id, cancellationToken);
            return TypedResults.NoContent();
        }).In("Orders").Describe(name, summary, 404, 409);

    private static async Task<NoContent> ExtendAsync(HttpContext context, string id, ExtendRequest request, CancellationToken cancellationToken)
    {
        ApiCaller.CheckId(id);
        if (request.Rounds < 1)
            throw ApiCaller.Invalid($"'rounds' is {Paging.Text(request.Rounds)}; it must be from 1.");

        await context.Client().ExtendAsync(id, request.Rounds, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ForgetAsync(HttpContext context, string id, CancellationToken cancellationToken)
    {
        ApiCaller.CheckId(id);
        await context.Client().ForgetAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }
}
