using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Tests.Numerics;

/// <summary>Vectors for tests, and the lengths at which kernels change their path.</summary>
internal static class TestVectors
{
    /// <summary>0 to 70 and some large ones that are no multiples of anything.</summary>
    public static IEnumerable<int> Lengths => [.. Enumerable.Range(0, 71), 1000, 1023, 1025, 4099];

    public static T[] Normal<T>(int length, int number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stream = new RandomStream(99, RandomPurpose.Noise, number);
        var values = new T[length];
        stream.FillNormal<T>(values);
        return values;
    }

    /// <summary>Vectors that hold NaN, infinities and zeros of both signs as well.</summary>
    public static T[] Special<T>(int length, int number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = Normal<T>(length, number);
        T[] special = [T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.Zero, T.NegativeZero, T.Epsilon, T.One];
        for (int i = number % 3; i < length; i += 3)
            values[i] = special[(i + number) % special.Length];
        return values;
    }
}
