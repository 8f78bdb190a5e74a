using System.Net;
using System.Net.Sockets;
using Orleans.Messaging;

namespace Starling.Client.Connections;

/// <summary>
/// The gateways that a person named. Names are resolved each time the engine asks, so that silos which come back under another
/// address are found; while a name cannot be resolved, what it was last stays.
/// </summary>
/// <param name="addresses">The addresses.</param>
/// <param name="withoutAtFirst">Those that are left out the first time, since nobody listens there.</param>
internal sealed class AddressGatewayList(IReadOnlyList<ClusterAddress> addresses, IReadOnlySet<ClusterAddress> withoutAtFirst)
    : IGatewayListProvider
{
    /// <summary>How often the engine asks, and how soon it tries a gateway again that it gave up.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private readonly Dictionary<ClusterAddress, IReadOnlyList<IPEndPoint>> resolved = [];
    private bool asked;
    private volatile Dictionary<IPEndPoint, string> hosts = [];

    /// <inheritdoc/>
    public TimeSpan MaxStaleness => Refresh;

    /// <inheritdoc/>
    public bool IsUpdatable => true;

    /// <summary>The host, as it was written, behind an endpoint; null where there is none.</summary>
    public string? HostOf(EndPoint? endpoint) =>
        endpoint is IPEndPoint address && hosts.TryGetValue(Normal(address), out string? host) ? host : null;

    /// <inheritdoc/>
    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<IList<Uri>> GetGateways()
    {
        var found = new Dictionary<IPEndPoint, string>();
        foreach (ClusterAddress address in asked ? addresses : addresses.Where(address => !withoutAtFirst.Contains(address)))
        {
            foreach (IPEndPoint endpoint in await ResolveAsync(address))
                found.TryAdd(Normal(endpoint), address.Host);
        }

        asked = true;
        hosts = found;
        return [.. found.Keys.Select(endpoint => endpoint.ToGatewayUri())];
    }

    private static IPEndPoint Normal(IPEndPoint endpoint) =>
        endpoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endpoint.Address.MapToIPv4(), endpoint.Port) : endpoint;

    private async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(ClusterAddress address)
    {
        IReadOnlyList<IPEndPoint>? last;
        try
        {
            last = await address.ResolveAsync(CancellationToken.None);
            lock (resolved)
                resolved[address] = last;
        }
        catch (SocketException)
        {
            lock (resolved)
                resolved.TryGetValue(address, out last);
        }

        return last ?? [];
    }
}
