namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>How many groups of threads some work takes.</summary>
internal static class LaunchGeometry
{
    /// <summary>Threads of a group where a kernel asks for nothing else.</summary>
    public const int Threads = 256;

    /// <summary>The most groups of one dimension.</summary>
    public const long MostGroups = int.MaxValue;

    /// <summary>Groups such that every item has a thread.</summary>
    /// <param name="items">How many items; at least 1.</param>
    /// <param name="perThread">How many of them a thread does.</param>
    /// <param name="threads">Threads of a group.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no items, or more than one start can do.</exception>
    public static uint Groups(long items, int perThread = 1, int threads = Threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        long each = (long)perThread * threads;
        long groups = ((items - 1) / each) + 1;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(groups, MostGroups, nameof(items));
        return (uint)groups;
    }

    /// <summary>Elements from a row to the next one: whole cache lines, so that every row begins with one.</summary>
    /// <param name="length">The elements of a row.</param>
    public static long Stride(long length) => (length + 63) / 64 * 64;
}
