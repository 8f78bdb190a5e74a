using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Variational;

namespace Starling.Algorithms.Tests.Variational;

/// <summary>
/// The random choices of the recorded runs of MASHA: one SplitMix64 stream; in every iteration a subset for each worker, or one permutation for all (PermK),
/// then one for the server where it compresses, then the coin.
/// </summary>
internal sealed class RecordedDraws(ulong seed, int workers, int dimension, int kept, int keptByServer, double refresh, bool isPermutation = false)
{
    private readonly SplitMix64 generator = new(seed);
    private readonly List<(int[][] Workers, int[] Server, bool Coin)> iterations = [];

    public CommonCoins Coins => new(k => this[k].Coin);

    private (int[][] Workers, int[] Server, bool Coin) this[int k]
    {
        get
        {
            while (iterations.Count <= k)
                iterations.Add(Draw());
            return iterations[k];
        }
    }

    public ICompressor OfWorker(int worker) =>
        new Replay(isPermutation ? dimension / workers : kept, dimension, k => this[k].Workers[worker], isPermutation ? workers : (double)dimension / kept);

    public ICompressor OfServer() => new Replay(keptByServer, dimension, k => this[k].Server, (double)dimension / keptByServer);

    private (int[][] Workers, int[] Server, bool Coin) Draw()
    {
        int[][] subsets;
        if (isPermutation)
        {
            int[] all = Subset(dimension);
            subsets = [.. Enumerable.Range(0, workers).Select(m => all[(m * dimension / workers)..((m + 1) * dimension / workers)])];
        }
        else
        {
            subsets = kept < dimension ? [.. Enumerable.Range(0, workers).Select(_ => Subset(kept))] : [];
        }

        int[] server = keptByServer < dimension ? Subset(keptByServer) : [];
        return (subsets, server, generator.NextUniform() < refresh);
    }

    private int[] Subset(int count)
    {
        int[] places = new int[dimension];
        generator.Subset(places, count);
        return places[..count];
    }

    /// <summary>Keeps the recorded coordinates, times a factor; message number k is iteration k.</summary>
    private sealed class Replay(int kept, int dimension, Func<int, int[]> supportOf, double factor) : ICompressor
    {
        private int iteration;

        public CompressorInfo Describe<T>(int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            new() { IsUnbiased = true, Omega = ((double)dimension / kept) - 1, IsRandomised = true, Bits = 64.0 * kept };

        public int StateLength(int length) => 0;

        public int MaxBytes<T>(int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => kept * 12;

        public int Encode<T>(ReadOnlySpan<T> x, Span<T> state, ref RandomStream stream, Span<byte> destination)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int[] support = supportOf(iteration++);
            Span<int> places = MemoryMarshal.Cast<byte, int>(destination[..(4 * kept)]);
            for (int i = 0; i < kept; i++)
            {
                places[i] = support[i];
                BitConverter.TryWriteBytes(destination[((4 * kept) + (8 * i))..], double.CreateChecked(x[support[i]]) * factor);
            }

            return 12 * kept;
        }

        public void Decode<T>(ReadOnlySpan<byte> message, Span<T> x)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            x.Clear();
            ReadOnlySpan<int> places = MemoryMarshal.Cast<byte, int>(message[..(4 * kept)]);
            for (int i = 0; i < kept; i++)
                x[places[i]] = T.CreateChecked(BitConverter.ToDouble(message[((4 * kept) + (8 * i))..]));
        }

        public void DecodeAdd<T>(ReadOnlySpan<byte> message, double weight, Span<double> sums)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => throw new NotSupportedException();

        public long BitsOf(ReadOnlySpan<byte> message) => 64L * kept;
    }
}
