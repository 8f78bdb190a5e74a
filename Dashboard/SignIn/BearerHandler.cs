using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Starling.Algorithms.Errors;
using Starling.Dashboard.Api.Limits;
using Starling.Dashboard.Clusters;

namespace Starling.Dashboard.SignIn;

/// <summary>Accepts <c>Authorization: Bearer TOKEN</c> with a token of the cluster; anybody where the cluster asks for none.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ICluster cluster, CallerBook callers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string token = "";
        if (cluster.AsksForTokens)
        {
            if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out AuthenticationHeaderValue? header)
                || !header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || string.IsNullOrWhiteSpace(header.Parameter))
            {
                return AuthenticateResult.NoResult();
            }

            token = header.Parameter;
        }

        try
        {
            Caller caller = await callers.FindAsync(token, LimitMiddleware.AddressOf(Context), Context.RequestAborted);
            return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(Scheme.Name), Scheme.Name));
        }
        catch (StarlingException refusal)
        {
            return AuthenticateResult.Fail(refusal);
        }
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        AuthenticateResult result = await HandleAuthenticateOnceSafeAsync();
        var refusal = result.Failure as StarlingException
            ?? new StarlingException(ErrorCatalog.NotAuthenticated, "The request carries no token: send it as 'Authorization: Bearer TOKEN'.");
        if (refusal.Error == ErrorCatalog.NotAuthenticated)
            Response.Headers.WWWAuthenticate = "Bearer";
        await Problems.WriteAsync(Context, refusal);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.WriteAsync(Context, new StarlingException(ErrorCatalog.NotAllowed, "The token's role does not allow this."));
}
