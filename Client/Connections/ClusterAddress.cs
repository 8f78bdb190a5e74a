using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Starling.Client.Connections;

/// <summary>Where the gateway of a silo listens, as a person writes it: <c>HOST:PORT</c>, <c>[::1]:30000</c>.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">The port, 1 to 65535.</param>
internal sealed record ClusterAddress(string Host, int Port)
{
    /// <summary>Whether it can only be this machine.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Reads addresses, separated by commas.</summary>
    /// <param name="text">What a person wrote.</param>
    /// <param name="addresses">The addresses; at least one.</param>
    /// <param name="wrong">What is no address, where something is none.</param>
    public static bool TryParseList(
        string text, [NotNullWhen(true)] out IReadOnlyList<ClusterAddress>? addresses, [NotNullWhen(false)] out string? wrong)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var found = new List<ClusterAddress>();
        wrong = parts.Length == 0 ? text : null;
        foreach (string part in parts)
        {
            if (Parse(part) is { } address)
                found.Add(address);
            else
                wrong ??= part;
        }

        addresses = wrong is null ? found : null;
        return wrong is null;
    }

    /// <summary>The endpoints behind it. A name with addresses of both kinds stands for those of version 4.</summary>
    /// <exception cref="SocketException">The name cannot be resolved.</exception>
    public async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(Host, out IPAddress? literal))
            return [new IPEndPoint(literal, Port)];

        if (Host == "localhost")
            return [new IPEndPoint(IPAddress.Loopback, Port)];

        IPAddress[] all = await Dns.GetHostAddressesAsync(Host, cancellationToken);
        IPAddress[] version4 = [.. all.Where(address => address.AddressFamily == AddressFamily.InterNetwork)];
        return [.. (version4.Length > 0 ? version4 : all).Select(address => new IPEndPoint(address, Port))];
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    private static ClusterAddress? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port is < 1 or > 65535)
        {
            return null;
        }

        string host = text[..colon];
        if (host is ['[', .., ']'])
            return IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out IPAddress? address) ? new ClusterAddress(address.ToString(), port) : null;

        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 ? new ClusterAddress(host.ToLowerInvariant(), port) : null;
    }
}
