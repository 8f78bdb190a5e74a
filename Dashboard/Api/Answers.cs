using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Starling.Client.Http;

namespace Starling.Dashboard.Api;

/// <summary>Says in the OpenAPI document which errors a route answers with.</summary>
internal static class Answers
{
    private static readonly int[] Always = [400, 401, 403, 429, 500, 503];

    /// <summary>The errors of a route: those that every route has, and some of its own.</summary>
    /// <param name="route">The route.</param>
    /// <param name="name">The name of the operation.</param>
    /// <param name="summary">What it does, in a line.</param>
    /// <param name="own">Statuses that only some routes have.</param>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string name, string summary, params int[] own)
    {
        route.WithName(name).WithSummary(summary);
        foreach (int status in Always.Concat(own).Order())
            route.Produces<ApiProblem>(status, Problems.MediaType);
        return route;
    }

    /// <summary>The name of a group of routes in the document.</summary>
    public static RouteHandlerBuilder In(this RouteHandlerBuilder route, string tag) => route.WithTags(tag);

    /// <summary>Says that the route answers with nothing but its status.</summary>
    public static RouteHandlerBuilder Silent(this RouteHandlerBuilder route) => route.Produces(StatusCodes.Status204NoContent);
}
