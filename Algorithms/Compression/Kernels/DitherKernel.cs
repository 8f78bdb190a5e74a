using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression.Kernels;

/// <summary>
/// Stochastic rounding to s + 1 equidistant levels of a norm, and back. Floats take one random word a coordinate, doubles two. All of it is one IEEE
/// operation after the other, element by element, so that registers of any width and the end of a span make the same bits.
/// </summary>
internal static class DitherKernel
{
    private const int Block = 1024;
    private const float TwoToMinus31 = 1f / (1u << 31);
    private const double TwoToMinus53 = 1.0 / (1L << 53);

    /// <summary>
    /// levels_i = sign(x_i) (floor(r) + [u &lt; r - floor(r)]) with r = s min(1, |x_i| / norm), u uniform; 0 for a norm of 0, without random numbers.
    /// </summary>
    [SkipLocalsInit]
    public static void Quantise<T>(
        ReadOnlySpan<T> x, T norm, int s, ref RandomStream stream, Span<short> levels, ref LevelCounts counts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (norm == T.Zero)
        {
            levels.Clear();
            return;
        }

        Span<ulong> words = stackalloc ulong[Block];
        for (int start = 0; start < x.Length; start += Block)
        {
            ReadOnlySpan<T> block = x.Slice(start, Math.Min(Block, x.Length - start));
            Span<short> blockLevels = levels.Slice(start, block.Length);
            if (typeof(T) == typeof(float))
            {
                stream.FillUInt64(words[..((block.Length + 1) / 2)]);
                QuantiseSingles(
                    MemoryMarshal.Cast<T, float>(block), float.CreateTruncating(norm), s, MemoryMarshal.Cast<ulong, uint>(words), blockLevels, ref counts);
            }
            else
            {
                stream.FillUInt64(words[..block.Length]);
                QuantiseDoubles(MemoryMarshal.Cast<T, double>(block), double.CreateTruncating(norm), s, words, blockLevels, ref counts);
            }
        }
    }

    /// <summary>x_i = ((level_i / s) norm) factor.</summary>
    public static void Dequantise<T>(ReadOnlySpan<short> levels, T norm, int s, T factor, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (typeof(T) == typeof(float))
        {
            ref short levels0 = ref MemoryMarshal.GetReference(levels);
            ref float x0 = ref Unsafe.As<T, float>(ref MemoryMarshal.GetReference(x));
            Vector256<float> divisor = Vector256.Create((float)s);
            Vector256<float> scale = Vector256.Create(float.CreateTruncating(norm));
            Vector256<float> last = Vector256.Create(float.CreateTruncating(factor));
            for (; i <= x.Length - 16; i += 16)
            {
                (Vector256<int> lower, Vector256<int> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref levels0, (nuint)i));
                (Vector256.ConvertToSingle(lower) / divisor * scale * last).StoreUnsafe(ref x0, (nuint)i);
                (Vector256.ConvertToSingle(upper) / divisor * scale * last).StoreUnsafe(ref x0, (nuint)i + 8);
            }
        }

        var count = T.CreateTruncating(s);
        for (; i < x.Length; i++)
            x[i] = T.CreateTruncating(levels[i]) / count * norm * factor;
    }

    private static void QuantiseSingles(
        ReadOnlySpan<float> x, float norm, int s, ReadOnlySpan<uint> random, Span<short> levels, ref LevelCounts counts)
    {
        ref float x0 = ref MemoryMarshal.GetReference(x);
        ref uint random0 = ref MemoryMarshal.GetReference(random);
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        Vector256<float> divisor = Vector256.Create(norm);
        Vector256<float> count = Vector256.Create((float)s);
        Vector256<int> nonZero = default, logs = default, logsOfNext = default;
        int i = 0;
        for (; i <= x.Length - 16; i += 16)
        {
            Vector256<int> lower = Levels(Vector256.LoadUnsafe(ref x0, (nuint)i), divisor, count, Vector256.LoadUnsafe(ref random0, (nuint)i));
            Vector256<int> upper = Levels(Vector256.LoadUnsafe(ref x0, (nuint)i + 8), divisor, count, Vector256.LoadUnsafe(ref random0, (nuint)i + 8));
            Count(Vector256.Abs(lower), ref nonZero, ref logs, ref logsOfNext);
            Count(Vector256.Abs(upper), ref nonZero, ref logs, ref logsOfNext);
            Vector256.Narrow(lower, upper).StoreUnsafe(ref levels0, (nuint)i);
        }

        counts.NonZero -= Vector256.Sum(nonZero);
        counts.Logs += Vector256.Sum(logs) - (i * 127L);
        counts.LogsOfNext += Vector256.Sum(logsOfNext) - (i * 127L);
        for (; i < x.Length; i++)
        {
            float r = Math.Min(MathF.Abs(x[i]) / norm, 1f) * s;
            float floor = MathF.Floor(r);
            float u = (int)(random[i] >> 1) * TwoToMinus31;
            int level = (int)floor + (u < r - floor ? 1 : 0);
            counts.Add(level);
            levels[i] = (short)(float.IsNegative(x[i]) ? -level : level);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Levels(Vector256<float> x, Vector256<float> norm, Vector256<float> s, Vector256<uint> random)
    {
        Vector256<float> r = Vector256.MinNative(Vector256.Abs(x) / norm, Vector256<float>.One) * s;
        Vector256<float> floor = Vector256.Floor(r);
        Vector256<float> u = Vector256.ConvertToSingle((random >>> 1).AsInt32()) * Vector256.Create(TwoToMinus31);
        Vector256<int> level = Vector256.ConvertToInt32Native(floor) - Vector256.LessThan(u, r - floor).AsInt32();
        Vector256<int> sign = x.AsInt32() >> 31;
        return (level ^ sign) - sign;
    }

    // floor(log2) of a number is its exponent as a float; 127 is taken off at the end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(Vector256<int> level, ref Vector256<int> nonZero, ref Vector256<int> logs, ref Vector256<int> logsOfNext)
    {
        nonZero += Vector256.GreaterThan(level, Vector256<int>.Zero);
        logs += Vector256.ConvertToSingle(Vector256.Max(level, Vector256<int>.One)).AsInt32() >>> 23;
        logsOfNext += Vector256.ConvertToSingle(level + Vector256<int>.One).AsInt32() >>> 23;
    }

    private static void QuantiseDoubles(
        ReadOnlySpan<double> x, double norm, int s, ReadOnlySpan<ulong> random, Span<short> levels, ref LevelCounts counts)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double r = Math.Min(Math.Abs(x[i]) / norm, 1) * s;
            double floor = Math.Floor(r);
            double u = (random[i] >> 11) * TwoToMinus53;
            int level = (int)floor + (u < r - floor ? 1 : 0);
            counts.Add(level);
            levels[i] = (short)(double.IsNegative(x[i]) ? -level : level);
        }
    }
}

/// <summary>What the lengths of the codes of some levels follow from.</summary>
internal struct LevelCounts
{
    /// <summary>How many levels are not 0.</summary>
    public long NonZero;

    /// <summary>The sum of floor(log2 level) over those.</summary>
    public long Logs;

    /// <summary>The sum of floor(log2(level + 1)) over all.</summary>
    public long LogsOfNext;

    public void Add(int level)
    {
        if (level == 0)
            return;

        NonZero++;
        Logs += BitOperations.Log2((uint)level);
        LogsOfNext += BitOperations.Log2((uint)level + 1);
    }
}
