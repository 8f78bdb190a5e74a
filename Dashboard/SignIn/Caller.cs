using System.Security.Claims;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.SignIn;

/// <summary>Who makes a request, as the cluster said when the token was shown.</summary>
/// <param name="Info">The bearer and the role.</param>
/// <param name="Token">The token; empty where the cluster asks for none.</param>
public sealed record Caller(CallerInfo Info, string Token)
{
    /// <summary>The scheme that looks at the request and chooses one of the other two.</summary>
    public const string Scheme = "starling";

    /// <summary>The cookie of people who have signed in.</summary>
    public const string CookieScheme = "starling-cookie";

    /// <summary>The header <c>Authorization: Bearer TOKEN</c>.</summary>
    public const string BearerScheme = "starling-bearer";

    private const string TokenClaim = "starling-token";

    /// <summary>The caller of a cluster that asks for no tokens: may do everything.</summary>
    public static Caller Anybody { get; } = new(new CallerInfo(), "");

    /// <summary>Whether the caller may submit jobs.</summary>
    public bool MaySubmit => Info.MaySubmit;

    /// <summary>Reads the caller of a principal; null where nobody has signed in.</summary>
    public static Caller? Of(ClaimsPrincipal? principal)
    {
        if (principal?.FindFirst(TokenClaim) is not { } token
            || !Enum.TryParse(principal.FindFirstValue(ClaimTypes.Role), out AccessRole role))
        {
            return null;
        }

        return new Caller(new CallerInfo { Name = principal.FindFirstValue(ClaimTypes.Name) ?? "", Role = role }, token.Value);
    }

    /// <summary>The caller as a principal of a scheme.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, Info.Name), new Claim(ClaimTypes.Role, Info.Role.ToString()), new Claim(TokenClaim, Token)], scheme));

    /// <summary>Name and role; never the token.</summary>
    public override string ToString() => $"{Info.Name} ({Info.Role})";
}
