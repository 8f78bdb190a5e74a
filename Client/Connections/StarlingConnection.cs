using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Starling.Algorithms.Errors;
using Starling.Client.Calls;
using Starling.Client.Http;

namespace Starling.Client.Connections;

/// <summary>Connects a program to a cluster of other processes.</summary>
public static class StarlingConnection
{
    /// <summary>
    /// Connects, and checks that the cluster answers and accepts the token. The connection mends itself: lost gateways are tried
    /// again for as long as the client lives, and calls wait for them as long as <see cref="StarlingConnectionOptions.Patience"/>
    /// says. Disposing the client closes it. An address that begins with <c>http</c> is that of a dashboard, whose HTTP API is used.
    /// </summary>
    /// <param name="options">Where the cluster is and who asks.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <exception cref="StarlingException">
    /// STAR0405: the cluster cannot be reached, with the address and the reason; STAR0601 or STAR0602: it does not accept the
    /// token; STAR0702: the file of the authority cannot be used.
    /// </exception>
    public static async Task<IStarlingClient> ConnectAsync(
        StarlingConnectionOptions options, CancellationToken cancellationToken = default)
    {
        TimeProvider time = options.Time ?? TimeProvider.System;
        if (HttpConnection.IsHttp(options.Addresses))
            return await HttpConnection.ConnectAsync(options, time, cancellationToken);

        IHost host = await OpenAsync(options, time, cancellationToken);
        return new StarlingClient(
            host.Services.GetRequiredService<IClusterClient>(), new ClusterCalls(time, options.Patience), () => ConnectionAttempts.CloseAsync(host));
    }

    /// <summary>
    /// Connects once for many callers. As with <see cref="ConnectAsync"/>, the cluster must accept the connection's own token.
    /// </summary>
    /// <param name="options">Where the cluster is, and the token of what the server asks for itself.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <exception cref="StarlingException">As for <see cref="ConnectAsync"/>.</exception>
    public static async Task<SharedConnection> ShareAsync(StarlingConnectionOptions options, CancellationToken cancellationToken = default)
    {
        TimeProvider time = options.Time ?? TimeProvider.System;
        IHost host = await OpenAsync(options, time, cancellationToken);
        return new SharedConnection(host, host.Services.GetRequiredService<IClusterClient>(), new ClusterCalls(time, options.Patience));
    }

    private static async Task<IHost> OpenAsync(StarlingConnectionOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ClusterAddress.TryParseList(options.Addresses, out IReadOnlyList<ClusterAddress>? addresses, out string? wrong))
            throw new StarlingException(ErrorCatalog.ClusterUnreachable, $"'{wrong}' is no address of a cluster: write HOST:PORT.");

        IHost host = await new ConnectionAttempts(options, addresses, time).ConnectAsync(cancellationToken);
        try
        {
            // Whether the token is good is asked now, not at the first job.
            IClusterClient cluster = host.Services.GetRequiredService<IClusterClient>();
            await using var probe = new StarlingClient(cluster, new ClusterCalls(time, options.ConnectTimeout), () => default);
            await probe.GetSilosAsync(cancellationToken);
            return host;
        }
        catch
        {
            await ConnectionAttempts.CloseAsync(host);
            throw;
        }
    }
}
