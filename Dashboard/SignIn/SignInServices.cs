using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Starling.Dashboard.SignIn;

/// <summary>
/// Two ways to say who one is: a cookie, for people who have signed in with a token of the cluster, and the token itself as bearer, for
/// programs. Both only tell whose token goes with the calls; what it allows the cluster decides at each of them.
/// </summary>
internal static class SignInServices
{
    /// <summary>Adds authentication and the policy that everything but the sign-in asks for.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services, DashboardSettings settings)
    {
        services.AddSingleton<CallerBook>();
        services.AddHttpContextAccessor();
        IDataProtectionBuilder protection = services.AddDataProtection().SetApplicationName("starling");
        if (settings.KeysFolder is { } folder)
            protection.PersistKeysToFileSystem(new DirectoryInfo(folder));
        else
            protection.UseEphemeralDataProtectionProvider();

        services.AddAuthentication(options => options.DefaultScheme = Caller.Scheme)
            .AddPolicyScheme(Caller.Scheme, null, options => options.ForwardDefaultSelector = SchemeOf)
            .AddCookie(Caller.CookieScheme, options =>
            {
                options.Cookie.Name = "starling";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = TimeSpan.FromHours(settings.SignInHours);
                options.SlidingExpiration = false;
                options.LoginPath = "/sign-in";
                options.ReturnUrlParameter = "to";
            })
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(Caller.BearerScheme, null);
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(new AuthorizationPolicyBuilder(Caller.Scheme).RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        return services;
    }

    // A program that shows a token, or asks the API without a cookie, is a bearer; so is everybody where the cluster asks for no tokens.
    private static string SchemeOf(HttpContext context)
    {
        if (!context.RequestServices.GetRequiredService<Clusters.ICluster>().AsksForTokens || context.Request.Headers.ContainsKey("Authorization"))
            return Caller.BearerScheme;

        bool isApi = context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
        return isApi && !context.Request.Cookies.ContainsKey("starling") ? Caller.BearerScheme : Caller.CookieScheme;
    }
}
