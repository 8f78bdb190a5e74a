using System.Numerics;
using System.Numerics.Tensors;

namespace Starling.Algorithms.Numerics;

/// <content>NaN and infinity.</content>
public static partial class VectorKernels
{
    private const int FiniteBlock = 1024;

    /// <summary>Whether no element is NaN or infinite. True for an empty span.</summary>
    /// <param name="x">The vector.</param>
    public static bool IsFinite<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        FirstNonFinite(x) < 0;

    /// <summary>The position of the first element that is NaN or infinite, or -1.</summary>
    /// <param name="x">The vector.</param>
    public static int FirstNonFinite<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = 0;
        while (start < x.Length)
        {
            ReadOnlySpan<T> block = x.Slice(start, Math.Min(FiniteBlock, x.Length - start));
            if (!TensorPrimitives.IsFiniteAll(block))
                break;
            start += block.Length;
        }

        for (int i = start; i < x.Length; i++)
        {
            if (!T.IsFinite(x[i]))
                return i;
        }

        return -1;
    }
}
