using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Starling.Algorithms.Errors;
using Starling.Dashboard.Api.Limits;

namespace Starling.Dashboard.SignIn;

/// <summary>The two forms of the sign-in: in, with a token, and out.</summary>
internal static class SignInEndpoints
{
    /// <summary>Maps them. Both ask for the form's antiforgery token.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in", SignInAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, [FromForm] string? token, [FromForm] string? to, CallerBook callers)
    {
        string target = IsLocal(to) ? to! : "/";
        try
        {
            Caller caller = await callers.FindAsync((token ?? "").Trim(), LimitMiddleware.AddressOf(context), context.RequestAborted);
            await context.SignInAsync(Caller.CookieScheme, caller.ToPrincipal(Caller.CookieScheme));
            return Results.LocalRedirect("~" + target);
        }
        catch (StarlingException refusal)
        {
            return Results.LocalRedirect($"~/sign-in?error={refusal.Error.Code}&to={Uri.EscapeDataString(target)}");
        }
    }

    // The field says nothing: that there is a form is what makes the framework check the token against forged requests.
    private static async Task<IResult> SignOutAsync(HttpContext context, [FromForm] string? reason)
    {
        _ = reason;
        await context.SignOutAsync(Caller.CookieScheme);
        return Results.LocalRedirect("~/sign-in");
    }

    // Only a path of this site: "//elsewhere" and "/\elsewhere" are addresses of others.
    private static bool IsLocal(string? target) =>
        target is ['/', ..] and not (['/', '/', ..] or ['/', '\\', ..]) && !target.Contains('\r', StringComparison.Ordinal) && !target.Contains('\n', StringComparison.Ordinal);
}
