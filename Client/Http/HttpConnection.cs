using System.Security.Cryptography.X509Certificates;
using Starling.Algorithms.Errors;
using Starling.Client.Calls;
using Starling.Client.Connections;

namespace Starling.Client.Http;

/// <summary>Connects to the HTTP API of a dashboard.</summary>
internal static class HttpConnection
{
    /// <summary>Whether an address is one of the HTTP API.</summary>
    public static bool IsHttp(string addresses) =>
        addresses.TrimStart().StartsWith("http://", StringComparison.OrdinalIgnoreCase) || addresses.TrimStart().StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Connects, and checks that the API answers and accepts the token.</summary>
    /// <exception cref="StarlingException">STAR0405: it cannot be reached; STAR0601: it does not accept the token; STAR0702: the file of the authority cannot be used.</exception>
    public static async Task<IStarlingClient> ConnectAsync(StarlingConnectionOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(options.Addresses.Trim().TrimEnd('/') + "/", UriKind.Absolute, out Uri? address) || options.Addresses.Contains(',', StringComparison.Ordinal))
            throw new StarlingException(ErrorCatalog.ClusterUnreachable, $"'{options.Addresses}' is no address of a dashboard: write https://HOST[:PORT][/PATH], one alone.");
        if (options.Tls == TlsUse.On && address.Scheme != Uri.UriSchemeHttps)
            throw new StarlingException(ErrorCatalog.ClusterUnreachable, $"'{options.Addresses}' is not encrypted, and encryption is asked for: write https://.");

        var http = new HttpClient(Handler(options)) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            await new HttpStarlingClient(http, options.Token, time, options.ConnectTimeout).WhoAmIAsync(cancellationToken);
            return new HttpStarlingClient(http, options.Token, new ClusterCalls(time, options.Patience), ownsHttp: true);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    private static SocketsHttpHandler Handler(StarlingConnectionOptions options)
    {
        // Addresses are looked up again now and then.
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false };
        if (options.CaFile is null)
            return handler;

        var trust = ServerTrust.Load(options.CaFile);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            certificate is X509Certificate2 shown && trust.Accepts(shown, chain, errors);
        return handler;
    }
}
