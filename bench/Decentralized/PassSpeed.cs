using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Starling.Bench.Decentralized;

/// <summary>The limit of what changes memory in place: numbers that are read, changed and written back, from end to end.</summary>
/// <param name="bytes">How much memory; it decides which cache it comes from.</param>
internal sealed class PassSpeed(long bytes)
{
    private readonly double[] numbers = new double[bytes / sizeof(double)];

    /// <summary>Goes over all of it once.</summary>
    /// <returns>Bytes read and written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Run()
    {
        Vector256<double> one = Vector256.Create(1.0);
        Span<double> all = numbers;
        for (int i = 0; i + 16 <= all.Length; i += 16)
        {
            ref double first = ref all[i];
            (Vector256.LoadUnsafe(ref first) + one).StoreUnsafe(ref first);
            (Vector256.LoadUnsafe(ref first, 4) + one).StoreUnsafe(ref first, 4);
            (Vector256.LoadUnsafe(ref first, 8) + one).StoreUnsafe(ref first, 8);
            (Vector256.LoadUnsafe(ref first, 12) + one).StoreUnsafe(ref first, 12);
        }

        return 2L * sizeof(double) * all.Length;
    }
}
