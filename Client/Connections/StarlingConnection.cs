using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Starling.Algorithms.Errors;
using Starling.Client.Calls;

namespace Starling.Client.Connections;

/// <summary>Connects a program to a cluster of other processes.</summary>
public static class StarlingConnection
{
    /// <summary>
    /// Connects, and checks that the cluster answers and accepts the token. The connection mends itself: lost gateways are tried
    /// again for as long as the client lives, and calls wait for them as long as <see cref="StarlingConnectionOptions.Patience"/>
    /// says. Disposing the client closes it.
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
        if (!ClusterAddress.TryParseList(options.Addresses, out IReadOnlyList<ClusterAddress>? addresses, out string? wrong))
            throw new StarlingException(ErrorCatalog.ClusterUnreachable, $"'{wrong}' is no address of a cluster: write HOST:PORT.");

        TimeProvider time = options.Time ?? TimeProvider.System;
        IHost host = await new ConnectionAttempts(options, addresses, time).ConnectAsync(cancellationToken);
        IClusterClient cluster = host.Services.GetRequiredService<IClusterClient>();
        try
        {
            // Whether the token is good is asked now, not at the first job.
            await using var probe = new StarlingClient(cluster, new ClusterCalls(time, options.ConnectTimeout), () => default);
            await probe.GetSilosAsync(cancellationToken);
            return new StarlingClient(cluster, new ClusterCalls(time, options.Patience), () => ConnectionAttempts.CloseAsync(host));
        }
        catch
        {
            await ConnectionAttempts.CloseAsync(host);
            throw;
        }
    }
}
