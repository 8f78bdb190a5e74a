using System.Diagnostics;
using System.Globalization;
using Starling.TestSupport.Services;

namespace Starling.Chaos.Network;

/// <summary>
/// The loopback address with a proxy before each silo's port for silos, where network namespaces are not permitted. Who a connection
/// is from a proxy cannot see: a cut silences all that the other silos send to one of the two, and what it answers; what it sends
/// itself arrives.
/// </summary>
/// <param name="siloPorts">The ports that silos are known by: those of the proxies.</param>
internal sealed class ProxyNetwork(IReadOnlyList<int> siloPorts) : SiloNetwork
{
    /// <summary>The variable that tells a silo the port it listens on, behind its proxy.</summary>
    public const string Variable = "CHAOS_LISTEN";

    private readonly Proxy[] proxies = [.. siloPorts.Select(port => new Proxy(port, FreePorts.Next()))];

    /// <inheritdoc/>
    public override string Description => "a proxy before each silo";

    /// <summary>The port that a silo listens on instead of the one it is known by; null where that is the same.</summary>
    public static int? ListeningPort =>
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : null;

    /// <inheritdoc/>
    public override string AddressOf(int silo) => "127.0.0.1";

    /// <inheritdoc/>
    public override void Place(int silo, ProcessStartInfo start) =>
        start.Environment[Variable] = proxies[silo].Target.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override void Cut(int one, int other) => proxies[other].Close();

    /// <inheritdoc/>
    public override void CutOff(int silo) => proxies[silo].Close();

    /// <inheritdoc/>
    public override void Mend()
    {
        foreach (Proxy proxy in proxies)
            proxy.Reopen();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (Proxy proxy in proxies)
            proxy.Dispose();
    }
}
