using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;

namespace Starling.Bench.Aggregation;

/// <summary>The limit: reading the vectors once, by as many threads, with eight independent sums of 256 bits.</summary>
internal static class ReadSpeed
{
    private const int Piece = 1 << 17;

    /// <summary>Reads everything; the sum is nothing but a reason to.</summary>
    public static long Read(IReadOnlyList<VectorBuffer<float>> vectors, int threads)
    {
        int pieces = (vectors[0].Length + Piece - 1) / Piece;
        long total = 0;
        Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = threads }, piece =>
        {
            long sum = 0;
            foreach (VectorBuffer<float> vector in vectors)
                sum += Sum(vector.Span.Slice(piece * Piece, Math.Min(Piece, vector.Length - (piece * Piece))));
            Interlocked.Add(ref total, sum);
        });
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Sum(ReadOnlySpan<float> values)
    {
        ref long source = ref Unsafe.As<float, long>(ref MemoryMarshal.GetReference(values));
        nuint count = (nuint)values.Length / 2;
        Vector256<long> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (nuint i = 0; i + 32 <= count; i += 32)
        {
            s0 += Vector256.LoadUnsafe(ref source, i);
            s1 += Vector256.LoadUnsafe(ref source, i + 4);
            s2 += Vector256.LoadUnsafe(ref source, i + 8);
            s3 += Vector256.LoadUnsafe(ref source, i + 12);
            s4 += Vector256.LoadUnsafe(ref source, i + 16);
            s5 += Vector256.LoadUnsafe(ref source, i + 20);
            s6 += Vector256.LoadUnsafe(ref source, i + 24);
            s7 += Vector256.LoadUnsafe(ref source, i + 28);
        }

        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7);
    }
}
