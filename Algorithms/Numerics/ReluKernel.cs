using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>The rectifier max(0, z) and its derivative, with 0 at 0. NaN stays NaN, so that divergence is seen.</summary>
internal static class ReluKernel
{
    /// <summary>z = z &lt; 0 ? 0 : z.</summary>
    public static void Apply<T>(Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (Vector512<T>.IsSupported)
        {
            ref T z0 = ref MemoryMarshal.GetReference(z);
            for (; i <= z.Length - Vector512<T>.Count; i += Vector512<T>.Count)
            {
                Vector512<T> value = Vector512.LoadUnsafe(ref z0, (nuint)i);
                Vector512.AndNot(value, Vector512.LessThan(value, Vector512<T>.Zero)).StoreUnsafe(ref z0, (nuint)i);
            }
        }

        for (; i < z.Length; i++)
            z[i] = z[i] < T.Zero ? T.Zero : z[i];
    }

    /// <summary>delta = activation &gt; 0 ? delta : 0.</summary>
    public static void Mask<T>(ReadOnlySpan<T> activation, Span<T> delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(activation.Length, delta.Length, nameof(delta));
        int i = 0;
        if (Vector512<T>.IsSupported)
        {
            ref T activation0 = ref MemoryMarshal.GetReference(activation);
            ref T delta0 = ref MemoryMarshal.GetReference(delta);
            for (; i <= delta.Length - Vector512<T>.Count; i += Vector512<T>.Count)
            {
                Vector512<T> positive =
                    Vector512.GreaterThan(Vector512.LoadUnsafe(ref activation0, (nuint)i), Vector512<T>.Zero);
                (Vector512.LoadUnsafe(ref delta0, (nuint)i) & positive).StoreUnsafe(ref delta0, (nuint)i);
            }
        }

        for (; i < delta.Length; i++)
            delta[i] = activation[i] > T.Zero ? delta[i] : T.Zero;
    }
}
