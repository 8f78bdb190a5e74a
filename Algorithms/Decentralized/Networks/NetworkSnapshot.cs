using System.Numerics;

namespace Starling.Algorithms.Decentralized.Networks;

/// <summary>A network as bytes, for a checkpoint: what was counted and drawn, then the nodes, several to a part.</summary>
public static class NetworkSnapshot
{
    private const int PartBytes = 64 << 20;

    /// <summary>Copies a network; it may go on while the copy is written.</summary>
    /// <param name="network">The network, between two rounds.</param>
    public static IReadOnlyList<byte[]> Take<T>(INetworkRunner<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var counters = new MemoryStream();
        using var writer = new BinaryWriter(counters);
        network.SaveCounters(writer);
        foreach (NodeState<T> node in network.Nodes)
        {
            writer.Write(node.Time);
            writer.Write(node.Gradients);
        }

        writer.Flush();
        var parts = new List<byte[]> { counters.ToArray() };
        foreach ((int first, int count) in Groups(network))
        {
            int each = network.Nodes[first].Bytes.Length;
            byte[] part = new byte[count * each];
            for (int i = 0; i < count; i++)
                network.Nodes[first + i].Bytes.CopyTo(part.AsSpan(i * each));
            parts.Add(part);
        }

        return parts;
    }

    /// <summary>The lengths of the parts of a network at its beginning, which those of all its snapshots are.</summary>
    public static IReadOnlyList<int> Lengths<T>(INetworkRunner<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. Take(network).Select(part => part.Length)];

    /// <summary>Brings a new network to where a snapshot was taken.</summary>
    /// <param name="network">A network of the same run, at its beginning.</param>
    /// <param name="parts">What <see cref="Take"/> gave.</param>
    /// <exception cref="InvalidDataException">The parts are those of another network.</exception>
    public static void Restore<T>(INetworkRunner<T> network, IReadOnlyList<byte[]> parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int First, int Count)[] groups = [.. Groups(network)];
        if (parts.Count != groups.Length + 1 || groups.Where((group, g) => parts[g + 1].Length != group.Count * network.Nodes[0].Bytes.Length).Any())
            throw new InvalidDataException("The state is that of another network.");

        using var counters = new MemoryStream(parts[0]);
        using var reader = new BinaryReader(counters);
        network.LoadCounters(reader);
        foreach (NodeState<T> node in network.Nodes)
        {
            node.Time = reader.ReadDouble();
            node.Gradients = reader.ReadInt64();
        }

        for (int g = 0; g < groups.Length; g++)
        {
            int each = network.Nodes[0].Bytes.Length;
            for (int i = 0; i < groups[g].Count; i++)
                parts[g + 1].AsSpan(i * each, each).CopyTo(network.Nodes[groups[g].First + i].Bytes);
        }
    }

    private static IEnumerable<(int First, int Count)> Groups<T>(INetworkRunner<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int together = Math.Max(1, PartBytes / network.Nodes[0].Bytes.Length);
        for (int first = 0; first < network.Nodes.Count; first += together)
            yield return (first, Math.Min(together, network.Nodes.Count - first));
    }
}
