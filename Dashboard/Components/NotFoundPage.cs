using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Starling.Dashboard.Components;

/// <summary>
/// Shows a page where nothing is at an address that somebody opened. A page for every address would keep the router from saying of the
/// API's what is wrong with a request.
/// </summary>
/// <param name="next">What follows.</param>
internal sealed class NotFoundPage(RequestDelegate next)
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/not-found";

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        HttpRequest request = context.Request;
        if (context.Response is not { StatusCode: StatusCodes.Status404NotFound, HasStarted: false, ContentType: null }
            || !HttpMethods.IsGet(request.Method) || request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        PathString asked = request.Path;
        request.Path = Path;
        request.RouteValues = new RouteValueDictionary();
        context.SetEndpoint(null);
        // The page says 404 itself, when it is sent: with that status from the start it would not be drawn.
        context.Response.StatusCode = StatusCodes.Status200OK;
        await next(context);
        request.Path = asked;
    }
}
