using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Dashboard.Clusters;
using Starling.Dashboard.SignIn;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Api;

/// <summary>The caller of a request, and the cluster as the caller sees it.</summary>
internal static class ApiCaller
{
    /// <summary>Who asks.</summary>
    /// <exception cref="StarlingException">STAR0601: nobody who has signed in.</exception>
    public static Caller Caller(this HttpContext context) => SignIn.Caller.Of(context.User)
        ?? throw new StarlingException(ErrorCatalog.NotAuthenticated, "The request carries no token: send it as 'Authorization: Bearer TOKEN'.");

    /// <summary>The cluster; it checks itself what the caller may do.</summary>
    public static IStarlingClient Client(this HttpContext context) =>
        context.RequestServices.GetRequiredService<ICluster>().For(context.Caller().Token);

    /// <summary>Refuses an id that no job can have.</summary>
    /// <exception cref="StarlingException">STAR0401.</exception>
    public static void CheckId(string id)
    {
        if (!JobIds.IsValid(id))
            throw new StarlingException(ErrorCatalog.JobUnknown, $"There is no job '{id}' on this cluster.");
    }

    /// <summary>The refusal of a request that is not valid.</summary>
    public static StarlingException Invalid(string message) => new(ErrorCatalog.RequestInvalid, message);
}
