using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Starling.Algorithms.Errors;
using Starling.Dashboard.Clusters;

namespace Starling.Dashboard.Api.Limits;

/// <summary>Refuses requests to the API that come too fast: by token, and by address without one.</summary>
/// <param name="next">What follows.</param>
/// <param name="limits">The limits.</param>
/// <param name="settings">What the message names.</param>
/// <param name="cluster">Says whether tokens tell callers apart.</param>
internal sealed class LimitMiddleware(RequestDelegate next, RequestLimits limits, DashboardSettings settings, ICluster cluster)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        if (!limits.TryRequest(CallerOf(context, cluster)))
            throw new StarlingException(ErrorCatalog.TooManyCalls, $"More than {settings.RequestsPerSecond} requests a second came from this caller (`Dashboard:RequestsPerSecond`).");

        await next(context);
    }

    /// <summary>Whom a request counts for. Of a token only its hash is kept.</summary>
    public static string CallerOf(HttpContext context, ICluster cluster)
    {
        // Where nobody is asked for a token, whatever is shown tells nobody apart.
        if (!cluster.AsksForTokens)
            return AddressOf(context);

        string secret = context.Request.Headers.Authorization.ToString();
        if (secret.Length == 0)
            secret = context.Request.Cookies["starling"] ?? "";
        return secret.Length == 0 ? AddressOf(context) : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
    }

    /// <summary>Where a request comes from.</summary>
    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";
}
