using Microsoft.AspNetCore.Http;
using Starling.Algorithms.Errors;

namespace Starling.Dashboard.SignIn;

/// <summary>
/// Refuses what a page of another site makes a browser send here: a request that changes something, with an <c>Origin</c> that is not this
/// host, and none of the cluster's tokens as bearer.
/// </summary>
/// <param name="next">What follows.</param>
internal sealed class OwnSiteOnly(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        bool reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        // The circuit of the pages is opened by GET.
        bool matters = !reads || request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal);
        if (!matters || request.Headers.Authorization.Count > 0 || request.Headers.Origin is not [{ } origin]
            || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)))
        {
            return next(context);
        }

        return Problems.WriteAsync(context, new StarlingException(
            ErrorCatalog.NotAllowed, $"The request comes from a page of '{origin}', not from the dashboard."));
    }
}
