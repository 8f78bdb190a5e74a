using System.Diagnostics;

namespace Starling.Chaos.Network;

/// <summary>What the silos of one cluster reach each other over, and where it can be cut.</summary>
internal abstract class SiloNetwork : IDisposable
{
    /// <summary>How it is told.</summary>
    public abstract string Description { get; }

    /// <summary>
    /// The network of a cluster whose links are to be cut: a network namespace a silo where this process may make them, else a
    /// proxy before each silo.
    /// </summary>
    /// <param name="siloPorts">The ports for silos, in the order of the silos.</param>
    public static SiloNetwork Cuttable(IReadOnlyList<int> siloPorts) =>
        NamespaceNetwork.TryCreate(siloPorts.Count) is { } namespaces ? namespaces : new ProxyNetwork(siloPorts);

    /// <summary>The address of a silo.</summary>
    public abstract string AddressOf(int silo);

    /// <summary>Has a silo's process, and its environment, take its place in the network.</summary>
    public abstract void Place(int silo, ProcessStartInfo start);

    /// <summary>Cuts the link between two silos: what they send each other is lost without a word.</summary>
    public abstract void Cut(int one, int other);

    /// <summary>Cuts all that leads to a silo.</summary>
    public abstract void CutOff(int silo);

    /// <summary>Mends everything.</summary>
    public abstract void Mend();

    /// <inheritdoc/>
    public abstract void Dispose();
}
