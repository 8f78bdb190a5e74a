using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Bench.Gpu;

/// <summary>What the numbers of a verification look like.</summary>
internal enum DataKind
{
    /// <summary>Normal numbers.</summary>
    Normal,

    /// <summary>Few different ones, zeros of both signs among them.</summary>
    Ties,

    /// <summary>Rows of zeros, rows so small or large that products of floats fail, numbers below the smallest normal one.</summary>
    Extreme,
}

/// <summary>Vectors from a fixed seed.</summary>
internal static class TestData
{
    private const ulong Seed = 20240817;

    public static VectorBuffer<T>[] Rows<T>(DataKind kind, int count, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, count).Select(row => Row<T>(kind, row, length))];

    private static VectorBuffer<T> Row<T>(DataKind kind, int row, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var vector = new VectorBuffer<T>(length);
        var stream = new RandomStream(Seed, RandomPurpose.Compression, row, (int)kind);
        Span<T> values = vector.Span;
        stream.FillNormal(values);
        if (kind == DataKind.Ties)
        {
            foreach (ref T value in values)
                value = T.Round(value * T.CreateTruncating(2)) * T.CreateTruncating(0.25);
        }
        else if (kind == DataKind.Extreme)
        {
            double scale = (row % 5) switch { 0 => 1, 1 => 0, 2 => 1e-25, 3 => 3e17, _ => 1e-41 };
            if (row % 10 == 6)
                values.Clear();
            for (int i = 0; i < values.Length; i++)
                values[i] *= T.CreateTruncating(row % 5 is 0 or 1 || i / 700 % 2 == 0 ? scale : 1);
        }

        return vector;
    }
}
