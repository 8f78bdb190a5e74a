using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Tests.Decentralized;

/// <summary>Keeps the k numbers of largest magnitude of a message, of equal ones those of the lowest index.</summary>
internal sealed class TopKChannel(double ratio) : IMessageChannel<double>
{
    public long Send(int node, int exchange, long step, Span<double> message)
    {
        int kept = Math.Max(1, (int)((ratio * message.Length) + 1e-9));
        double[] values = message.ToArray();
        int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(k => Math.Abs(values[k])).ThenBy(k => k)];
        message.Clear();
        foreach (int k in order[..kept])
            message[k] = values[k];
        return 12L * kept;
    }
}

/// <summary>QSGD with s levels: |v|/s sign(v) times floor or ceiling of s |v_k|/|v|, at random so that the mean is right.</summary>
internal sealed class QsgdChannel(int levels, ulong seed = 1) : IMessageChannel<double>
{
    public long Send(int node, int exchange, long step, Span<double> message)
    {
        double norm = VectorKernels.Norm2<double>(message);
        var stream = new RandomStream(seed, RandomPurpose.Compression, node, (int)((2 * step) + exchange));
        for (int k = 0; k < message.Length && norm > 0; k++)
        {
            double level = levels * Math.Abs(message[k]) / norm;
            double lower = Math.Floor(level);
            message[k] = norm / levels * Math.Sign(message[k]) * (stream.NextDouble() < level - lower ? lower + 1 : lower);
        }

        return 8 + message.Length;
    }
}

/// <summary>Lets messages through another channel, and remembers the last of every node and exchange, as it came out.</summary>
internal sealed class RecordingChannel(IMessageChannel<double>? inner, int nodes, int exchanges, int length) : IMessageChannel<double>
{
    private readonly double[] last = new double[nodes * exchanges * length];

    public long Send(int node, int exchange, long step, Span<double> message)
    {
        long bytes = inner?.Send(node, exchange, step, message) ?? 8L * message.Length;
        message.CopyTo(Last(node, exchange));
        return bytes;
    }

    public Span<double> Last(int node, int exchange) => last.AsSpan(((node * exchanges) + exchange) * length, length);
}
