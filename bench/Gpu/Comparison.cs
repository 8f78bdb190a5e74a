using System.Numerics;
using System.Runtime.InteropServices;

namespace Starling.Bench.Gpu;

/// <summary>How a kernel's result compares with the processor's.</summary>
/// <param name="Error">The largest difference, relative to the largest number of the reference; infinity where one is not a number.</param>
/// <param name="AreBitsEqual">Whether every bit is the same.</param>
internal sealed record Comparison(double Error, bool AreBitsEqual)
{
    private const double Tolerance = 1e-5;

    public bool IsRight => Error <= Tolerance;

    public static Comparison Of<T>(ReadOnlySpan<T> result, ReadOnlySpan<T> reference)
        where T : unmanaged, INumberBase<T>
    {
        bool equal = MemoryMarshal.AsBytes(result).SequenceEqual(MemoryMarshal.AsBytes(reference));
        if (equal)
            return new Comparison(0, true);

        double largest = double.Epsilon;
        foreach (T value in reference)
            largest = Math.Max(largest, Math.Abs(double.CreateTruncating(value)));
        double error = result.Length == reference.Length ? 0 : double.PositiveInfinity;
        for (int i = 0; i < Math.Min(result.Length, reference.Length); i++)
        {
            double difference = Math.Abs(double.CreateTruncating(result[i]) - double.CreateTruncating(reference[i])) / largest;
            error = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(error, difference);
        }

        return new Comparison(error, false);
    }
}
