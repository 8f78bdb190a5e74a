using System.Numerics;

namespace Starling.Algorithms.Accelerators;

/// <summary>What is worth a device: vectors come to it over a bus that is slower than the memory of the processor.</summary>
internal static class AcceleratorPolicy
{
    /// <summary>Elements of all vectors together, below which starting costs more than is won.</summary>
    public const long LeastElements = 1 << 20;

    /// <summary>The fewest vectors: with n of them every element that travels is used n times.</summary>
    public const int LeastVectors = 4;

    /// <summary>Whether work whose operations grow with the number of vectors is done on the device.</summary>
    /// <param name="count">n.</param>
    /// <param name="length">Their length.</param>
    public static bool IsWorth<T>(int count, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (typeof(T) == typeof(float) || typeof(T) == typeof(double)) && count >= LeastVectors && (long)count * length >= LeastElements;
}
