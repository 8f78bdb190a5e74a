using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Tests.Compression;

/// <summary>The formulas of some compressors, written down a second time, slowly.</summary>
internal static class Reference
{
    public static float[] Of(string name, float[] x) => name switch
    {
        "identity" => x,
        "top-k 0.3" => TopK(x, Math.Max(1, (int)(0.3 * x.Length))),
        "top-k 1" => x,
        "rand-k 5" => RandK(x, Math.Min(5, x.Length)),
        "natural" => Natural(x),
        "qsgd" => Qsgd(x, 127, max: false),
        "qsgd s 1" => Qsgd(x, 1, max: false),
        "qsgd s 4, max" => Qsgd(x, 4, max: true),
        "ternary" => Qsgd(x, 1, max: true),
        "sign" => Sign(x),
        "float16" => [.. x.Select(element => (float)(Half)Math.Clamp(element, -65504f, 65504f))],
        "bfloat16" => [.. x.Select(BFloat16)],
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    public static float[] TopK(float[] x, int k)
    {
        float[] result = new float[x.Length];
        foreach (int i in Enumerable.Range(0, x.Length).OrderByDescending(i => Math.Abs(x[i])).ThenBy(i => i).Take(k))
            result[i] = x[i];
        return result;
    }

    private static float[] RandK(float[] x, int k)
    {
        int[] support = new int[k];
        new RandomStream(Codec.Stream().NextUInt64Of(), RandomPurpose.Compression).Choose(x.Length, k, support);
        float[] result = new float[x.Length];
        foreach (int i in support)
            result[i] = (float)((double)x.Length / k * x[i]);
        return result;
    }

    private static float[] Natural(float[] x)
    {
        RandomStream stream = Codec.Stream();
        float[] result = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double u = (stream.NextUInt32() >> 9) / (double)(1 << 23);
            double magnitude = Math.Abs((double)x[i]);
            double down = magnitude < Math.Pow(2, -126) ? 0 : Math.Pow(2, Math.Floor(Math.Log2(magnitude)));
            double up = down == 0 ? Math.Pow(2, -126) : Math.Min(2 * down, Math.Pow(2, 127));
            bool isUp = up > down && u >= 1 - ((magnitude - down) / (up - down));
            result[i] = float.CopySign((float)(isUp ? up : down), x[i]);
        }

        return result;
    }

    private static float[] Qsgd(float[] x, int s, bool max)
    {
        RandomStream stream = Codec.Stream();
        double exact = max ? x.Max(Math.Abs) : Math.Sqrt(x.Sum(element => (double)element * element));
        float norm = (float)exact;
        if (norm < exact && !max)
            norm = float.BitIncrement(norm);
        norm = Math.Min(norm, float.MaxValue);
        float[] result = new float[x.Length];
        for (int i = 0; i < x.Length && norm > 0; i++)
        {
            float u = (int)(stream.NextUInt32() >> 1) * (1f / 2147483648f);
            float r = Math.Abs(x[i]) / norm * s;
            int level = (int)r + (u < r - MathF.Floor(r) ? 1 : 0);
            result[i] = level == 0 ? 0 : level * Math.Sign(x[i]) / (float)s * norm;
        }

        return result;
    }

    private static float[] Sign(float[] x)
    {
        float scale = (float)(x.Sum(element => (double)Math.Abs(element)) / x.Length);
        return [.. x.Select(element => element < 0 ? -scale : scale)];
    }

    private static float BFloat16(float x)
    {
        float down = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(x) & 0xFFFF0000);
        float up = BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(x) & 0xFFFF0000) + 0x10000);
        if (!float.IsFinite(up))
            return down;

        double toDown = Math.Abs((double)x - down);
        double toUp = Math.Abs((double)up - x);
        bool isDownEven = (BitConverter.SingleToUInt32Bits(down) & 0x10000) == 0;
        return toDown < toUp || (toDown == toUp && isDownEven) ? down : up;
    }

    private static ulong NextUInt64Of(this RandomStream stream) => stream.NextUInt64();
}
