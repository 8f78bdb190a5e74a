using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Starling.Deployment.Tests;

/// <summary>
/// Stands for Microsoft Entra on the loopback: it gives whoever asks a token for Azure Storage, without a signature, as Azurite takes it, and
/// keeps what was asked.
/// </summary>
internal sealed class FakeEntra : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeEntra(WebApplication app) => this.app = app;

    /// <summary>Where it listens.</summary>
    public string Address => app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>The forms that asked for a token.</summary>
    public ConcurrentQueue<IFormCollection> Requests { get; } = new();

    /// <summary>Starts it.</summary>
    /// <param name="certificate">With its key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FakeEntra> StartAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var entra = new FakeEntra(builder.Build());
        entra.app.MapPost("/{tenant}/oauth2/v2.0/token", async (string tenant, HttpRequest request) =>
        {
            entra.Requests.Enqueue(await request.ReadFormAsync(cancellationToken));
            return Results.Json(new { token_type = "Bearer", expires_in = 3600, access_token = Token(tenant) });
        });
        await entra.app.StartAsync(cancellationToken);
        return entra;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static string Token(string tenant)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new { aud = "https://storage.azure.com", iss = $"https://sts.windows.net/{tenant}/", iat = now, nbf = now - 60, exp = now + 3600 };
        return $"{Part(new { alg = "RS256", typ = "JWT" })}.{Part(claims)}.{Part("no signature")}";
    }

    private static string Part(object value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
