using System.Diagnostics;
using System.Globalization;

namespace Starling.Chaos.Network;

/// <summary>
/// A network namespace a silo, each with a cable to one bridge: a machine a silo, as far as the network goes. A cut link is a wrong
/// address of the other's card, a silo that is cut off has its cable pulled; either way packets vanish and nobody is told, unlike a
/// connection that a process closes. It needs root and <c>ip</c> (iproute2).
/// </summary>
internal sealed class NamespaceNetwork : SiloNetwork
{
    private const string Nowhere = "02:00:00:00:00:99";
    private static int _last;

    private readonly int count;
    private readonly int subnet;
    private readonly string stem;
    private readonly HashSet<(int From, int To)> cuts = [];
    private readonly HashSet<int> pulled = [];

    private NamespaceNetwork(int count)
    {
        this.count = count;
        int number = Interlocked.Increment(ref _last);
        stem = string.Create(CultureInfo.InvariantCulture, $"chs{Environment.ProcessId % 100_000}n{number % 100}");
        subnet = 1 + ((Environment.ProcessId + number) % 250);
    }

    /// <inheritdoc/>
    public override string Description => "network namespaces";

    /// <summary>Makes it; null where this process may not.</summary>
    public static NamespaceNetwork? TryCreate(int count)
    {
        var network = new NamespaceNetwork(count);
        if (network.IsBuilt())
            return network;

        network.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public override string AddressOf(int silo) => string.Create(CultureInfo.InvariantCulture, $"10.213.{subnet}.{silo + 1}");

    /// <inheritdoc/>
    public override void Place(int silo, ProcessStartInfo start)
    {
        // "ip netns exec" becomes the program: the process is the silo's own.
        string[] program = ["netns", "exec", Space(silo), start.FileName];
        start.FileName = "ip";
        for (int i = 0; i < program.Length; i++)
            start.ArgumentList.Insert(i, program[i]);
    }

    /// <inheritdoc/>
    public override void Cut(int one, int other)
    {
        foreach ((int from, int to) in (ReadOnlySpan<(int, int)>)[(one, other), (other, one)])
        {
            Ip("-n", Space(from), "neigh", "replace", AddressOf(to), "lladdr", Nowhere, "dev", "eth0", "nud", "permanent");
            cuts.Add((from, to));
        }
    }

    /// <inheritdoc/>
    public override void CutOff(int silo)
    {
        Ip("link", "set", Cable(silo), "down");
        pulled.Add(silo);
    }

    /// <inheritdoc/>
    public override void Mend()
    {
        foreach ((int from, int to) in cuts)
            Ip("-n", Space(from), "neigh", "del", AddressOf(to), "dev", "eth0");
        foreach (int silo in pulled)
            Ip("link", "set", Cable(silo), "up");
        cuts.Clear();
        pulled.Clear();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        for (int silo = 0; silo < count; silo++)
        {
            // The end of a namespace is that of its cable, once its processes are gone; the other end goes now.
            _ = SystemProgram.TryRun("ip", "link", "del", Cable(silo));
            _ = SystemProgram.TryRun("ip", "netns", "del", Space(silo));
        }

        _ = SystemProgram.TryRun("ip", "link", "del", Bridge);
    }

    private string Bridge => $"{stem}b";

    private string Space(int silo) => string.Create(CultureInfo.InvariantCulture, $"{stem}-{silo}");

    private string Cable(int silo) => string.Create(CultureInfo.InvariantCulture, $"{stem}c{silo}");

    private static void Ip(params string[] arguments)
    {
        if (!SystemProgram.TryRun("ip", arguments))
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)} failed.");
    }

    private bool IsBuilt()
    {
        string own = string.Create(CultureInfo.InvariantCulture, $"10.213.{subnet}.254/24");
        return SystemProgram.TryRun("ip", "link", "add", Bridge, "type", "bridge")
            && SystemProgram.TryRun("ip", "addr", "add", own, "dev", Bridge)
            && SystemProgram.TryRun("ip", "link", "set", Bridge, "up")
            && Enumerable.Range(0, count).All(IsJoined);
    }

    private bool IsJoined(int silo) =>
        SystemProgram.TryRun("ip", "netns", "add", Space(silo))
        && SystemProgram.TryRun("ip", "link", "add", Cable(silo), "type", "veth", "peer", "name", "eth0", "netns", Space(silo))
        && SystemProgram.TryRun("ip", "link", "set", Cable(silo), "master", Bridge, "up")
        && SystemProgram.TryRun("ip", "-n", Space(silo), "addr", "add", $"{AddressOf(silo)}/24", "dev", "eth0")
        && SystemProgram.TryRun("ip", "-n", Space(silo), "link", "set", "eth0", "up")
        && SystemProgram.TryRun("ip", "-n", Space(silo), "link", "set", "lo", "up");
}
